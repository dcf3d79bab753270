// Takes out elements that say nothing: spans and links without attributes, icons and paragraphs without content. Pages
// copied from elsewhere are full of them, and every surface would carry their bytes. Neighbouring texts become one.
import { text, type TreeNode } from './tree.ts';

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
  const tidy: TreeNode[] = [];
  const add = (node: TreeNode): void => {
    const last = tidy.at(-1);
    if (node.kind === 'text' && last?.kind === 'text') tidy[tidy.length - 1] = text(last.text + node.text);
    else tidy.push(node);
  };
  for (const node of nodes) {
    if (node.kind === 'text') {
      add(node);
      continue;
    }
    const children = tidyInline(node.children);
    const isPlain = Object.keys(node.attributes).length === 0;
    if (isPlain && WRAPPERS.has(node.name)) children.forEach(add);
    else if (!isPlain || !EMPTY.has(node.name) || !children.every(isBlank)) add({ ...node, children });
  }
  return tidy;
}

function isBlank(node: TreeNode): boolean {
  return node.kind === 'text' && node.text.trim() === '';
}
