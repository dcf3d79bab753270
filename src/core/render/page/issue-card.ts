import type { Issue } from '../../issue/issue.ts';
import type { FeedEntry } from '../feed/entry.ts';
import type { IssueCard } from '../rendered-issue.ts';
export function issueCard(issue: Issue, entry: FeedEntry, _articles: readonly FeedEntry[]): IssueCard {
  const { slug, id, title, language, date, updated, summary, topics, corrections } = issue;
  return {
    slug,
    id,
    title,
    language,
    date,
    updated,
    summary,
    topics,
    corrections,
    readingMinutes: 1,
    entryBytes: entry.html.length,
    articles: [],
  };
}
