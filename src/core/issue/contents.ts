// The table of contents of an issue: sections with their articles, groups and headings, for the page and for the letter
// alike. Where the highlights lead to every article they are the list of articles, and the contents name the sections
// alone.
import { headingsInProse } from './heading.ts';
import { highlightsLeadToAll } from './highlight-links.ts';
import type { Heading, Issue, Part } from './issue.ts';

export interface ContentsEntry {
  readonly heading: Heading;
  readonly children: readonly { readonly heading: Heading }[];
}

/** Two levels, in the author's order. */
export function contents(issue: Issue): readonly ContentsEntry[] {
  if (isBriefContents(issue)) {
    return issue.parts.flatMap((part) => (part.kind === 'section' ? [{ heading: part.heading, children: [] }] : []));
  }
  return issue.parts.flatMap((part) => {
    if (part.kind === 'section') return [{ heading: part.heading, children: part.parts.flatMap(childrenOf) }];
    return childrenOf(part).map(({ heading }) => ({ heading, children: [] }));
  });
}

/** Whether the contents name the sections alone, so few and short that one line holds them. */
export function isBriefContents(issue: Issue): boolean {
  return highlightsLeadToAll(issue.parts);
}

function childrenOf(part: Part): readonly { readonly heading: Heading }[] {
  if (part.kind === 'article' || part.kind === 'group') return [{ heading: part.heading }];
  if (part.kind !== 'prose') return [];
  const headings = headingsInProse(part.nodes).filter((heading) => heading.level <= 3);
  return headings.map((heading) => ({ heading }));
}
