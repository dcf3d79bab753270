// Footnotes of an issue that has been cut: they stand together at its end, so those that nothing refers to any more
// have to be looked for.
import type { Part } from './issue.ts';
import { elementNamed, isElement, type ElementNode, type TreeNode } from './tree.ts';

/** Footnotes that nothing refers to any more go; the others keep their numbers. */
export function withoutIdleNotes(parts: readonly Part[]): readonly Part[] {
  const hasNotes = parts.some((part) => part.kind === 'prose' && part.nodes.some(isNotes));
  if (!hasNotes) return parts;
  const body = parts.map((part) =>
    part.kind === 'prose' ? { ...part, nodes: part.nodes.filter((node) => !isNotes(node)) } : part,
  );
  const used = new Set(body.flatMap((part) => nodesIn(part).flatMap(leapsIn)));
  return parts.flatMap((part): readonly Part[] => {
    if (part.kind !== 'prose') return [part];
    const nodes = part.nodes.flatMap((node) => (isNotes(node) ? usedNotes(node, used) : [node]));
    return nodes.length > 0 ? [{ ...part, nodes }] : [];
  });
}

function isNotes(node: TreeNode): node is ElementNode {
  return elementNamed(node, 'section')?.attributes['class'] === 'footnotes';
}

function usedNotes(section: ElementNode, used: ReadonlySet<string>): readonly TreeNode[] {
  let count = 0;
  const children = section.children.map((node) => {
    const list = elementNamed(node, 'ol');
    if (!list) return node;
    const notes = list.children.filter(isElement).flatMap((note, i) => {
      if (!used.has(note.attributes['id'] ?? '')) return [];
      count += 1;
      return { ...note, attributes: { ...note.attributes, value: String(i + 1) } };
    });
    return { ...list, children: notes };
  });
  return count === 0 ? [] : [{ ...section, children }];
}

function nodesIn(part: Part): readonly TreeNode[] {
  if (part.kind === 'section') return [...part.heading.nodes, ...part.parts.flatMap(nodesIn)];
  if (part.kind === 'article') return [...part.heading.nodes, ...part.blocks.flatMap((block) => block.nodes)];
  return part.kind === 'group' ? [...part.heading.nodes, ...part.nodes] : part.nodes;
}

function leapsIn(node: TreeNode): readonly string[] {
  if (!isElement(node)) return [];
  const href = node.attributes['href'] ?? '';
  const inner = node.children.flatMap(leapsIn);
  return node.name === 'a' && href.startsWith('#') ? [decodedId(href), ...inner] : inner;
}

/** The id that a leap names; what is no percent-encoding names itself. */
function decodedId(href: string): string {
  try {
    return decodeURIComponent(href.slice(1));
  } catch {
    return href.slice(1);
  }
}
