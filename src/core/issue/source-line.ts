// Lines that say where something comes from: links, with a date in code or brackets beside them and hardly another
// word. They are told by this shape alone, whatever language their words are in.
import type { Source } from './issue.ts';
import { oneLine } from './outline.ts';
import { elementNamed, isElement, textOf, type ElementNode, type TreeNode } from './tree.ts';
import { readDate } from './written-date.ts';

/** `来源：` or `via`; with a date beside it also a name. A line that says more is a sentence and no source line. */
const MAX_WORDS_ALONE = 12;
const MAX_WORDS_WITH_DATE = 30;

/** The first link of a paragraph that holds links, perhaps a date, and at most a label. */
export function sourceLine(node: TreeNode | undefined): Source | undefined {
  const paragraph = elementNamed(node, 'p');
  if (!paragraph) return undefined;
  const links = linksIn(paragraph.children);
  const [first] = links;
  if (!first) return undefined;
  const pieces = textsOutsideLinks(paragraph.children);
  // Punctuation and a date take room besides the words; what is longer still is a sentence.
  if (pieces.join('').length > MAX_WORDS_WITH_DATE * 2) return undefined;
  const day = pieces.map(dayWritten).find((found) => found !== undefined);
  const words = oneLine(
    pieces
      .join(' ')
      .replace(day ?? '', '')
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' '),
  );
  if (words.length > (day === undefined ? MAX_WORDS_ALONE : MAX_WORDS_WITH_DATE)) return undefined;
  return { url: first.attributes['href'] ?? '', label: oneLine(textOf([first])), ...(day !== undefined && { day }) };
}

/** The date of a line that holds nothing but one, such as `[2026-01-04]` in code below the link. */
export function dateLine(node: TreeNode | undefined): string | undefined {
  const paragraph = elementNamed(node, 'p');
  const text = paragraph ? oneLine(textOf([paragraph])) : '';
  if (text.length > MAX_WORDS_WITH_DATE || !/\d/.test(text)) return undefined;
  const day = dayWritten(text);
  return day !== undefined && !/[\p{L}\p{N}]/u.test(text.replace(day, '')) ? day : undefined;
}

/** Links to other places that show something, in the order of the text. */
export function linksIn(nodes: readonly TreeNode[]): readonly ElementNode[] {
  return nodes.flatMap((node) => {
    if (!isElement(node)) return [];
    if (node.name !== 'a') return linksIn(node.children);
    const href = node.attributes['href'] ?? '';
    return href !== '' && !href.startsWith('#') && textOf([node]).trim() !== '' ? [node] : [];
  });
}

function textsOutsideLinks(nodes: readonly TreeNode[]): readonly string[] {
  return nodes.flatMap((node) => {
    if (!isElement(node)) return [node.text];
    return node.name === 'a' ? [] : textsOutsideLinks(node.children);
  });
}

/** The date in `[2026-01-04]`, `（2026年1月4日）` or bare, as it is written. */
function dayWritten(text: string): string | undefined {
  for (const piece of text.split(/[[\]()（）【】「」〔〕|｜·•]|\s{2,}/u)) {
    const written = piece.trim();
    if (written !== '' && /\d/.test(written) && 'date' in readDate(written)) return written;
  }
  return /(?<!\d)\d{4}([-/.])\d{1,2}\1\d{1,2}(?!\d)/.exec(text)?.[0];
}
