// Ids that the author gave: `## Title {#id}` becomes an attribute, ids in HTML are kept as far as they are usable.
// Where nothing was given nothing is made up: anchors of headings without an id are the business.
import { mapElements, text, type ElementNode, type TreeNode } from './tree.ts';

const HEADINGS: ReadonlySet<string> = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
const ATTRIBUTE = '(?:[#.][^\\s{}]+|[\\w-]+=(?:"[^"]*"|[^\\s{}"]+))';
// Pandoc's and Kramdown's attribute lists; of what they can hold only the id is used.
const ATTRIBUTE_LIST = new RegExp(`\\s*\\{:?\\s*(${ATTRIBUTE}(?:\\s+${ATTRIBUTE})*)\\s*\\}\\s*$`);
// White space breaks links to it (HTML 3.2.6).
const USABLE_ID = /^[^\s<>"'`&]{1,200}$/;

/** Every id in the result is usable and stands once; the first one wins. */
export function withAuthorsIds(nodes: readonly TreeNode[]): readonly TreeNode[] {
  const used = new Set<string>();
  const headed = mapElements(nodes, (node) => (HEADINGS.has(node.name) ? withIdFromText(node) : node));
  return keepFirst(headed, used);
}

function withIdFromText(node: ElementNode): ElementNode {
  const last = node.children.at(-1);
  const match = last?.kind === 'text' ? ATTRIBUTE_LIST.exec(last.text) : null;
  if (last?.kind !== 'text' || match === null) return node;
  const rest = last.text.slice(0, match.index);
  const id = /(?:^|\s)#([^\s]+)/.exec(match[1] ?? '')?.[1];
  return {
    ...node,
    attributes: id === undefined ? node.attributes : { ...node.attributes, id },
    children: [...node.children.slice(0, -1), ...(rest === '' ? [] : [text(rest)])],
  };
}

function keepFirst(nodes: readonly TreeNode[], used: Set<string>): readonly TreeNode[] {
  return nodes.map((node) => {
    if (node.kind === 'text') return node;
    const { id, ...others } = node.attributes;
    const isKept = id !== undefined && USABLE_ID.test(id) && !used.has(id);
    if (isKept) used.add(id);
    const children = node.children.length === 0 ? node.children : keepFirst(node.children, used);
    if (id === undefined && children.every((child, i) => child === node.children[i])) return node;
    return { ...node, attributes: id === undefined || isKept ? node.attributes : others, children };
  });
}
