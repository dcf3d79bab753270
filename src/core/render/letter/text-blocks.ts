// Blocks of an issue as lines of plain text: paragraphs wrapped, lists with hanging indents, quotes, code, tables and
// footnotes. Words are never lost: an element without a rule of its own is read through.
import { elementNamed, isElement, textOf, type ElementNode, type TreeNode } from '../../issue/tree.ts';
import { isFootnotes } from './footnote-marks.ts';
import { inlineText, superscript, type LinkNotes } from './text-inline.ts';
import { tableLines } from './text-table.ts';
import { columns } from './text-width.ts';
import { wrap } from './text-wrap.ts';

type Lines = readonly string[];

const BLOCKS = new Set(
  (
    'address article aside blockquote center dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 ' +
    'h5 h6 header hr li main nav ol p pre section summary table ul'
  ).split(' '),
);
/** However deep a list is nested, this many columns are left for its words. */
const WIDTH_MIN = 24;

/** The blocks with one empty line between each two. */
export function blockLines(nodes: readonly TreeNode[], notes: LinkNotes, width: number): Lines {
  return stacked(pieces(nodes, notes, Math.max(width, WIDTH_MIN)), 1);
}

/** A heading with its line below: `=` for sections, `-` for what stands in them, nothing further down. */
export function headingLines(text: string, level: number, width: number): Lines {
  const lines = wrap(text, width);
  if (level > 3) return lines;
  const longest = Math.max(...lines.map(columns), 0);
  return [...lines, (level < 3 ? '=' : '-').repeat(Math.min(longest, width))];
}

/** The stretches below each other with so many empty lines between; empty stretches leave no gap. */
export function stacked(stretches: readonly Lines[], gapLines: number): Lines {
  const result: string[] = [];
  for (const lines of stretches) {
    if (lines.length === 0) continue;
    if (result.length > 0) for (let i = 0; i < gapLines; i += 1) result.push('');
    for (const line of lines) result.push(line);
  }
  return result;
}

/** Each block's lines; neighbouring inline nodes make one paragraph. */
function pieces(nodes: readonly TreeNode[], notes: LinkNotes, width: number): readonly Lines[] {
  const result: Lines[] = [];
  let run: TreeNode[] = [];
  const endRun = (): void => {
    if (run.length > 0) result.push(paragraph(run, notes, width));
    run = [];
  };
  for (const node of nodes) {
    if (isElement(node) && holdsBlocks(node)) {
      endRun();
      const lines = block(node, notes, width);
      // A heading gets more room above than below.
      result.push(isHeading(node) && result.length > 0 ? ['', ...lines] : lines);
    } else run.push(node);
  }
  endRun();
  return result;
}

function holdsBlocks(node: ElementNode): boolean {
  return BLOCKS.has(node.name) || node.children.some((child) => isElement(child) && BLOCKS.has(child.name));
}

function paragraph(nodes: readonly TreeNode[], notes: LinkNotes, width: number): Lines {
  const { text, url } = inlineText(nodes, notes);
  const lines = text === '' ? [] : wrap(text, width);
  return url === undefined ? lines : [...lines, url];
}

function block(node: ElementNode, notes: LinkNotes, width: number): Lines {
  switch (node.name) {
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return heading(node, notes, width);
    case 'ul':
    case 'ol':
      return list(node, notes, width);
    case 'blockquote':
      return blockLines(node.children, notes, width - 2).map((line) => (line === '' ? '>' : `> ${line}`));
    case 'pre':
      return code(node);
    case 'table':
      return tableLines(node, notes, width);
    case 'hr':
      return ['* * *'];
    case 'dd':
      return blockLines(node.children, notes, width - 4).map((line) => (line === '' ? '' : `    ${line}`));
    case 'dl':
      return stacked(pieces(node.children, notes, width), 0);
    case 'section':
      return isFootnotes(node) ? footnotes(node, notes, width) : blockLines(node.children, notes, width);
    default:
      return blockLines(node.children, notes, width);
  }
}

