// How wide a text is where it is shown in columns: two for East Asian wide and full-width characters and for emoji, one
// for the rest (UAX 11), counted by graphemes (UAX 29). Cutting never splits a grapheme.

const WIDE =
  /^(?:[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18DFF}\u{1AFF0}-\u{1B2FF}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|\p{Emoji}\uFE0F)/u;
/** ASCII, general punctuation without joiners, kana without voice marks of their own, ideographs, full-width forms. */
const PLAIN =
  /^[\x20-\x7E\xA1-\xAC\xAE-\u02FF\u2010-\u2027\u3000-\u3029\u3030-\u303C\u3041-\u3096\u309B-\u30FF\u4E00-\u9FFF\uFF01-\uFF60]*$/;
const PLAIN_WIDE = /[\u3000-\u9FFF\uFF01-\uFF60]/g;
const ZERO = /^[\p{M}\p{Cf}\p{Cc}]+$/u;
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function displayWidth(text: string): number {
  // Nearly all texts have only characters that stand alone; segmenting is the dear part.
  if (PLAIN.test(text)) return text.length + (text.match(PLAIN_WIDE)?.length ?? 0);
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += graphemeWidth(segment);
  return width;
}

export function graphemeCount(text: string): number {
  return PLAIN.test(text) ? text.length : [...segmenter.segment(text)].length;
}

/** The longest beginning that fits into so many columns, whole graphemes only. */
export function cutToWidth(text: string, columns: number): string {
  let width = 0;
  for (const { segment, index } of segmenter.segment(text)) {
    width += graphemeWidth(segment);
    if (width > columns) return text.slice(0, index);
  }
  return text;
}

function graphemeWidth(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2;
  return ZERO.test(grapheme) ? 0 : 1;
}
