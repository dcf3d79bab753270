// Puts the footnotes into the form that every surface shares: one `<section class="footnotes">` with a list, no heading
// in a language of its own, no attributes for scripts. Numbering and links are marked-footnote's.
import { element, elementNamed, mapElements, type ElementNode, type TreeNode } from './tree.ts';

export function plainFootnotes(nodes: readonly TreeNode[], idPrefix: string): readonly TreeNode[] {
  const label = `${idPrefix}fn-label`;
  return mapElements(nodes, (node) => {
    if (node.name === 'section' && isFootnotes(node, label)) {
      const kept = node.children.filter((child) => elementNamed(child, 'ol'));
      return element('section', { class: 'footnotes' }, kept);
    }
    return node.name === 'a' ? plainLink(node) : node;
  });
}

function isFootnotes(node: ElementNode, label: string): boolean {
  return node.children.some((child) => elementNamed(child, 'h2')?.attributes['id'] === label);
}

function plainLink(node: ElementNode): ElementNode {
  const kept = Object.entries(node.attributes).filter(
    ([name]) => !name.startsWith('data-') && !name.startsWith('aria-'),
  );
  return { ...node, attributes: Object.fromEntries(kept) };
}
