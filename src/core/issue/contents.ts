// The table of contents of an issue: sections with their articles, for the page and for the letter alike.
import type { Heading, Issue } from './issue.ts';

export interface ContentsEntry {
  readonly heading: Heading;
  readonly children: readonly { readonly heading: Heading }[];
}

export function contents(issue: Issue): readonly ContentsEntry[] {
  return issue.parts.flatMap((part) => {
    if (part.kind !== 'section') return [];
    return [{ heading: part.heading, children: part.parts.filter((child) => child.kind === 'article') }];
  });
}
