// The table of contents of an issue: sections with their articles, groups and headings, for the page and for the letter
// alike. It says nothing of the highlights, which are themselves a way in.
import { headingsInProse } from './heading.ts';
import type { Heading, Issue, Part } from './issue.ts';

export interface ContentsEntry {
  readonly heading: Heading;
  readonly children: readonly { readonly heading: Heading }[];
}

/** Two levels, in the author's order. */
export function contents(issue: Issue): readonly ContentsEntry[] {
  return issue.parts.flatMap((part) => {
    if (part.kind === 'section') return [{ heading: part.heading, children: part.parts.flatMap(childrenOf) }];
    return childrenOf(part).map(({ heading }) => ({ heading, children: [] }));
  });
}

function childrenOf(part: Part): readonly { readonly heading: Heading }[] {
  if (part.kind === 'article' || part.kind === 'group') return [{ heading: part.heading }];
  if (part.kind !== 'prose') return [];
  const headings = headingsInProse(part.nodes).filter((heading) => heading.level <= 3);
  return headings.map((heading) => ({ heading }));
}
