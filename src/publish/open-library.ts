// Reads and renders every issue of a newsletter and says what is wrong with them: the first half of a build, and all
// that `check` and `status` need. Writes nothing but the cache.
import { join } from 'node:path';
import { library } from '../core/issue/library.ts';
import { repeatedArticles } from '../core/check/repeated-articles.ts';
import type { IssueFile } from '../core/issue/parse-issue.ts';
import { switchedProblems } from '../core/check/switched-problems.ts';
import { isFixed, type Problem } from '../core/issue/problem.ts';
import { withdrawnLinks } from '../core/issue/withdrawn-links.ts';
import type { Newsletter } from '../core/newsletter.ts';
import type { SliceFor } from '../core/render/letter/letter.ts';
import { numberedLetter } from '../core/render/letter/numbered-letter.ts';
import type { IssueCard, RenderedIssue } from '../core/render/rendered-issue.ts';
import { readCached } from './cache-folder.ts';
import { issueSlices, type DigestedLetter, type NumberedFile } from './issue-slices.ts';
import { engineHash, dependencyHash, unswitched } from './dependency-hash.ts';
import { renderContext } from './render-context.ts';
import { renderIssues } from './render-issue.ts';
import { renderings, type ListedIssue } from './renderings.ts';
import { readSources, type Sources } from './sources.ts';
import type { Written } from './write-tree.ts';

export interface LibraryInput {
  /** Absolute path of the newsletter's folder. */
  readonly root: string;
  readonly newsletter: Newsletter;
  /** Folder of the cache, where it is not the newsletter's own: it holds no path and spares another copy the work. */
  readonly cache?: string;
  /** Numbers of issues that stand here without the others by which they were counted. */
  readonly numbers?: ReadonlyMap<string, number>;
  /** Called after each issue that had to be rendered. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A listed issue that has a card, because no error keeps it from being one. */
export interface PublishedIssue extends ListedIssue {
  readonly card: IssueCard;
}

export interface OpenLibrary {
  readonly sources: Sources;
  /** What was found in all files, with its level for this newsletter, in the order of paths and lines. */
  readonly problems: readonly Problem[];
  /** Published issues, newest first, those dated in the future included. */
  readonly issues: readonly PublishedIssue[];
  /** The same and the withdrawn ones, in the same order: they keep their numbers and their places in archives. */
  readonly shelf: readonly PublishedIssue[];
  /** The place of each of them, counted from the oldest. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly draftCount: number;
  readonly load: (issue: ListedIssue) => Promise<RenderedIssue>;
  /** What a file would become as the newsletter's first issue, whether or not it is there. Throws if it is none. */
  readonly render: (file: IssueFile) => Promise<RenderedIssue>;
  /** What those who chose topics get of an issue. */
  readonly slices: (issue: PublishedIssue) => SliceFor;
  /**
   * What those who chose topics get of an issue that has been corrected; `before` is its file as it was mailed, where
   * that is known. `''` is the key of the whole.
   */
  readonly correction: (
    issue: PublishedIssue,
    before: IssueFile | undefined,
  ) => (topics: readonly string[]) => Promise<DigestedLetter>;
  /** The issues of these slugs that are published still as one letter, for those who chose these topics. */
  readonly digest: (
    slugs: readonly string[],
    topics: readonly string[],
    frequency: 'daily' | 'weekly',
  ) => Promise<DigestedLetter>;
  /** Fingerprint of engine, newsletter and templates. */
  readonly base: string;
  readonly listed: readonly ListedIssue[];
  /** What the last build wrote. */
  readonly written: Written;
  readonly tidy: () => void;
}

/** What one build leaves for the next, as one file of the cache. */
export interface BuildMemory {
  readonly listed: Readonly<Record<string, ListedIssue>>;
  readonly written: Written;
}

export const BUILD_MEMORY = 'build';

export function cacheFolder(root: string): string {
  return join(root, 'data', 'cache');
}

export async function openLibrary(input: LibraryInput): Promise<OpenLibrary> {
  const { root, newsletter, onProgress } = input;
  const sources = readSources(root);
  const cache = input.cache ?? cacheFolder(root);
  const base = dependencyHash(engineHash(), unswitched(newsletter), sources.emailTemplates, sources.webTemplates);
  // Its hash is right and its keys hold the program's fingerprint, so it is what we wrote.
  const memory = readCached(cache, BUILD_MEMORY) as BuildMemory | undefined;
  const context = () => renderContext(newsletter, sources, { cache, base });
  const { listed, load, tidy } = await renderings({
    sources,
    cache,
    base,
    before: memory?.listed ?? {},
    context,
    ...(onProgress && { onProgress }),
  });
  const items = listed.flatMap((issue) => {
    const { card, status } = issue;
    return card && status ? [{ ...issue, card, status, slug: card.slug, date: card.date, topics: card.topics }] : [];
  });
  const { library: published, problems } = library(items);
  const count = published.shelf.length;
  const numbers = input.numbers ?? new Map(published.shelf.map((issue, index) => [issue.card.slug, count - index]));
  const withdrawn = published.shelf.filter((issue) => issue.status === 'withdrawn');
  const links = withdrawnLinks(
    sources.issues.filter((file) => withdrawn.every(({ path }) => path !== file.path)),
    withdrawn.map(({ slug }) => slug),
    newsletter,
  );
  const repeated = repeatedArticles(items.filter((issue) => issue.status !== 'withdrawn'));
  const { slice, correction, digest } = issueSlices(sources, context);
  const fileOf = ({ path, card }: PublishedIssue): NumberedFile => {
    const number = numbers.get(card.slug);
    return { path, ...(number !== undefined && { number }) };
  };
  return {
    sources,
    problems: inOrder(
      switchedProblems(
        [...sources.problems, ...listed.flatMap((issue) => issue.problems), ...problems, ...repeated, ...links],
        newsletter,
      ),
    ),
    issues: published.issues,
    shelf: published.shelf,
    numbers,
    draftCount: items.filter((item) => item.status === 'draft').length,
    load: async (issue) => {
      const rendered = await load(issue);
      return { ...rendered, letter: numberedLetter(rendered.letter, numbers.get(rendered.card.slug)) };
    },
    render: async (file) => {
      const [made] = renderIssues([file], await context());
      if (!made?.rendered) throw new Error(`${file.path} cannot be rendered`);
      return { ...made.rendered, letter: numberedLetter(made.rendered.letter, 1) };
    },
    slices: (issue) => (topics) => slice(fileOf(issue), topics),
    correction: (issue, before) => (topics) => correction(fileOf(issue), topics, before),
    digest: (slugs, topics, frequency) => {
      const owed = published.issues.filter(({ card }) => slugs.includes(card.slug));
      return digest(owed.map(fileOf), topics, frequency);
    },
    base,
    listed,
    written: memory?.written ?? {},
    tidy,
  };
}

/** Whether anything keeps the newsletter from being built. */
export function isBroken({ problems }: OpenLibrary): boolean {
  return problems.some(isFixed);
}

/** What a build shows: of drafts and withdrawn issues only what stops it, for nobody reads them; `check` shows all. */
export function shownProblems({ problems, listed }: OpenLibrary): readonly Problem[] {
  const unread = new Set(listed.filter(({ status }) => status !== 'published').map(({ path }) => path));
  return problems.filter((problem) => isFixed(problem) || !unread.has(problem.path));
}

/** By paths, and in a file by lines. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : placeOf(a) - placeOf(b)));
}

/** Lines first: no line has as many columns. */
function placeOf({ line = 0, column = 0 }: Problem): number {
  return line * 1_000_000 + column;
}
