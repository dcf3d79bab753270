// Columns of a text as a fixed-width screen shows it: one for Latin, two for East Asian wide characters, none for marks
// that join what stands before them. Ambiguous characters count as one, as mail clients set them.
import { eastAsianWidth } from 'get-east-asian-width';

/** Columns of one code point (UAX 11). */
export function codePointColumns(codePoint: number): 0 | 1 | 2 {
  if (codePoint < 0x300) return 1;
  // Nine in ten characters of a Chinese letter lie here: answered without a search in Unicode's tables.
  if (codePoint >= 0x4e00 && codePoint <= 0x9fff) return 2;
  if (isJoined(codePoint)) return 0;
  return eastAsianWidth(codePoint) === 2 ? 2 : 1;
}

/** Columns of a whole text without line breaks. */
export function columns(text: string): number {
  let sum = 0;
  for (const character of text) sum += codePointColumns(character.codePointAt(0) ?? 0);
  return sum;
}

/** Marks, joiners, variation selectors and skin tones: they take no column and never stand alone. */
export function isJoined(codePoint: number): boolean {
  if (codePoint >= 0x3100 && codePoint < 0xfe00) return false;
  return (
    (codePoint >= 0x300 && codePoint <= 0x36f) ||
    (codePoint >= 0x200b && codePoint <= 0x200f) ||
    (codePoint >= 0x20d0 && codePoint <= 0x20ff) ||
    (codePoint >= 0xfe00 && codePoint <= 0xfe0f) ||
    (codePoint >= 0x3099 && codePoint <= 0x309a) ||
    codePoint === 0x2060 ||
    (codePoint >= 0x1f3fb && codePoint <= 0x1f3ff) ||
    (codePoint >= 0xe0100 && codePoint <= 0xe01ef)
  );
}
