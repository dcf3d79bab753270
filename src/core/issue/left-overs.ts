// Instructions to other generators that stand in issues from elsewhere: Liquid, Hugo, Kramdown, MDX. A line of nothing
// but instructions goes, for no reader should see it; within a sentence they stay, for they may be what it is about.
// Every one is reported. Words between them, and words inside them that a reader would have seen, are kept.
import { proseLines } from './prose-lines.ts';

export interface LeftOver {
  /** Of the text, from 0. */
  readonly line: number;
  readonly raw: string;
  readonly isShown: boolean;
}

export interface WithoutLeftOvers {
  /** As many lines as before. */
  readonly markdown: string;
  readonly leftOvers: readonly LeftOver[];
  /** The line of a comment that is never closed, from 0; its beginning is shown, so that it swallows nothing. */
  readonly openComment?: number;
}

const SUSPECT = /\{[%{:/]|^(?:import|export)\s|^:::|<!--/m;

/** Lines of instructions alone, up to three columns from the margin: deeper is code. */
const LINES: readonly RegExp[] = [
  /^ {0,3}(?:\{%(?:(?!%\}).)*%\}\s*)+$/, // Liquid tags
  /^ {0,3}(?:\{\{[<%](?:(?!\}\}).)*\}\}\s*)+$/, // Hugo shortcodes
  /^ {0,3}\{:[^{}]*\}\s*$/, // Kramdown attributes of a block
  /^ {0,3}\{\/\*.*\*\/\}\s*$/, // MDX comments
  /^import\s(?:.*\sfrom\s+)?(["'])[^"']+\1;?\s*$/,
  /^export\s+(?:const|let|default|function)\s.*[;{}]\s*$/,
  /^:{3,}\s*(?:[a-z]+\s*)?(?:\{[^{}]*\})?\s*$/i, // bare ends and beginnings of containers
];
// What a reader would have seen of a shortcode.
const SHOWN_VALUE = /\b(?:caption|title|alt|text)=(?:"([^"]*)"|'([^']*)')/g;
const CODE_SPAN = '(`+)(?:(?!\\1)[^])*?\\1(?!`)';
const KRAMDOWN = new RegExp(`${CODE_SPAN}|\\{:(?:\\s*[.#]?[\\w-]+(?:="[^"]*")?)+\\s*\\}`, 'g');
// Liquid tags around the words of a line are no part of its sentence.
const EDGES = /^(?:\{%(?:(?!%\}).)*%\}\s*)+|(?:\s*\{%(?:(?!%\}).)*%\})+\s*$/g;
const INLINE = new RegExp(`${CODE_SPAN}|\\{%(?:(?!%\\}).)*%\\}|\\{\\{(?:(?!\\}\\}).)*\\}\\}`, 'g');

export function withoutLeftOvers(markdown: string): WithoutLeftOvers {
  if (!SUSPECT.test(markdown)) return { markdown, leftOvers: [] };
  const lines = markdown.split('\n');
  const openComment = openCommentLine(lines);
  if (openComment !== -1) lines[openComment] = (lines[openComment] ?? '').replace(/(.*)<!--/, '$1&lt;!--');
  const prose = proseLines(lines);
  const leftOvers: LeftOver[] = [];
  const kept = lines.map((line, i) => {
    if (prose[i] !== true || !SUSPECT.test(line)) return line;
    if (LINES.some((pattern) => pattern.test(line))) {
      leftOvers.push({ line: i, raw: line.trim(), isShown: false });
      return Array.from(line.matchAll(SHOWN_VALUE), (match) => match[1] ?? match[2]).join(' ');
    }
    const inside = line.replace(EDGES, (raw) => {
      if (raw !== '') leftOvers.push({ line: i, raw: raw.trim(), isShown: false });
      return '';
    });
    for (const [raw] of inside.matchAll(INLINE)) {
      if (!raw.startsWith('`')) leftOvers.push({ line: i, raw, isShown: true });
    }
    return inside.replace(KRAMDOWN, (raw) => {
      // Those of a heading may hold its id (heading-ids.ts).
      if (raw.startsWith('`') || /^ {0,3}#{1,6}\s/.test(line)) return raw;
      leftOvers.push({ line: i, raw, isShown: false });
      return '';
    });
  });
  return { markdown: kept.join('\n'), leftOvers, ...(openComment !== -1 && { openComment }) };
}

/** -1 when every comment is closed, or what looks like one stands in code. */
function openCommentLine(lines: readonly string[]): number {
  const last = lines.findLastIndex((line) => line.includes('<!--'));
  const line = lines[last];
  if (line === undefined) return -1;
  const at = line.lastIndexOf('<!--');
  if (line.includes('-->', at) || lines.slice(last + 1).some((each) => each.includes('-->'))) return -1;
  const isInFence = proseLines([...lines.slice(0, last), '']).at(-1) === false;
  const isInCodeSpan = (line.slice(0, at).split('`').length - 1) % 2 === 1;
  return isInFence || isInCodeSpan ? -1 : last;
}
