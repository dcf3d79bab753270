// Rows as aligned columns. A Chinese character takes two places of a terminal, a combining mark none, so padding counts
// places and not characters.
import { eastAsianWidth } from 'get-east-asian-width';

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const GAP = '  ';

/** Lines of the rows; every column but the last is as wide as its widest cell, columns in `numeric` end flush right. */
export function columns(rows: readonly (readonly string[])[], numeric: readonly number[] = []): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((row) => displayWidth(row[i] ?? ''))));
  return rows.map((row) => {
    const cells = row.map((cell, i) => {
      const space = ' '.repeat((widths[i] ?? 0) - displayWidth(cell));
      if (numeric.includes(i)) return space + cell;
      return i === row.length - 1 ? cell : cell + space;
    });
    return cells.join(GAP).trimEnd();
  });
}

/** Places that the text takes on a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  const first = grapheme.codePointAt(0) ?? 0;
  if (/^[\p{M}\p{C}]/u.test(grapheme)) return 0;
  // A presentation selector makes a wide emoji of a narrow sign.
  return grapheme.includes('\uFE0F') ? 2 : eastAsianWidth(first);
}
