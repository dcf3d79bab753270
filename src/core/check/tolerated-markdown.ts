// Places where Markdown is read as it was meant and not as it is written, so that the editor knows what other programs
// would show. A generator makes the same slip everywhere: the first place and a number are enough.
import { CJK } from '../issue/east-asian.ts';
import type { ProblemCode } from '../issue/problem.ts';
import { proseLines } from '../issue/prose-lines.ts';

export interface Tolerated {
  readonly code: ProblemCode;
  /** Of the first place, from 0. */
  readonly line: number;
  readonly message: string;
}

/** Bold marks that CommonMark would show as asterisks, because punctuation stands inside them and a word outside. */
export function toleratedEmphasis(markdown: string): readonly Tolerated[] {
  const lines = boldLines(markdown);
  if (lines.length === 0) return [];
  const prose = proseLines(markdown.split('\n'));
  const found = lines.filter((line) => prose[line] === true);
  const [first] = found;
  if (first === undefined) return [];
  const cure = 'other programs show the asterisks: move the punctuation out of it';
  return [
    { code: 'emphasis-mended', line: first, message: `Bold beside punctuation here${others(found.length)}; ${cure}.` },
  ];
}

function others(count: number): string {
  if (count === 1) return '';
  return count === 2 ? ' and on another line' : ` and on ${count - 1} other lines`;
}

/** Lines that were moved to where the list wants them, without those that are told of already. */
export function toleratedLists(written: string, read: string, told: readonly number[]): readonly Tolerated[] {
  if (written === read) return [];
  const lines = read.split('\n');
  const moved = written.split('\n').flatMap((line, i) => (line === lines[i] || told.includes(i) ? [] : [i]));
  const [first] = moved;
  if (first === undefined) return [];
  const cure = 'read as what is meant: indent by two or four spaces';
  return [
    { code: 'list-mended', line: first, message: `Indented as no list is, here${others(moved.length)}; ${cure}.` },
  ];
}

/** From 0, code not yet left out: nearly no text has any, and then it need not be taken apart. */
function boldLines(markdown: string): readonly number[] {
  const found: number[] = [];
  let line = 0;
  for (let start = 0, end = 0; end < markdown.length; start = end + 1, line += 1) {
    end = markdown.indexOf('\n', start);
    if (end === -1) end = markdown.length;
    const at = markdown.indexOf('**', start);
    if (at === -1) break;
    if (at < end && isOnlyMeant(markdown.slice(start, end))) found.push(line);
  }
  return found;
}

const WORD = /[\p{L}\p{N}]/u;
const PUNCTUATION = /[\p{P}\p{S}]/u;

/** Marks open and close in turn; code has its own. */
function isOnlyMeant(line: string): boolean {
  if (!line.includes('**') || !CJK.test(line)) return false;
  const shown = line.replaceAll(/(`+)[^`]*\1/g, (code) => 'x'.repeat(code.length));
  let isOpening = true;
  for (let at = shown.indexOf('**'); at !== -1; at = shown.indexOf('**', at + 2)) {
    const [inner, outer] = isOpening ? [shown[at + 2], shown[at - 1]] : [shown[at - 1], shown[at + 2]];
    if (PUNCTUATION.test(inner ?? '') && inner !== '*' && WORD.test(outer ?? '')) return true;
    isOpening = !isOpening;
  }
  return false;
}
