// The tree of an issue -> the HTML of its page. Sanitising has happened; this makes the markup valid and accessible:
// one outline of headings without gaps, no inline style, no obsolete attribute, wide things that scroll in their own
// box. No word of the tree is dropped; the little that is added (labels for readers who listen) stands in attributes.
import {
  elementNamed,
  escapeAttribute,
  escapeText,
  text,
  textOf,
  VOID_ELEMENTS,
  type ElementNode,
  type TreeNode,
} from '../../issue/tree.ts';
import type { Phrases } from '../phrases.ts';
import type { Outline } from './heading-outline.ts';

export interface MarkupContext {
  readonly phrases: Phrases;
  /** Where the page is in its outline; moves on with every heading. */
  readonly outline: Outline;
}

/** HTML of the nodes, for a page. */
export function pageMarkup(nodes: readonly TreeNode[], context: MarkupContext): string {
  let html = '';
  for (const node of nodes) html += node.kind === 'text' ? escapeText(node.text) : elementMarkup(node, context);
  return html;
}

/** A heading of the model at its place in the outline, with its anchor; `''` for one without any text. */
export function headingMarkup(
  heading: { readonly level: number; readonly nodes: readonly TreeNode[]; readonly anchor: string },
  context: MarkupContext,
): string {
  const name = `h${context.outline.next(heading.level)}`;
  return `<${name} id="${escapeAttribute(heading.anchor)}">${pageMarkup(unbracketed(heading.nodes), context)}</${name}>`;
}

/** `[label]` as authors write it in a heading or a list -> the label: on a page its place says what the brackets say. */
function unbracketed(nodes: readonly TreeNode[]): readonly TreeNode[] {
  const [only] = nodes;
  return only?.kind === 'text' && nodes.length === 1 ? [text(withoutBrackets(only.text))] : nodes;
}

/** The same for plain text. */
export function withoutBrackets(label: string): string {
  return label.replace(/^\s*[[［【]([^\]］】]+)[\]］】]\s*$/, '$1');
}

function elementMarkup(node: ElementNode, context: MarkupContext): string {
  const special = SPECIAL[node.name];
  return special ? special(node, context) : plainMarkup(node, context);
}

/** The element as it stands, with what its attributes became. */
function plainMarkup(node: ElementNode, context: MarkupContext, extra = ''): string {
  const { name } = node;
  const start = `<${name}${attributesMarkup(node)}${extra}>`;
  return VOID_ELEMENTS.has(name) ? start : `${start}${pageMarkup(node.children, context)}</${name}>`;
}

type Markup = (node: ElementNode, context: MarkupContext) => string;

const headingElement: Markup = (node, context) => {
  if (textOf([node]).trim() === '' && !holdsImage(node)) return pageMarkup(node.children, context);
  const level = context.outline.next(Number(node.name.slice(1)));
  return plainMarkup({ ...node, name: `h${level}` }, context);
};

const SPECIAL: Readonly<Record<string, Markup>> = {
  h1: headingElement,
  h2: headingElement,
  h3: headingElement,
  h4: headingElement,
  h5: headingElement,
  h6: headingElement,
  // A box that scrolls must be reachable by keyboard, and then it needs a name (WCAG 2.1.1, 4.1.2).
  table: (node, context) =>
    `<div class="scroll" role="group" aria-label="${escapeAttribute(context.phrases.table)}" tabindex="0">` +
    `${plainMarkup(node, context)}</div>`,
  pre: (node, context) =>
    `<div class="scroll" role="group" aria-label="${escapeAttribute(context.phrases.code)}" tabindex="0">` +
    `${plainMarkup(withoutAttribute(node, 'tabindex'), context)}</div>`,
  // A header cell that says nothing is a corner, not a header.
  th: (node, context) => plainMarkup(textOf([node]).trim() === '' ? { ...node, name: 'td' } : node, context),
  img: (node, context) =>
    plainMarkup(node, context, `${'alt' in node.attributes ? '' : ' alt=""'} loading="lazy" decoding="async"`),
  input: (node, context) => {
    const label = 'checked' in node.attributes ? context.phrases.done : context.phrases.openTask;
    return plainMarkup(node, context, ` aria-label="${escapeAttribute(label)}"`);
  },
  section: (node, context) => {
    if (node.attributes['class'] !== 'footnotes') return plainMarkup(node, context);
    const name = `h${context.outline.next(2)}`;
    const heading = `<${name} class="label">${escapeText(context.phrases.footnotes)}</${name}>`;
    return `<section${attributesMarkup(node)}>${heading}${pageMarkup(node.children, context)}</section>`;
  },
  a: (node, context) => plainMarkup(node, context, hasName(node) ? '' : linkName(node)),
  li: (node, context) => {
    const isTask = node.children.some((child) => taskBox(child) !== undefined);
    return plainMarkup(isTask ? withClass(node, 'task') : node, context);
  },
};

/** The node with one more class. */
export function withClass(node: ElementNode, name: string): ElementNode {
  const own = node.attributes['class'];
  return { ...node, attributes: { ...node.attributes, class: own ? `${own} ${name}` : name } };
}

function withoutAttribute(node: ElementNode, dropped: string): ElementNode {
  const kept = Object.entries(node.attributes).filter(([name]) => name !== dropped);
  return { ...node, attributes: Object.fromEntries(kept) };
}

function taskBox(node: TreeNode): ElementNode | undefined {
  return elementNamed(node, 'input') ?? elementNamed(elementNamed(node, 'p')?.children[0], 'input');
}

/** Attributes that HTML no longer knows or that the Content-Security-Policy refuses; a class says the same. */
const DROPPED = new Set(['align', 'style', 'data-line']);
/** Elements on which a width and a height are still attributes. */
const SIZED = new Set(['img']);

function attributesMarkup(node: ElementNode): string {
  const names = Object.keys(node.attributes);
  // Most elements of an issue have none.
  if (names.length === 0) return '';
  let html = '';
  const classes = [node.attributes['class'], alignmentClass(node)].filter(Boolean).join(' ');
  if (classes !== '') html += ` class="${escapeAttribute(classes)}"`;
  for (const name of names) {
    const value = node.attributes[name] ?? '';
    if (name === 'class' || DROPPED.has(name)) continue;
    if ((name === 'width' || name === 'height') && !SIZED.has(node.name)) continue;
    html += value === '' && name !== 'alt' && name !== 'href' ? ` ${name}` : ` ${name}="${escapeAttribute(value)}"`;
  }
  return html;
}

function alignmentClass({ attributes }: ElementNode): string {
  const side = attributes['align'];
  return side === 'right' || side === 'center' ? `align-${side}` : '';
}

function hasName(link: ElementNode): boolean {
  return textOf([link]).trim() !== '' || 'aria-label' in link.attributes || holdsImage(link, (alt) => alt !== '');
}

/** A link around nothing readable is named by where it leads; an anchor without an address needs no name. */
function linkName(link: ElementNode): string {
  const { href } = link.attributes;
  return href === undefined ? '' : ` aria-label="${escapeAttribute(href)}"`;
}

function holdsImage(node: ElementNode, accepts: (alt: string) => boolean = () => true): boolean {
  return node.children.some(
    (child) =>
      child.kind === 'element' &&
      ((child.name === 'img' && accepts(child.attributes['alt'] ?? '')) || holdsImage(child, accepts)),
  );
}
