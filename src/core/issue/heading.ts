// A heading element of the body as a value: its text in one line, its nodes without the bold and the brackets by which
// authors set headings apart. Level and anchor are outline.ts's work and only read here.
import type { Heading } from './issue.ts';
import { isHeading, oneLine, rawLevel } from './outline.ts';
import { elementNamed, isElement, textOf, type ElementNode, type TreeNode } from './tree.ts';

/** Bold and brackets around a whole heading are how authors set headings apart: the design does that for them. */
export function headingOf(node: ElementNode): Heading {
  const level = rawLevel(node) as Heading['level']; // h1 to h6, so 1 to 6.
  const inner = withoutBold(node.children);
  const text = oneLine(textOf(inner));
  const bare = bracketed(text);
  const anchor = node.attributes['id'] ?? '';
  if (bare === undefined) return { level, text, nodes: inner, anchor };
  // Brackets are dropped where they are plain text; around links and code the heading stays as it is.
  const isPlain = inner.every((child) => child.kind === 'text');
  return { level, text: bare, nodes: isPlain ? [{ kind: 'text', text: bare }] : inner, anchor };
}

function withoutBold(nodes: readonly TreeNode[]): readonly TreeNode[] {
  const filled = nodes.filter((node) => isElement(node) || node.text.trim() !== '');
  const bold = filled.length === 1 ? elementNamed(filled[0], 'strong', 'b') : undefined;
  return bold ? withoutBold(bold.children) : nodes;
}

/** `[前沿研究]` -> `前沿研究`; undefined where not the whole text stands in one pair of brackets. */
export function bracketed(text: string): string | undefined {
  return /^(?:\[([^\][]+)\]|【([^【】]+)】|「([^「」]+)」|『([^『』]+)』|［([^［］]+)］|〔([^〔〕]+)〕)$/u
    .exec(text)
    ?.slice(1)
    .find((inner) => inner !== undefined)
    ?.trim();
}

/** Headings that stay inside prose, for the contents. */
export function headingsInProse(nodes: readonly TreeNode[]): readonly Heading[] {
  return nodes.flatMap((node) => {
    const heading = isHeading(node);
    return heading ? [headingOf(heading)] : [];
  });
}
