// Every link of some issues, asked for over the network: what each place is told of, and what could not be learnt. What
// was learnt is kept beside the other caches, also when somebody ends the run before its end.
import type { App } from '../app.ts';
import { linkProblems } from '../core/check/link-answer.ts';
import { linkPlaces } from '../core/check/link-places.ts';
import { parseIssue } from '../core/issue/parse-issue.ts';
import type { Problem } from '../core/issue/problem.ts';
import { absoluteUrl } from '../core/newsletter.ts';
import { askLinks } from '../links/ask-links.ts';
import { FINE_MAX_AGE_MS, type KeptAnswer } from '../links/kept-answer.ts';
import { publicWorld, type LinkWorld } from '../links/link-world.ts';
import { readCached, writeCached } from '../publish/cache-folder.ts';
import { cacheFolder, type LibraryInput, type OpenLibrary } from '../publish/open-library.ts';
import { wait } from '../system/wait.ts';

export interface LinkOptions {
  /** The oldest good answer that will do; a week when absent. */
  readonly maxAgeMs?: number;
  /** Called after each link that was asked for. */
  readonly onProgress?: LibraryInput['onProgress'];
  /** Where the links lead; the Internet when absent. */
  readonly world?: LinkWorld;
}

export interface CheckedLinks {
  readonly problems: readonly Problem[];
  /** Different addresses. */
  readonly linkCount: number;
  /** How many of them nobody could ask for. */
  readonly unaskedCount: number;
}

const MEMORY = 'links';
/** Answers that are kept; a daily digest of fifty links fills it in a year. */
const MOST_KEPT = 20_000;
/** New answers after which they are written down. */
const WRITTEN_EVERY = 25;

/** Asks for the links of these files of `issues/`. */
export async function checkLinks(
  app: App,
  library: OpenLibrary,
  isConcerned: (file: { readonly path: string }) => boolean,
  options: LinkOptions = {},
): Promise<CheckedLinks> {
  const { newsletter, root } = app;
  const places = library.sources.issues.filter(isConcerned).flatMap((file) => {
    const { issue } = parseIssue(file, newsletter);
    return issue ? linkPlaces(issue, file.text, newsletter) : [];
  });
  const kept = keptAnswers(cacheFolder(root));
  let newCount = 0;
  const { answers, unaskedCount } = await askLinks(places, {
    userAgent: `Mozilla/5.0 (compatible; masthead link check; +${absoluteUrl(newsletter, '')})`,
    world: options.world ?? publicWorld(wait),
    kept,
    maxAgeMs: options.maxAgeMs ?? FINE_MAX_AGE_MS,
    ...(options.onProgress && { onProgress: options.onProgress }),
    onAnswer: (url, answer) => {
      // What is newest stands last, so that the oldest can go first.
      kept.delete(url);
      kept.set(url, answer);
      newCount += 1;
      if (newCount % WRITTEN_EVERY === 0) keep(cacheFolder(root), kept);
    },
  });
  if (newCount > 0) keep(cacheFolder(root), kept);
  const problems = places.flatMap((place) => {
    const answer = answers.get(place.url);
    return answer ? linkProblems(place, answer) : [];
  });
  return { problems, linkCount: new Set(places.map(({ url }) => url)).size, unaskedCount };
}

function keptAnswers(cache: string): Map<string, KeptAnswer> {
  // Its hash is right, so it is what we wrote.
  const before = readCached(cache, MEMORY) as ReadonlyMap<string, KeptAnswer> | undefined;
  return new Map(before);
}

function keep(cache: string, answers: ReadonlyMap<string, KeptAnswer>): void {
  writeCached(cache, MEMORY, new Map([...answers].slice(-MOST_KEPT)));
}
