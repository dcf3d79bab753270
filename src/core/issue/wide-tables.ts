// Tables whose rows have more cells than their head: GFM drops what is over, and words with it. Here the head grows.
import { Tokenizer, type Tokens } from 'marked';

/** Override for a marked instance. */
export const wideTables = {
  table(this: Tokenizer, src: string): Tokens.Table | undefined {
    const token = Tokenizer.prototype.table.call(this, src);
    if (token === undefined) return undefined;
    const [head = '', rule = '', ...rows] = token.raw.replace(/\n+$/, '').split('\n');
    const missing = Math.max(0, ...rows.map(cellCount)) - token.header.length;
    if (missing <= 0 || missing > MAX_MISSING) return token;
    const wide = [`${closed(head)}${'  |'.repeat(missing)}`, `${closed(rule)}${' - |'.repeat(missing)}`, ...rows];
    return { ...(Tokenizer.prototype.table.call(this, wide.join('\n')) ?? token), raw: token.raw };
  },
};

/** More cells than this are no slip of the hand, and every row would get as many. */
const MAX_MISSING = 20;

/** An escaped bar parts no cells (GFM 4.10). */
function cellCount(row: string): number {
  const inner = row
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return (inner.match(/(?<!\\)\|/g)?.length ?? 0) + 1;
}

function closed(row: string): string {
  return /(?<!\\)\|\s*$/.test(row) ? row.trimEnd() : `${row} |`;
}
