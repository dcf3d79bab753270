// Makes every top-level node a block: loose text from HTML gets a paragraph, an inline element around blocks gives
// way to them. Whoever folds the tree may then rely on it.
import { asBlock } from './soft-breaks.ts';
import { element, type TreeNode } from './tree.ts';

export function topLevelBlocks(nodes: readonly TreeNode[]): readonly TreeNode[] {
  const blocks: TreeNode[] = [];
  let loose: TreeNode[] = [];
  const flush = (): void => {
    if (loose.some(isVisible)) blocks.push(element('p', {}, loose));
    loose = [];
  };
  for (const node of nodes.flatMap(unwrapped)) {
    if (asBlock(node)) {
      flush();
      blocks.push(node);
    } else loose.push(node);
  }
  flush();
  return blocks;
}

/** `<span class="note">` on a line of its own opens before the paragraphs and closes behind them. */
function unwrapped(node: TreeNode): readonly TreeNode[] {
  if (node.kind === 'text' || asBlock(node) || !hasBlock(node.children)) return [node];
  return node.children.flatMap(unwrapped);
}

function hasBlock(nodes: readonly TreeNode[]): boolean {
  return nodes.some((node) => node.kind === 'element' && (asBlock(node) || hasBlock(node.children)));
}

function isVisible(node: TreeNode): boolean {
  if (node.kind === 'text') return node.text.trim() !== '';
  return (
    node.name === 'img' || node.name === 'input' || node.attributes['id'] !== undefined || node.children.some(isVisible)
  );
}
