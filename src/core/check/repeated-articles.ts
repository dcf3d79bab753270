// Articles that an earlier issue had already, told by their sources: nothing makes a daily digest look more like a
// machine. Drafts are looked at beside what is published, because they are what is being written.
import type { IssueDate } from '../issue/issue.ts';
import type { Problem } from '../issue/problem.ts';
import type { ArticleSource } from './article-source.ts';

export interface SourcedIssue {
  readonly path: string;
  readonly slug: string;
  readonly date: IssueDate;
  readonly sources?: readonly ArticleSource[];
}

/** A generator that runs twice repeats everything; the first few are enough to see it. */
const MOST_OF_ONE_ISSUE = 20;

/** At each article of the later issue, naming the issue and the line where it stood last. */
export function repeatedArticles(issues: readonly SourcedIssue[]): readonly Problem[] {
  const last = new Map<string, { readonly path: string; readonly line: number }>();
  const problems: Problem[] = [];
  for (const { path, sources = [] } of oldestFirst(issues)) {
    let count = 0;
    for (const { address, line } of sources) {
      const earlier = last.get(address);
      last.set(address, { path, line });
      if (earlier === undefined || earlier.path === path || count >= MOST_OF_ONE_ISSUE) continue;
      count += 1;
      const place = `${earlier.path}, line ${earlier.line}`;
      const message = `The article from ${address} stood in ${place} already: say what is new, or take it out.`;
      problems.push({ code: 'article-repeated', path, line, message });
    }
  }
  return problems;
}

function oldestFirst(issues: readonly SourcedIssue[]): readonly SourcedIssue[] {
  const at = new Map(issues.map((issue) => [issue, Date.parse(issue.date.at)]));
  return issues.toSorted((a, b) => (at.get(a) ?? 0) - (at.get(b) ?? 0) || (a.slug < b.slug ? -1 : 1));
}
