// How wide a text is where it is shown in columns: two for East Asian wide and full-width characters and for emoji, one
// for the rest (UAX 11), counted by graphemes (UAX 29). Cutting never splits a grapheme.
import { eastAsianWidth } from 'get-east-asian-width';

/** ASCII, punctuation, kana without loose voice marks, ideographs, full-width forms: each stands for itself. */
const PLAIN =
  /^[\x20-\x7E\xA1-\xAC\xAE-\u02FF\u2010-\u2027\u3000-\u3029\u3030-\u303C\u3041-\u3096\u309B-\u30FF\u4E00-\u9FFF\uFF01-\uFF60]*$/;
const PLAIN_WIDE = /[\u3000-\u9FFF\uFF01-\uFF60]/g;
const NO_COLUMN = /^[\p{M}\p{Cf}\p{Cc}]+$/u;
const PICTURE = /\p{Emoji}\uFE0F|\p{Emoji_Presentation}/u;
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function displayWidth(text: string): number {
  // Nearly all texts have only characters that stand for themselves; segmenting is the dear part.
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
  if (NO_COLUMN.test(grapheme)) return 0;
  return PICTURE.test(grapheme) || eastAsianWidth(grapheme.codePointAt(0) ?? 0) === 2 ? 2 : 1;
}
