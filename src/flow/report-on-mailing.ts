// The report of a mailing, gathered from the store: each of its questions walks through that mailing once at most.
import { domainReports, reportedPace, reportedRefusals, type MailingReport } from '../core/ledger/mailing-report.ts';
import { feedReadersSince } from '../server/feed-reader-counts.ts';
import type { MailingHead } from '../store/figure-store.ts';
import type { Store } from '../store/store.ts';

/** Refusals are grouped, so many of them can be read. */
const GROUPED_ROWS = 10_000;

export async function reportOnMailing(store: Store, head: MailingHead, now: Date): Promise<MailingReport> {
  const { id, ...about } = head;
  const countedAt = now.toISOString();
  const feedReaders = await store.feedReaders(feedReadersSince(now));
  return {
    ...about,
    countedAt,
    withheld: await store.withheldReasons(id),
    pace: reportedPace(await store.acceptedByMinute(id)),
    domains: domainReports(await store.countsByDomain(id)),
    refused: reportedRefusals(await store.deliveries(id, 'rejected', GROUPED_ROWS)),
    bounces: await store.bounceCounts(id),
    // Without the servers' words, which name whom they are about.
    reported: (await store.bounceReasons(id)).map(({ kind, reason, count }) => ({ kind, reason, count })),
    unsubscribed: await store.unsubscribedSince(id, countedAt),
    feedReaders: readersByClient(feedReaders),
  };
}

/** A service counts a reader once for each feed, so of its feeds the one with the most counts. */
function readersByClient(
  counts: readonly { readonly client: string; readonly subscribers: number }[],
): MailingReport['feedReaders'] {
  return [...Map.groupBy(counts, ({ client }) => client)]
    .map(([client, some]) => ({ client, readers: Math.max(...some.map(({ subscribers }) => subscribers)) }))
    .toSorted((one, other) => other.readers - one.readers);
}
