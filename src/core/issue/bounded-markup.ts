// Keeps the time that a text can cost in proportion to its length. Markdown parsers, ours included, look ahead
// from every mark to the end of its paragraph and call themselves for every level: a paragraph of nothing but
// marks, or a line of nothing but quotes, is shown as the text it is. No issue that a person reads comes near
// these bounds.
import { proseLines } from './prose-lines.ts';
import { escapeText } from './tree.ts';

/** A line of 14,000 characters full of links has some 1,500 marks. */
const MAX_MARKS = 4000;

/**
 * Lines that follow one another without a blank one; a paragraph wrapped at 60 columns would have 30,000
 * characters.
 */
const MAX_LINES = 500;

/** Quotes and lists within each other on one line. */
const MAX_NESTING = 20;

/** Where nothing is blank for this long, no address and no word is left. */
const MAX_UNBROKEN = 20_000;

const MARK = /[*_~`<>[\]{\\&@|]|www\.|:\/\//g;
const CONTAINER = /[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))/y;
// Definitions of links stand in long rows, and each is read by itself.
const STARTS_BLOCK = /^[ \t]*(?:[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|>|\[[^\]]+\]:)/;

export interface BoundedMarkup {
  /** Lines may be added to it. */
  readonly markdown: string;
  /** Of the text as it was, from 0: where something is shown literally. */
  readonly literal: readonly number[];
}

export function boundedMarkup(markdown: string): BoundedMarkup {
  const lines = markdown.split('\n');
  const prose = proseLines(lines);
  const literal: number[] = [];
  const bounded: string[] = [];
  for (let from = 0; from < lines.length;) {
    const to = prose[from] === true ? endOfParagraph(lines, prose, from) : from + 1;
    const paragraph = lines.slice(from, to);
    if (prose[from] !== true || isModest(paragraph)) bounded.push(...paragraph);
    else {
      literal.push(from);
      bounded.push(...asText(paragraph));
    }
    from = to;
  }
  return literal.length === 0 ? { markdown, literal } : { markdown: bounded.join('\n'), literal };
}

function endOfParagraph(lines: readonly string[], prose: readonly boolean[], from: number): number {
  let to = from + 1;
  if (lines[from]?.trim() === '') return to;
  while (to < lines.length && prose[to] === true && lines[to]?.trim() !== '' && !STARTS_BLOCK.test(lines[to] ?? ''))
    to++;
  return to;
}

function isModest(paragraph: readonly string[]): boolean {
  if (paragraph.length > MAX_LINES) return false;
  let marks = 0;
  for (const line of paragraph) {
    if (line.length > MAX_NESTING && nesting(line) > MAX_NESTING) return false;
    if (line.length > MAX_UNBROKEN && new RegExp(`[!-~]{${MAX_UNBROKEN}}`).test(line)) return false;
    // Shorter lines cannot reach the bound alone, and most paragraphs are one line.
    if (paragraph.length > 1 || line.length > MAX_MARKS) marks += line.match(MARK)?.length ?? 0;
  }
  return marks <= MAX_MARKS;
}

function nesting(line: string): number {
  CONTAINER.lastIndex = 0;
  let depth = 0;
  while (depth <= MAX_NESTING && CONTAINER.test(line)) depth++;
  return depth;
}

/** The paragraph as HTML, which marked passes on without a look inside. */
function asText(paragraph: readonly string[]): readonly string[] {
  const lines = paragraph.map((line) => escapeText(line.trim()).replace(/[{`]/g, (mark) => `&#${mark.charCodeAt(0)};`));
  const pieces = Array.from({ length: Math.ceil(lines.length / MAX_LINES) }, (_, i) =>
    lines.slice(i * MAX_LINES, (i + 1) * MAX_LINES),
  );
  return pieces.flatMap((piece) => ['', `<p>${piece.join('\n')}</p>`, '']);
}
