// The beginning of a stretch of blocks that fits into so many bytes, cut only where the author ended something: between
// blocks, between the items of a list, between the rows of a table. A paragraph stays whole or goes.
import { elementNamed, isElement, type ElementNode, type TreeNode } from '../../issue/tree.ts';
import type { EmailHtml } from './email-html.ts';

/** These can be cut between their children as well; a paragraph or a heading cannot. */
const DIVISIBLE = ['ul', 'ol', 'blockquote', 'div', 'section', 'details', 'article', 'table', 'tbody'];

/** HTML of at most `roomBytes`; `''` when not even the first block fits. It does not end in a heading. */
export function cutBlocks(nodes: readonly TreeNode[], email: EmailHtml, roomBytes: number): string {
  const kept: TreeNode[] = [];
  let room = roomBytes;
  for (const node of nodes) {
    const bytes = Buffer.byteLength(email.html([node]));
    if (bytes <= room) {
      kept.push(node);
      room -= bytes;
      continue;
    }
    const divided = divide(node, email, room);
    if (divided) kept.push(divided);
    break;
  }
  while (isHeading(kept.at(-1))) kept.pop();
  return email.html(kept);
}

function divide(node: TreeNode, email: EmailHtml, roomBytes: number): ElementNode | undefined {
  const whole = elementNamed(node, ...DIVISIBLE);
  if (!whole) return undefined;
  let room = roomBytes - Buffer.byteLength(email.html([{ ...whole, children: [] }]));
  const children: TreeNode[] = [];
  for (const child of whole.children) {
    const bytes = Buffer.byteLength(email.html([child]));
    if (bytes <= room) {
      children.push(child);
      room -= bytes;
      continue;
    }
    const divided = divide(child, email, room);
    if (divided) children.push(divided);
    break;
  }
  return children.some(isElement) ? { ...whole, children } : undefined;
}

function isHeading(node: TreeNode | undefined): boolean {
  return (isElement(node) && /^h[1-6]$/.test(node.name)) || (node?.kind === 'text' && node.text.trim() === '');
}
