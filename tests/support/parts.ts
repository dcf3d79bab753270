// Looks into the parts of an issue as a reader would: all nodes in their order, the headings with level and anchor.
import type { Heading, Part } from '../../src/core/issue/issue.ts';
import { element, isElement, type TreeNode } from '../../src/core/issue/tree.ts';

/** Everything that the parts hold, headings as elements among it. */
export function nodesOf(parts: readonly Part[]): readonly TreeNode[] {
  return parts.flatMap((part) => {
    if (part.kind === 'section') return [headingNode(part.heading), ...nodesOf(part.parts)];
    if (part.kind === 'article') return [headingNode(part.heading), ...part.blocks.flatMap((block) => block.nodes)];
    const heading = part.kind === 'prose' ? undefined : part.heading;
    return [...(heading ? [headingNode(heading)] : []), ...part.nodes];
  });
}

export function headingLevels(parts: readonly Part[]): readonly number[] {
  return headingsIn(nodesOf(parts)).map(({ name }) => Number(name.slice(1)));
}

export function anchorsIn(parts: readonly Part[]): readonly string[] {
  return headingsIn(nodesOf(parts)).map(({ attributes }) => attributes['id'] ?? '');
}

function headingNode(heading: Heading): TreeNode {
  return element(`h${heading.level}`, { id: heading.anchor }, heading.nodes);
}

function headingsIn(
  nodes: readonly TreeNode[],
): readonly { name: string; attributes: Readonly<Record<string, string>> }[] {
  return nodes.flatMap((node) => {
    if (!isElement(node)) return [];
    return /^h[1-6]$/.test(node.name) ? [node] : headingsIn(node.children);
  });
}
