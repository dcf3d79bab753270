// Everything that would embarrass, in one answer for `check`, the desk and the gate of `publish`: what reading the
// issues has found, and what only somebody with a clock can know. Writes nothing but the cache.
import type { App } from '../app.ts';
import { switchedProblems } from '../core/check/switched-problems.ts';
import { futureDate } from '../core/issue/check-issue.ts';
import type { Problem } from '../core/issue/problem.ts';
import { checkLetters } from './check-letters.ts';
import { checkLinks, type CheckedLinks, type LinkOptions } from './check-links.ts';
import { checkSpam, type CheckedSpam } from './check-spam.ts';
import { inOrder, type OpenLibrary } from '../publish/open-library.ts';
import type { LibraryInput } from '../publish/open-library.ts';

export interface CheckOptions {
  /** As the library names them; all issues when absent. */
  readonly paths?: ReadonlySet<string>;
  /** Each link is asked for over the network when this is given. */
  readonly links?: LinkOptions;
  /** Whether SpamAssassin is asked, where this machine has it; each letter takes it a second. */
  readonly spam?: boolean;
  /** Where it is open already. */
  readonly library?: OpenLibrary;
  readonly onProgress?: LibraryInput['onProgress'];
}

export interface CheckReport {
  readonly library: OpenLibrary;
  readonly fileCount: number;
  /** With their levels, in the order of paths and lines. */
  readonly problems: readonly Problem[];
  /** What was to be looked at and could not be, one sentence each. */
  readonly unchecked: readonly string[];
  /** Different links of which something is known, when they were to be asked for. */
  readonly linkCount?: number;
  /** What came of asking SpamAssassin; absent when it was not to be asked. */
  readonly spam?: CheckedSpam['outcome'];
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
  const links = options.links && (await checkLinks(app, library, isConcerned, options.links));
  const isSpamAsked = options.spam === true && app.newsletter.checks['spam-score'] !== 'off';
  const spam = isSpamAsked ? await checkSpam(app, library, whole) : undefined;
  const all = [...found, ...letters, ...(links?.problems ?? []), ...(spam?.problems ?? [])];
  const problems = [...library.problems.filter(isConcerned), ...switchedProblems(all, app.newsletter)];
  return {
    library,
    fileCount: paths?.size ?? library.listed.length,
    problems: inOrder(problems),
    unchecked: [
      ...(links && links.unaskedCount > 0 ? [offline(links)] : []),
      ...(spam?.outcome === 'failed' ? ['SpamAssassin could not judge every letter.'] : []),
    ],
    ...(spam && { spam: spam.outcome }),
    ...(links && { linkCount: links.linkCount - links.unaskedCount }),
  };
}

function offline({ linkCount, unaskedCount }: CheckedLinks): string {
  return `${unaskedCount} of ${linkCount} links were not checked: this machine finds no name in the DNS.`;
}
