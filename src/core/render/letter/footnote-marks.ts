// How the parser marks footnotes in the tree: what a letter must know to set them as its clients can show them.
import { textOf, type ElementNode } from '../../issue/tree.ts';

/** The section at the end that holds the notes. */
export function isFootnotes(node: ElementNode): boolean {
  return node.name === 'section' && /\bfootnotes\b/.test(node.attributes['class'] ?? '');
}

/** The arrow back from a note to its place in the text: a leap inside the page, of no use in a letter. */
export function isBackReference(link: ElementNode): boolean {
  return /^[↩⤴]/.test(textOf(link.children).trim());
}
