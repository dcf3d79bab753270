// Lines of a bounded number of columns, broken as Chinese, Japanese and Latin are: between wide characters, at spaces,
// never before closing punctuation nor after opening punctuation (kinsoku), never inside a word or an address.
import { codePointColumns, isJoined } from './text-width.ts';

/** What cannot begin a line: closing marks, small kana, marks of length and repetition (JIS X 4051, clreq). */
const NO_START =
  '，。、；：？！）】」』》〉〕〗”’…—～・％‰°,.;:?!)]}%ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮー々〻ヽヾゝゞ';
/** What cannot end a line. */
const NO_END = '（【「『《〈〔〖“‘([{￥＄#';

const ZERO_WIDTH_JOINER = 0x200d;

/** Looked up for every character of every letter, so it is a table and no set: bit 1 no start, bit 2 no end. */
const RULES = new Uint8Array(0x10000);
for (const character of NO_START) RULES[character.charCodeAt(0)] = 1;
for (const character of NO_END) RULES[character.charCodeAt(0)] = 2;

type Kind = 'space' | 'wide' | 'narrow' | 'flag';

/** The text in lines of at most `width` columns where that can be; a word or an address wider than that has its own,
 * longer line. Line breaks in the text are kept; other runs of white space become one space. */
export function wrap(text: string, width: number): readonly string[] {
  return text.includes('\n') ? text.split('\n').flatMap((line) => wrapped(line, width)) : wrapped(text, width);
}

/** One walk over the characters: it remembers the last place where the line may end, and ends it there when it must. */
function wrapped(text: string, width: number): readonly string[] {
  const isUneven = text.includes('\t') || text.includes('  ');
  const line = (isUneven ? text.replace(/[ \t]+/g, ' ') : text).trim();
  if (line === '') return [];
  // No character takes more than two columns.
  if (line.length * 2 <= width) return [line];
  const lines: string[] = [];
  let start = 0;
  let used = 0;
  let breakAt = 0;
  let usedAtBreak = 0;
  let before: Kind = 'space';
  let beforeCode = 0;
  for (let index = 0, next = 0; index < line.length; index = next) {
    const codePoint = line.codePointAt(index) ?? 0;
    next = index + (codePoint > 0xffff ? 2 : 1);
    const columns = codePointColumns(codePoint);
    const kind = kindOf(codePoint, columns);
    if (index > start && mayBreak(before, beforeCode, kind, codePoint)) {
      breakAt = index;
      usedAtBreak = used;
    }
    if (used + columns > width && kind !== 'space' && breakAt > start) {
      lines.push(line.slice(start, breakAt).trimEnd());
      start = breakAt;
      used -= usedAtBreak;
    }
    used += columns;
    // A mark belongs to the character before it, which goes on deciding; behind a joiner nothing breaks.
    if (columns === 0 && codePoint !== ZERO_WIDTH_JOINER) continue;
    before = kind;
    beforeCode = codePoint;
  }
  lines.push(line.slice(start));
  return lines;
}

function kindOf(codePoint: number, columns: number): Kind {
  if (codePoint === 0x20) return 'space';
  if (codePoint >= 0x1f1e6 && codePoint <= 0x1f1ff) return 'flag';
  return columns === 2 ? 'wide' : 'narrow';
}

function mayBreak(before: Kind, beforeCode: number, kind: Kind, codePoint: number): boolean {
  if (kind === 'space') return false;
  if (before === 'space') return true;
  if (kind === 'narrow' && before === 'narrow') return false;
  // Two of them are one flag: breaking between two flags is given up for it.
  if (kind === 'flag' && before === 'flag') return false;
  if (RULES[beforeCode] === 2 || RULES[codePoint] === 1) return false;
  return beforeCode !== ZERO_WIDTH_JOINER && !isJoined(codePoint);
}
