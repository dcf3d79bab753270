// Everything that would embarrass, in one answer for `check`, the desk and the gate of `publish`: what reading the
// issues has found, and what only somebody with a clock can know. Writes nothing but the cache.
import type { App } from '../app.ts';
import { switchedProblems } from '../core/check/switched-problems.ts';
import { futureDate } from '../core/issue/check-issue.ts';
import type { Problem } from '../core/issue/problem.ts';
import { checkLetters } from './check-letters.ts';
import { inOrder, type OpenLibrary } from '../publish/open-library.ts';
import type { LibraryInput } from '../publish/open-library.ts';

export interface CheckOptions {
  /** As the library names them; all issues when absent. */
  readonly paths?: ReadonlySet<string>;
  /** Whether each link is asked for over the network. */
  readonly links?: boolean;
  /** Where it is open already. */
  readonly library?: OpenLibrary;
  readonly onProgress?: LibraryInput['onProgress'];
}

export interface CheckReport {
  readonly library: OpenLibrary;
  readonly fileCount: number;
  /** With their levels, in the order of paths and lines. */
  readonly problems: readonly Problem[];
}

/** Checks all issues, or those of `paths`. */
export async function checkNewsletter(app: App, options: CheckOptions = {}): Promise<CheckReport> {
  const { paths, onProgress } = options;
  const library = options.library ?? (await app.library({ ...(onProgress && { onProgress }) }));
  const isConcerned = ({ path }: { readonly path: string }): boolean => paths?.has(path) ?? true;
  const nowMs = app.clock.now().getTime();
  const found = library.issues
    .filter(isConcerned)
    .flatMap(({ path, card }) => futureDate({ path, date: card.date, status: 'published' }, nowMs));
  const whole = library.listed.flatMap((issue) => {
    return issue.card && isConcerned(issue) ? [{ ...issue, card: issue.card }] : [];
  });
  const letters = await checkLetters(app, library, whole, onProgress);
  const problems = [
    ...library.problems.filter(isConcerned),
    ...switchedProblems([...found, ...letters], app.newsletter),
  ];
  return { library, fileCount: paths?.size ?? library.listed.length, problems: inOrder(problems) };
}
