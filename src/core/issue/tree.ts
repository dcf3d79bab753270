// The tree that every surface is made from: elements and texts, nothing else (comments and scripts never get in).
// Pages, feeds, letters and text parts are foldings of the same tree, so none can say what another does not.
import { Parser } from 'htmlparser2';

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
        const node = element(name, attributes, children);
        if (!isTooDeep) siblings().push(node);
        open.push({ node, children });
      },
      ontext(value) {
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
  return nodes.map((node) => (node.kind === 'text' ? node.text : textOf(node.children))).join('');
}

/** Rebuilds the nodes bottom-up; `change` gets each element, its children changed already, and gives its replacement. */
export function mapElements(
  nodes: readonly TreeNode[],
  change: (node: ElementNode) => TreeNode | readonly TreeNode[],
): readonly TreeNode[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'text') return [node];
    const changed = change({ ...node, children: mapElements(node.children, change) });
    return Array.isArray(changed) ? changed : [changed as TreeNode];
  });
}
