// A table as plain text: in columns where it fits, else row by row with the column's name before each value, because a
// wrapped column is harder to read than a short list.
import { isElement, type ElementNode } from '../../issue/tree.ts';
import { inlineText, type LinkNotes } from './text-inline.ts';
import { columns } from './text-width.ts';
import { wrap } from './text-wrap.ts';

interface Cell {
  readonly text: string;
  readonly align: 'left' | 'right' | 'center';
  readonly isHead: boolean;
}

const GAP = '  ';

export function tableLines(table: ElementNode, notes: LinkNotes, width: number): readonly string[] {
  const caption = rowsOf(table, 'caption').flatMap((node) => wrap(inlineText(node.children, notes).text, width));
  const rows = rowsOf(table, 'tr').map((row) => cellsOf(row, notes));
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) =>
    Math.max(0, ...rows.map((row) => columns(row[i]?.text ?? ''))),
  );
  const total = widths.reduce((sum, value) => sum + value + GAP.length, -GAP.length);
  const body = total <= width ? aligned(rows, widths) : listed(rows, width);
  return caption.length > 0 ? [...caption, '', ...body] : body;
}

function aligned(rows: readonly (readonly Cell[])[], widths: readonly number[]): readonly string[] {
  return rows.flatMap((row, i) => {
    const line = widths.map((cellWidth, j) => padded(row[j], cellWidth)).join(GAP);
    const isLastHead = row.some((cell) => cell.isHead) && !rows[i + 1]?.every((cell) => cell.isHead);
    const rule = widths.map((cellWidth) => '-'.repeat(cellWidth)).join(GAP);
    // A first column of heads names rows; only a whole row of heads stands above a rule.
    return isLastHead && row.every((cell) => cell.isHead) ? [line.trimEnd(), rule] : [line.trimEnd()];
  });
}

function padded(cell: Cell | undefined, width: number): string {
  const text = cell?.text ?? '';
  const room = width - columns(text);
  const before = cell?.align === 'right' ? room : cell?.align === 'center' ? Math.floor(room / 2) : 0;
  return ' '.repeat(before) + text + ' '.repeat(room - before);
}

function listed(rows: readonly (readonly Cell[])[], width: number): readonly string[] {
  const [first] = rows;
  const heads = first?.every((cell) => cell.isHead) ? first : undefined;
  const body = heads ? rows.slice(1) : rows;
  return body.flatMap((row, i) => {
    const lines = row.flatMap((cell, j) => {
      const name = heads?.[j]?.text ?? '';
      const text = name === '' ? cell.text : `${name}: ${cell.text}`;
      return wrap(text, width - 4).map((line, k) => (k === 0 ? line : `  ${line}`));
    });
    const item = lines.map((line, j) => (j === 0 ? `- ${line}` : `  ${line}`));
    // An empty line between rows: their values are lines of their own.
    return i === 0 ? item : [''].concat(item);
  });
}

function rowsOf(node: ElementNode, name: string): readonly ElementNode[] {
  return node.children.filter(isElement).flatMap((child) => (child.name === name ? [child] : rowsOf(child, name)));
}

function cellsOf(row: ElementNode, notes: LinkNotes): readonly Cell[] {
  return row.children.filter(isElement).map((cell) => {
    const { text, url } = inlineText(cell.children, notes);
    const align = cell.attributes['align'];
    return {
      text: (url === undefined ? text : `${text} ${url}`).replaceAll('\n', ' '),
      align: align === 'right' || align === 'center' ? align : 'left',
      isHead: cell.name === 'th',
    };
  });
}
