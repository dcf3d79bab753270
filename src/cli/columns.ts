// Rows as aligned columns. A Chinese character takes two places of a terminal, a combining mark none, so padding counts
// places and not characters.
import { displayWidth } from '../core/issue/display-width.ts';

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
