// The tree that every surface is made from: elements and texts, nothing else (comments and scripts never get in).
// Pages, feeds, letters and text parts are foldings of the same tree, so none can say what another does not.
import { Parser } from 'htmlparser2';
import { withoutUnusable } from './clean-source.ts';

export interface TextNode {
  readonly kind: 'text';
  readonly text: string;
}

export interface ElementNode {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly TreeNode[];
}

export type TreeNode = TextNode | ElementNode;

/** Elements of HTML that have no content and no end tag. */
export const VOID_ELEMENTS: ReadonlySet<string> = new Set(['br', 'col', 'hr', 'img', 'input', 'source', 'wbr']);

export function text(value: string): TextNode {
  return { kind: 'text', text: value };
}

export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly TreeNode[] = [],
): ElementNode {
  return { kind: 'element', name, attributes, children };
}

export function isElement(node: TreeNode | undefined): node is ElementNode {
  return node?.kind === 'element';
}

/** The node if it is an element of one of these names. A type guard would call every other element a text. */
export function elementNamed(node: TreeNode | undefined, ...names: readonly string[]): ElementNode | undefined {
  return node?.kind === 'element' && names.includes(node.name) ? node : undefined;
}

/** Elements within elements beyond this depth are left out and their content stays: recursion over a tree is safe. */
const MAX_DEPTH = 200;

/** Reads an HTML fragment that has been made safe already. Entities are decoded, comments dropped, open ends closed. */
export function parseTree(html: string): readonly TreeNode[] {
  const root: TreeNode[] = [];
  const open: { node: ElementNode; children: TreeNode[] }[] = [];
  const siblings = (): TreeNode[] => open.at(-1)?.children ?? root;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const isTooDeep = open.length >= MAX_DEPTH && !VOID_ELEMENTS.has(name);
        const children: TreeNode[] = isTooDeep ? siblings() : [];
        const node = element(name, usable(attributes), children);
        if (!isTooDeep) siblings().push(node);
        open.push({ node, children });
      },
      ontext(decoded) {
        const value = withoutUnusable(decoded);
        const list = siblings();
        const last = list.at(-1);
        if (last?.kind === 'text') list[list.length - 1] = text(last.text + value);
        else list.push(text(value));
      },
      onclosetag() {
        open.pop();
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.end(html);
  return root;
}

function usable(attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(attributes);
  return entries.length === 0 ? attributes : Object.fromEntries(entries.map(([k, v]) => [k, withoutUnusable(v)]));
}

export function escapeText(value: string): string {
  return value.replace(/[&<>]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : '&gt;'));
}

export function escapeAttribute(value: string): string {
  return value.replace(/[&<>"]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : c === '>' ? '&gt;' : '&quot;'));
}

/** HTML of the nodes, escaped throughout; the inverse of `parseTree`. */
export function serialise(nodes: readonly TreeNode[]): string {
  let html = '';
  for (const node of nodes) {
    if (node.kind === 'text') {
      html += escapeText(node.text);
      continue;
    }
    html += `<${node.name}`;
    for (const [name, value] of Object.entries(node.attributes)) html += ` ${name}="${escapeAttribute(value)}"`;
    html += '>';
    if (!VOID_ELEMENTS.has(node.name)) html += `${serialise(node.children)}</${node.name}>`;
  }
  return html;
}

/** All text below the nodes, as it stands. */
export function textOf(nodes: readonly TreeNode[]): string {
  let all = '';
  for (const node of nodes) all += node.kind === 'text' ? node.text : textOf(node.children);
  return all;
}

/**
 * Rebuilds the nodes bottom-up; `change` gets each element, its children changed already, and gives its replacement.
 * What does not change is not copied: a tree passes here many times, and few of its nodes are meant.
 */
export function mapElements(
  nodes: readonly TreeNode[],
  change: (node: ElementNode) => TreeNode | readonly TreeNode[],
): readonly TreeNode[] {
  let mapped: TreeNode[] | undefined;
  for (const [i, node] of nodes.entries()) {
    const changed = node.kind === 'text' ? node : change(withMappedChildren(node, change));
    if (changed !== node) mapped ??= nodes.slice(0, i);
    if (Array.isArray(changed)) mapped?.push(...(changed as readonly TreeNode[]));
    else mapped?.push(changed as TreeNode);
  }
  return mapped ?? nodes;
}

function withMappedChildren(node: ElementNode, change: Parameters<typeof mapElements>[1]): ElementNode {
  const children = mapElements(node.children, change);
  return children === node.children ? node : { ...node, children };
}
