// Whom the mailing of an issue would reach if it started now, by what the readers have chosen: what a dry run says. It
// asks the same questions as the start itself, and changes nothing.
import type { App } from '../app.ts';
import type { OpenLibrary, PublishedIssue } from '../publish/open-library.ts';

export interface AudienceForecast {
  readonly slug: string;
  /** Readers who would get the whole issue. */
  readonly wholeCount: number;
  /** Readers who would get a slice of it, in so many letters. */
  readonly sliceCount: number;
  readonly letterCount: number;
  /** Readers of whose topics nothing is in it. */
  readonly nothingCount: number;
  /** Readers who get what they want of it in a digest. */
  readonly digestCount: number;
}

export async function audienceForecast(
  app: App,
  library: OpenLibrary,
  slugs: readonly string[],
): Promise<readonly AudienceForecast[]> {
  const store = await app.knownStore();
  if (store === undefined) return [];
  const at = app.clock.now().toISOString();
  const choices = await store.audience(at);
  const { daily, weekly } = await store.digestReaders(at);
  const issues = library.issues.filter(({ card }) => slugs.includes(card.slug));
  const forecasts = [];
  for (const issue of issues) {
    const counts = await countsOf(library, issue, choices);
    forecasts.push({ slug: issue.card.slug, ...counts, digestCount: daily + weekly });
  }
  return forecasts;
}

async function countsOf(
  library: OpenLibrary,
  issue: PublishedIssue,
  choices: readonly { readonly topics: readonly string[]; readonly readerCount: number }[],
): Promise<Omit<AudienceForecast, 'slug' | 'digestCount'>> {
  const sliceFor = library.slices(issue);
  const keys = new Set<string>();
  const counts = { wholeCount: 0, sliceCount: 0, nothingCount: 0 };
  for (const { topics, readerCount } of choices) {
    const slice = topics.length === 0 ? 'whole' : await sliceFor(topics);
    if (slice === 'whole') counts.wholeCount += readerCount;
    else if (slice === 'nothing') counts.nothingCount += readerCount;
    else {
      counts.sliceCount += readerCount;
      keys.add(slice.key);
    }
  }
  return { ...counts, letterCount: keys.size };
}
