// A title broken into lines for a picture, where no browser does it: words stay whole, Chinese and Japanese break
// between any two characters but never before closing or after opening punctuation (kinsoku, standards F2.05). Widths
// are estimates in em, a little on the wide side, because the picture's fonts are not known here.

export interface TitleLines {
  readonly lines: readonly string[];
  /** Of the longest line, in em. */
  readonly width: number;
}

/** Lines no wider than `maxWidth` em, about equally long; beyond `maxLines` the last one ends in an ellipsis. */
export function titleLines(title: string, maxWidth: number, maxLines: number): TitleLines {
  const pieces = unbreakablePieces(title);
  const full = filledLines(pieces, maxWidth);
  if (full.length > maxLines) return shortened(full, maxLines, maxWidth);
  return measured(balanced(pieces, full.length, maxWidth));
}

/** True when the whole title fits. */
export function titleFits(title: string, maxWidth: number, maxLines: number): boolean {
  return filledLines(unbreakablePieces(title), maxWidth).length <= maxLines;
}

/** The smallest width that needs no more lines than the widest: a last line of one character is no line. */
function balanced(pieces: readonly string[], lineCount: number, maxWidth: number): readonly string[] {
  let lines = filledLines(pieces, maxWidth);
  for (let width = maxWidth; width > maxWidth / 2; width -= 0.5) {
    const candidate = filledLines(pieces, width);
    if (candidate.length > lineCount) break;
    lines = candidate;
  }
  return lines;
}

function shortened(lines: readonly string[], maxLines: number, maxWidth: number): TitleLines {
  const kept = lines.slice(0, maxLines);
  let last = Array.from(graphemes(kept.at(-1) ?? ''));
  while (last.length > 0 && widthOf(last.join('')) + 1 > maxWidth) last = last.slice(0, -1);
  return measured([...kept.slice(0, -1), `${last.join('').replace(/[\s，、：；,:;]+$/u, '')}…`]);
}

function measured(lines: readonly string[]): TitleLines {
  return { lines, width: Math.max(0, ...lines.map(widthOf)) };
}

function filledLines(pieces: readonly string[], maxWidth: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (line !== '' && widthOf((line + piece).trimEnd()) > maxWidth) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}

const CJK = /[\u2E80-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF\uFF01-\uFF60\u{20000}-\u{3FFFF}]/u;
const CLOSING = /^[、。，．！？：；）］｝〉》」』】〕’”…—ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ%％!?,.:;)\]}]/u;
const OPENING = /[（［｛〈《「『【〔‘“([{]$/u;
/** A word longer than this, usually an address, breaks anywhere. */
const LONGEST_WORD = 24;

/** What must not be torn: a word with the space behind it, or one wide character with the punctuation that clings to it. */
function unbreakablePieces(title: string): readonly string[] {
  const pieces: string[] = [];
  for (const grapheme of graphemes(title.replace(/\s+/g, ' ').trim())) {
    const last = pieces.at(-1);
    if (last !== undefined && clings(last, grapheme)) pieces[pieces.length - 1] = last + grapheme;
    else pieces.push(grapheme);
  }
  return pieces;
}

function clings(before: string, grapheme: string): boolean {
  if (grapheme === ' ' || CLOSING.test(grapheme) || OPENING.test(before)) return true;
  const isInsideWord = !before.endsWith(' ') && !CJK.test(before.at(-1) ?? '') && !CJK.test(grapheme);
  return isInsideWord && before.length < LONGEST_WORD;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

function* graphemes(text: string): Generator<string> {
  for (const { segment } of segmenter.segment(text)) yield segment;
}

function widthOf(text: string): number {
  let width = 0;
  for (const grapheme of graphemes(text)) width += graphemeWidth(grapheme);
  return width;
}

/** Of a bold serif, in em. */
function graphemeWidth(grapheme: string): number {
  if (CJK.test(grapheme) || /\p{Emoji_Presentation}/u.test(grapheme)) return 1;
  if (grapheme === ' ') return 0.28;
  if (/[A-ZÀ-ÞmwMW@%&]/u.test(grapheme)) return 0.78;
  return /[ijltfr.,:;'!|()]/u.test(grapheme) ? 0.38 : 0.6;
}
