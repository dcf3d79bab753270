// All issues of the newsletter together: their order, their numbers, and what cannot stand side by side.
import type { Issue } from './issue.ts';
import type { Problem } from './problem.ts';

/** What this file needs of an issue, so that a build can do with the little that it keeps. */
export type LibraryItem = Pick<Issue, 'path' | 'slug' | 'status' | 'date'>;

export interface Library<T extends LibraryItem = Issue> {
  /** Published issues, newest first; one instant: by slug. Drafts are not in it. */
  readonly issues: readonly T[];
}

/** Sorts the issues, and finds what is wrong only between them: two issues with one slug. */
export function library<T extends LibraryItem>(
  issues: readonly T[],
): {
  readonly library: Library<T>;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const bySlug = new Map<string, T>();
  for (const issue of issues) {
    const other = bySlug.get(issue.slug);
    if (other) {
      const message = `${issue.path} and ${other.path} both have the slug "${issue.slug}": give one of them another.`;
      problems.push({ code: 'slug-duplicate', path: issue.path, message });
    }
    bySlug.set(issue.slug, issue);
  }
  const published = issues.filter((issue) => issue.status === 'published');
  const newestFirst = published.toSorted(
    (a, b) => Date.parse(b.date.at) - Date.parse(a.date.at) || (a.slug < b.slug ? -1 : 1),
  );
  return { library: { issues: newestFirst }, problems };
}
