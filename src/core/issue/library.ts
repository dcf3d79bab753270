// All issues of the newsletter together: their order, their numbers, their neighbours, and what cannot stand side by
// side. It needs only a few fields of an issue, so that it serves whole issues and the cards of a build alike.
import type { Issue, IssueDate, IssueStatus } from './issue.ts';
import type { Problem } from './problem.ts';

export interface LibraryItem {
  readonly path: string;
  readonly slug: string;
  readonly date: IssueDate;
  readonly status: IssueStatus;
  readonly topics: readonly string[];
}

export interface Library<T extends Pick<LibraryItem, 'slug' | 'topics'> = Issue> {
  /** Published issues, newest first; one instant: by slug. Drafts are not in it. */
  readonly issues: readonly T[];
  /** The same and the withdrawn ones, in the same order: a number that was given once stays. */
  readonly shelf: readonly T[];
}

/** Sorts the issues, and finds what is wrong only between them: two issues with one slug, on any file system. */
export function library<T extends LibraryItem>(
  issues: readonly T[],
): { readonly library: Library<T>; readonly problems: readonly Problem[] } {
  const shelf = newestFirst(issues.filter((issue) => issue.status !== 'draft'));
  const published = shelf.filter((issue) => issue.status === 'published');
  return { library: { issues: published, shelf }, problems: slugProblems(issues) };
}

/** The one order of issues everywhere: by instant, newest first; of one instant by slug. */
function newestFirst<T extends Pick<LibraryItem, 'slug' | 'date'>>(issues: readonly T[]): readonly T[] {
  return issues.toSorted((a, b) => Date.parse(b.date.at) - Date.parse(a.date.at) || (a.slug < b.slug ? -1 : 1));
}

/** The issue's number: its place from the oldest, which is 1, withdrawn ones included. undefined for a draft. */
export function numberOf({ shelf }: Library<Pick<LibraryItem, 'slug' | 'topics'>>, slug: string): number | undefined {
  const index = shelf.findIndex((issue) => issue.slug === slug);
  return index === -1 ? undefined : shelf.length - index;
}

export function neighboursOf<T extends Pick<LibraryItem, 'slug' | 'topics'>>(
  shelf: Library<T>,
  slug: string,
): { readonly older?: T; readonly newer?: T } {
  const index = shelf.issues.findIndex((issue) => issue.slug === slug);
  if (index === -1) return {};
  const older = shelf.issues[index + 1];
  const newer = shelf.issues[index - 1];
  return { ...(older && { older }), ...(newer && { newer }) };
}

/** The issues that touch a topic, newest first. */
export function issuesOf<T extends Pick<LibraryItem, 'slug' | 'topics'>>(
  shelf: Library<T>,
  topic: string,
): readonly T[] {
  return shelf.issues.filter((issue) => issue.topics.includes(topic));
}

function slugProblems(issues: readonly LibraryItem[]): readonly Problem[] {
  const problems: Problem[] = [];
  const byName = new Map<string, LibraryItem>();
  // In the order of paths, so that the same files give the same message however they were listed.
  for (const issue of issues.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const name = issue.slug.normalize('NFKC').toLowerCase();
    const other = byName.get(name);
    if (other) problems.push({ code: 'slug-duplicate', path: issue.path, message: duplicate(issue, other) });
    else byName.set(name, issue);
  }
  return problems;
}

function duplicate(issue: LibraryItem, other: LibraryItem): string {
  if (issue.slug === other.slug) {
    return `${issue.path} and ${other.path} both have the slug "${issue.slug}": give one of them another.`;
  }
  const slugs = `"${issue.slug}" and "${other.slug}"`;
  const where = 'which are one folder on many systems';
  return `${issue.path} and ${other.path} have the slugs ${slugs}, ${where}: give one of them another.`;
}
