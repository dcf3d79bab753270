// Takes out elements that say nothing: spans and links without attributes, icons and paragraphs without content. Pages
// copied from elsewhere are full of them, and every surface would carry their bytes. Neighbouring texts become one.
import { replaced, text, withChildren, type ElementNode, type TreeNode } from './tree.ts';

const WRAPPERS: ReadonlySet<string> = new Set(['span', 'a']);
const EMPTY: ReadonlySet<string> = new Set([
  'i',
  'b',
  'em',
  'strong',
  'u',
  's',
  'small',
  'sub',
  'sup',
  'code',
  'mark',
  'p',
]);

export function tidyInline(nodes: readonly TreeNode[]): readonly TreeNode[] {
  return joined(replaced(nodes, (node) => (node.kind === 'text' ? node : tidied(node))));
}

function tidied(node: ElementNode): TreeNode | readonly TreeNode[] {
  const children = tidyInline(node.children);
  const isBare = (WRAPPERS.has(node.name) || EMPTY.has(node.name)) && Object.keys(node.attributes).length === 0;
  if (isBare && WRAPPERS.has(node.name)) return children;
  return isBare && children.every(isBlank) ? [] : withChildren(node, children);
}

/** Neighbouring texts as one. */
function joined(nodes: readonly TreeNode[]): readonly TreeNode[] {
  if (!nodes.some((node, i) => node.kind === 'text' && nodes[i - 1]?.kind === 'text')) return nodes;
  const result: TreeNode[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    if (node.kind === 'text' && last?.kind === 'text') result[result.length - 1] = text(last.text + node.text);
    else result.push(node);
  }
  return result;
}

function isBlank(node: TreeNode): boolean {
  return node.kind === 'text' && node.text.trim() === '';
}
