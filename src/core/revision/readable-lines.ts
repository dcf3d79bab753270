// An issue as a reader reads it: lines of words, with where the links lead. Two states of an issue are compared in this
// form, so that whatever shows is found and whatever does not (a reference's name, an indentation) is no change.
import type { Heading, Issue, Part } from '../issue/issue.ts';
import { isElement, type ElementNode, type TreeNode } from '../issue/tree.ts';

export interface ReadableLine {
  readonly isHeading: boolean;
  readonly pieces: readonly ReadablePiece[];
}

export interface ReadablePiece {
  /** target: the address behind a link, or of a picture. */
  readonly kind: 'text' | 'target';
  readonly text: string;
}

/** The title, then every block of the body as one line; none is empty. */
export function readableLines(issue: Issue): readonly ReadableLine[] {
  const lines = new Lines();
  lines.heading([{ kind: 'text', text: issue.title }]);
  for (const part of issue.parts) addPart(part, lines);
  return lines.all;
}

/** The same of any nodes, such as those of a letter. */
export function readableNodes(nodes: readonly TreeNode[]): readonly ReadableLine[] {
  const lines = new Lines();
  addNodes(nodes, lines);
  return lines.all;
}

/** The same of plain text. */
export function readableText(text: string): readonly ReadableLine[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => ({ isHeading: false, pieces: [{ kind: 'text', text: line }] }));
}

function addPart(part: Part, lines: Lines): void {
  if (part.kind === 'prose') return addNodes(part.nodes, lines);
  if (part.heading) addHeading(part.heading, lines);
  if (part.kind === 'section') for (const inner of part.parts) addPart(inner, lines);
  else if (part.kind === 'article') for (const block of part.blocks) addNodes(block.nodes, lines);
  else addNodes(part.nodes, lines);
}

function addHeading({ nodes }: Heading, lines: Lines): void {
  lines.end();
  addInline(nodes, lines);
  lines.end(true);
}

function addNodes(nodes: readonly TreeNode[], lines: Lines): void {
  lines.end();
  addInline(nodes, lines);
  lines.end();
}

const BLOCKS: ReadonlySet<string> = new Set(
  (
    'address blockquote caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre section ' +
    'summary table tbody tfoot thead tr ul'
  ).split(' '),
);
const HEADINGS: ReadonlySet<string> = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
const CELLS: ReadonlySet<string> = new Set(['td', 'th']);

function addInline(nodes: readonly TreeNode[], lines: Lines): void {
  for (const node of nodes) {
    if (isElement(node)) addElement(node, lines);
    else lines.add({ kind: 'text', text: node.text });
  }
}

function addElement(node: ElementNode, lines: Lines): void {
  const { name, attributes, children } = node;
  const isBlock = BLOCKS.has(name) || name === 'br';
  if (isBlock) lines.end();
  addInline(children, lines);
  // Neighbouring cells are words apart, on one line.
  if (CELLS.has(name)) lines.add({ kind: 'text', text: ' ' });
  if (name === 'img') lines.add({ kind: 'text', text: attributes['alt'] ?? '' });
  const target = name === 'img' ? attributes['src'] : attributes['href'];
  // What leads to another place of the issue shows by itself.
  if (target !== undefined && !target.startsWith('#')) lines.add({ kind: 'target', text: target });
  if (isBlock) lines.end(HEADINGS.has(name));
}

class Lines {
  readonly all: ReadableLine[] = [];
  #open: ReadablePiece[] = [];

  add(piece: ReadablePiece): void {
    this.#open.push({ ...piece, text: piece.text.replaceAll(/\s+/gu, ' ') });
  }

  heading(pieces: readonly ReadablePiece[]): void {
    this.end();
    for (const piece of pieces) this.add(piece);
    this.end(true);
  }

  end(isHeading = false): void {
    const pieces = this.#open.filter(({ text }) => text !== '');
    this.#open = [];
    if (pieces.some(({ text }) => text.trim() !== '')) this.all.push({ isHeading, pieces });
  }
}
