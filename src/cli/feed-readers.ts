// What feed services say about their readers, for `status`: by service and feed, the largest first. It is their word,
// and readers with a program of their own are not among them.
import { feedReadersSince } from '../server/feed-reader-counts.ts';
import type { FeedReaderCount, WebStore } from '../store/web-store.ts';
import { columns } from './columns.ts';

export interface FeedReaders {
  readonly counts: readonly FeedReaderCount[];
  readonly lines: readonly string[];
}

/** None without a store. */
export async function feedReaders(store: WebStore | undefined, now: Date): Promise<FeedReaders> {
  const counts = (await store?.feedReaders(feedReadersSince(now))) ?? [];
  if (counts.length === 0) return { counts, lines: [] };
  const sorted = counts.toSorted((one, other) => other.subscribers - one.subscribers);
  const rows = sorted.map(({ client, feed, subscribers }) => [client, feed, String(subscribers)]);
  const total = counts.reduce((sum, { subscribers }) => sum + subscribers, 0);
  return {
    counts,
    lines: columns([['feed service', 'feed', 'readers'], ...rows, ['together', '', String(total)]], [2]),
  };
}
