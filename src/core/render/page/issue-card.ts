// The card of an issue: the little that other pages and the planning of feeds need to know of it.
import type { Article, Issue, Part } from '../../issue/issue.ts';
import type { IssueCard } from '../rendered-issue.ts';
import { readingMinutes } from './reading-minutes.ts';

/**
 * The card; `entryBytes` gives the UTF-8 size of each entry's HTML by the entry's id, of the issue and of its articles.
 * An id that is not in it counts as 0.
 */
export function issueCard(issue: Issue, entryBytes: ReadonlyMap<string, number>): IssueCard {
  return {
    slug: issue.slug,
    id: issue.id,
    title: issue.title,
    language: issue.language,
    date: issue.date,
    updated: issue.updated,
    summary: issue.summary,
    topics: issue.topics,
    corrections: issue.corrections,
    ...(issue.isMailedElsewhere === true && { isMailedElsewhere: true }),
    ...(issue.withdrawal && { withdrawal: issue.withdrawal }),
    readingMinutes: readingMinutes(issue),
    entryBytes: entryBytes.get(issue.id) ?? 0,
    articles: articlesOf(issue.parts).map(({ id, heading, topics }) => ({
      id,
      title: heading.text,
      anchor: heading.anchor,
      topics,
      entryBytes: entryBytes.get(id) ?? 0,
    })),
  };
}

/** The articles of the parts, at any depth, in order. */
export function articlesOf(parts: readonly Part[]): readonly Article[] {
  return parts.flatMap((part) => {
    if (part.kind === 'article') return [part];
    return part.kind === 'section' ? articlesOf(part.parts) : [];
  });
}