function heading(node: ElementNode, notes: LinkNotes, width: number): Lines {
  const { text, url } = inlineText(node.children, notes);
  const lines = headingLines(text, Number(node.name.slice(1)), width);
  return url === undefined ? lines : [...lines, url];
}

function list(node: ElementNode, notes: LinkNotes, width: number): Lines {
  const items = node.children.filter(isElement);
  const numbers = numbersOf(node, items);
  const widest = `${numbers.at(-1) ?? ''}. `.length;
  const marks = numbers.map((number) => (node.name === 'ol' ? `${number}. `.padStart(widest) : '- '));
  const rendered = items.map((item, i) => {
    const task = taskMark(item);
    const children = task === undefined ? item.children : withoutBox(item.children);
    return hanging(task ?? marks[i] ?? '- ', children, notes, width);
  });
  // Items of one line stand close; where most have paragraphs or lists of their own, all get room.
  const large = items.filter((item) => item.children.some((child) => elementNamed(child, 'p', 'ul', 'ol', 'pre')));
  return stacked(rendered, large.length * 2 > items.length ? 1 : 0);
}

/** An item goes on counting from the one before it, unless it names its number. */
function numbersOf(node: ElementNode, items: readonly ElementNode[]): readonly number[] {
  let number = Number(node.attributes['start'] ?? 1) - 1;
  return items.map((item) => {
    const own = Number(item.attributes['value'] ?? Number.NaN);
    number = Number.isInteger(own) ? own : number + 1;
    return number;
  });
}

/** A task has its box for a mark. */
function taskMark(item: ElementNode): string | undefined {
  const [first] = item.children;
  const box = elementNamed(first, 'input') ?? elementNamed(elementNamed(first, 'p')?.children[0], 'input');
  return box && ('checked' in box.attributes ? '☑ ' : '☐ ');
}

function withoutBox(nodes: readonly TreeNode[]): readonly TreeNode[] {
  const [first, ...rest] = nodes;
  const paragraphNode = elementNamed(first, 'p');
  if (!paragraphNode) return rest;
  return [{ ...paragraphNode, children: paragraphNode.children.slice(1) }, ...rest];
}

/** A mark and what hangs on it: every further line begins below the first word, not below the mark. */
function hanging(mark: string, nodes: readonly TreeNode[], notes: LinkNotes, width: number): Lines {
  const inner = pieces(nodes, notes, Math.max(width - columns(mark), WIDTH_MIN));
  const paragraphs = nodes.filter((node) => isElement(node) && node.name === 'p');
  const lines = stacked(inner, paragraphs.length > 1 ? 1 : 0);
  return lines.length === 0 ? [mark.trimEnd()] : marked(mark, lines);
}

/** The lines behind the mark, the further ones indented by its columns. */
export function marked(mark: string, lines: Lines): Lines {
  const indent = ' '.repeat(columns(mark));
  return lines.map((line, i) => (i === 0 ? mark + line : line === '' ? '' : indent + line));
}

function code(node: ElementNode): Lines {
  const lines = textOf(node.children).replace(/\n+$/, '').split('\n');
  return lines.map((line) => (line.trim() === '' ? '' : `    ${line}`));
}

function isHeading({ name }: ElementNode): boolean {
  return name.length === 2 && /^h[1-6]$/.test(name);
}

/** Footnotes as `¹ note`, below a short rule; the numbers are those that stand in the text. */
function footnotes(section: ElementNode, notes: LinkNotes, width: number): Lines {
  const items = itemsOf(section);
  const rendered = items.map((item, i) => {
    return hanging(`${superscript(i + 1)} `, item.children, notes, width);
  });
  return ['-'.repeat(8), ...stacked(rendered, 0)];
}

function itemsOf(node: ElementNode): readonly ElementNode[] {
  return node.children.filter(isElement).flatMap((child) => (child.name === 'li' ? [child] : itemsOf(child)));
}
