// The contents of a letter: sections with their articles. Shorter than the page's: the headings inside of prose are
// left to the page, and an issue that has next to nothing to list has none.
import { contents, type ContentsEntry } from '../../issue/contents.ts';
import type { Issue, Part } from '../../issue/issue.ts';

/** A list of two lines is no help to anyone. */
const ENTRIES_MIN = 3;

export function letterContents(issue: Issue): readonly ContentsEntry[] {
  const articles = new Set(issue.parts.flatMap((part) => (part.kind === 'section' ? part.parts : [])).map(anchorOf));
  const entries = contents(issue).map(({ heading, children }) => {
    return { heading, children: children.filter((child) => articles.has(child.heading.anchor)) };
  });
  const count = entries.reduce((sum, entry) => sum + 1 + entry.children.length, 0);
  return count < ENTRIES_MIN ? [] : entries;
}

function anchorOf(part: Part): string {
  return part.kind === 'article' || part.kind === 'group' ? part.heading.anchor : '';
}
