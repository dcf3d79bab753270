// Summary and preheader of an issue that has none in its metadata: its highlights in a row, else its first words. Plain
// text of one paragraph, cut where a sentence or a word ends and never inside a grapheme.
import { highlightsAmong } from './article-topics.ts';
import { cutToWidth, displayWidth } from './display-width.ts';
import type { Part } from './issue.ts';
import { isHeading, oneLine } from './outline.ts';
import { elementNamed, isElement, type TreeNode } from './tree.ts';

/** Two lines of a feed reader's list: about 120 Chinese characters or 40 English words. */
const SUMMARY_COLUMNS = 240;
/** What mail programs show of a preheader at most (B6.11). */
export const PREHEADER_COLUMNS = 130;
/** A sentence that ends before this share of the room is too little of a summary. */
const LEAST_SHARE = 0.4;

export function summaryOf(parts: readonly Part[], title: string): string {
  return fromHighlights(parts) ?? fromFirstWords(parts) ?? title;
}

/** The beginning of a text, at most `columns` wide: whole sentences where they fill the room, else words and `…`. */
export function shortened(text: string, columns: number): string {
  // A grapheme is hardly ever longer than this; a text of 300 KB need not be measured whole.
  const candidate = text.slice(0, columns * 8);
  if (candidate.length === text.length && displayWidth(text) <= columns) return text;
  const fitting = cutToWidth(candidate, columns - 1);
  const sentence = /^.*(?:[。！？][”’」』）]*|[.!?]["'”’)]*(?=\s|$))/su.exec(fitting)?.[0] ?? '';
  if (displayWidth(sentence) >= columns * LEAST_SHARE) return sentence;
  const isInsideWord = /[\p{L}\p{N}]$/u.test(fitting) && /^[\p{L}\p{N}]/u.test(candidate.slice(fitting.length));
  const whole = isInsideWord ? fitting.replace(/(?<=[\s\p{P}])[\p{Script=Latin}\p{N}]+$/u, '') : fitting;
  return `${whole.replace(/[\s\p{P}]+$/u, '')}…`;
}

/** `甲；乙；丙。` with as many titles as there is room for, one at least. */
function fromHighlights(parts: readonly Part[]): string | undefined {
  const titles = highlightsAmong(parts).flatMap((part) => part.items.map((item) => item.title));
  const [first, ...others] = titles;
  if (first === undefined) return undefined;
  const isWide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(first);
  const [between, end] = isWide ? ['；', '。'] : ['; ', '.'];
  let joined = first;
  let columns = displayWidth(first) + 2;
  for (const title of others) {
    columns += displayWidth(title) + 2;
    if (columns > SUMMARY_COLUMNS) break;
    joined += between + title;
  }
  return shortened(/[.!?。！？]$/.test(joined) ? joined : joined + end, SUMMARY_COLUMNS);
}

/** The first paragraph with words wherever it stands, else the first words of any block. */
function fromFirstWords(parts: readonly Part[]): string | undefined {
  const nodes = nodesOf(parts);
  for (const wanted of [['p'], ['p', 'blockquote', 'ul', 'ol', 'table', 'pre', 'div', 'section', 'details']]) {
    for (const node of nodes) {
      if (!elementNamed(node, ...wanted) || isHeading(node)) continue;
      const words = oneLine(spaced(node));
      if (/[\p{L}\p{N}]/u.test(words)) return shortened(words, SUMMARY_COLUMNS);
    }
  }
  return undefined;
}

function nodesOf(parts: readonly Part[]): readonly TreeNode[] {
  return parts.flatMap((part) => {
    if (part.kind === 'section') return nodesOf(part.parts);
    if (part.kind !== 'article') return part.nodes;
    return part.blocks.flatMap((block) => (block.role === 'source' ? [] : block.nodes));
  });
}

const BLOCKS = new Set(['p', 'li', 'tr', 'td', 'th', 'div', 'br', 'h3', 'h4', 'h5', 'h6', 'dt', 'dd']);

/** Text with a space where a block ends, so that items do not run together. */
function spaced(node: TreeNode): string {
  if (!isElement(node)) return node.text;
  // Superscripts here are the numbers of footnotes.
  if (node.name === 'sup') return '';
  const inner = node.children.map(spaced).join('');
  return BLOCKS.has(node.name) ? `${inner} ` : inner;
}
