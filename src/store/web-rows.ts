// The web server's tables, read and written for both databases. A ping is claimed by moving its next time ahead: a
// process that dies with it loses it at that time, and no two of them tell a hub at once.
import { sql, type Kysely, type Transaction } from 'kysely';
import { DELIVERY_STATES, NO_DELIVERIES, type DeliveryCounts } from '../core/ledger/delivery.ts';
import type { Flavour } from './flavour.ts';
import type { Tables } from './tables.ts';
import { MAX_FEED_READERS } from './web-store.ts';
import type {
  FeedReaderCount,
  HubPing,
  HubPingState,
  HubTopic,
  PingOutcome,
  SiteContent,
  WebStore,
} from './web-store.ts';

export interface Access {
  readonly flavour: Flavour;
  readonly read: <T>(query: (from: Kysely<Tables>) => Promise<T>) => Promise<T>;
  readonly write: <T>(work: (tx: Transaction<Tables>) => Promise<T>) => Promise<T>;
}

export function webRows({ flavour, read, write }: Access): WebStore {
  return {
    firstSeen: (contents, at) => write((tx) => firstSeen(tx, contents, at)),
    noteTopics: (topics, at) => write((tx) => noteTopics(tx, topics, at)),
    claimPings: (due) => write((tx) => claimPings(tx, flavour, due)),
    settlePing: (ping, outcome) => write((tx) => settlePing(tx, ping, outcome)),
    hubPings: () => read(hubPings),
    countFeedReaders: (counts, forgetBefore) => write((tx) => countFeedReaders(tx, counts, forgetBefore)),
    feedReaders: (since) => read((from) => feedReaders(from, since)),
    deliveryTotals: () => read(deliveryTotals),
    mailingTotals: () => read(mailingTotals),
  };
}

/** Rows of one statement: far below the databases' limits on bound values. */
const BATCH = 500;

async function firstSeen(
  tx: Transaction<Tables>,
  contents: readonly SiteContent[],
  at: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.selectFrom('site_contents').selectAll().execute();
  const known = new Map(rows.map((row) => [row.path, row]));
  const changed = contents.filter(({ path, hash }) => known.get(path)?.hash !== hash);
  for (let first = 0; first < changed.length; first += BATCH) {
    const values = changed.slice(first, first + BATCH).map(({ path, hash }) => ({ path, hash, since: at }));
    await tx
      .insertInto('site_contents')
      .values(values)
      .onConflict((conflict) =>
        conflict
          .column('path')
          .doUpdateSet((row) => ({ hash: row.ref('excluded.hash'), since: row.ref('excluded.since') })),
      )
      .execute();
  }
  const isNew = new Set(changed.map(({ path }) => path));
  return new Map(contents.map(({ path }) => [path, isNew.has(path) ? at : (known.get(path)?.since ?? at)]));
}

async function noteTopics(tx: Transaction<Tables>, topics: readonly HubTopic[], at: string): Promise<void> {
  for (const topic of topics) {
    await tx
      .insertInto('hub_pings')
      .values({ ...topic, attempts: 0, next_at: at, reply: null })
      .onConflict((conflict) =>
        conflict
          .columns(['hub', 'topic'])
          .doUpdateSet({ hash: topic.hash, attempts: 0, next_at: at })
          .where('hub_pings.hash', '!=', topic.hash),
      )
      .execute();
  }
}

async function claimPings(
  tx: Transaction<Tables>,
  { hasRowLocks }: Flavour,
  { at, until, limit }: { readonly at: string; readonly until: string; readonly limit: number },
): Promise<readonly HubPing[]> {
  const rows = await tx
    .selectFrom('hub_pings')
    .select(['hub', 'topic', 'hash', 'attempts'])
    .where('next_at', '<=', at)
    .orderBy('next_at')
    .limit(limit)
    .$if(hasRowLocks, (query) => query.forUpdate().skipLocked())
    .execute();
  const pings = rows.map(({ hub, topic, hash, attempts }) => ({ hub, topic, hash, attempt: attempts + 1 }));
  for (const { hub, topic, attempt } of pings) {
    await tx
      .updateTable('hub_pings')
      .set({ attempts: attempt, next_at: until })
      .where('hub', '=', hub)
      .where('topic', '=', topic)
      .execute();
  }
  return pings;
}

/** Does nothing when the feed has changed since the ping was claimed: the new content has its own. */
async function settlePing(tx: Transaction<Tables>, ping: HubPing, { nextAt, reply }: PingOutcome): Promise<void> {
  await tx
    .updateTable('hub_pings')
    .set({ next_at: nextAt ?? null, reply })
    .where('hub', '=', ping.hub)
    .where('topic', '=', ping.topic)
    .where('hash', '=', ping.hash)
    .execute();
}

async function hubPings(database: Kysely<Tables>): Promise<readonly HubPingState[]> {
  const rows = await database.selectFrom('hub_pings').selectAll().orderBy('hub').orderBy('topic').execute();
  return rows.map(({ hub, topic, hash, attempts, next_at, reply }) => ({
    hub,
    topic,
    hash,
    attempts,
    ...(next_at !== null && { nextAt: next_at }),
    ...(reply !== null && { reply }),
  }));
}

async function countFeedReaders(
  tx: Transaction<Tables>,
  counts: readonly FeedReaderCount[],
  forgetBefore: string,
): Promise<void> {
  await tx.deleteFrom('feed_readers').where('seen_at', '<', forgetBefore).execute();
  const rows = await tx.selectFrom('feed_readers').select(['client', 'feed']).execute();
  const known = new Set(rows.map(rowKey));
  for (const count of counts) {
    if (!known.has(rowKey(count)) && known.size >= MAX_FEED_READERS) continue;
    known.add(rowKey(count));
    const { client, feed, subscribers, seenAt } = count;
    await tx
      .insertInto('feed_readers')
      .values({ client, feed, subscribers, seen_at: seenAt })
      .onConflict((conflict) =>
        conflict
          .columns(['client', 'feed'])
          .doUpdateSet({ subscribers, seen_at: seenAt })
          .where('feed_readers.seen_at', '<=', seenAt),
      )
      .execute();
  }
}

function rowKey({ client, feed }: { readonly client: string; readonly feed: string }): string {
  return `${client}\n${feed}`;
}

async function feedReaders(database: Kysely<Tables>, since: string): Promise<readonly FeedReaderCount[]> {
  const rows = await database
    .selectFrom('feed_readers')
    .selectAll()
    .where('seen_at', '>=', since)
    .orderBy('client')
    .orderBy('feed')
    .execute();
  return rows.map(({ client, feed, subscribers, seen_at }) => ({ client, feed, subscribers, seenAt: seen_at }));
}

async function deliveryTotals(database: Kysely<Tables>): Promise<DeliveryCounts> {
  // A sum of bigint would come from PostgreSQL as text.
  const sums = DELIVERY_STATES.map((state) =>
    sql<number>`cast(coalesce(sum(${sql.ref(state)}), 0) as bigint)`.as(state),
  );
  return { ...NO_DELIVERIES, ...(await database.selectFrom('delivery_counts').select(sums).executeTakeFirst()) };
}

async function mailingTotals(database: Kysely<Tables>): Promise<{ readonly open: number; readonly finished: number }> {
  const { all, finished } = await database
    .selectFrom('mailings')
    .select(({ fn }) => [fn.countAll<number>().as('all'), fn.count<number>('finished_at').as('finished')])
    .executeTakeFirstOrThrow();
  return { open: all - finished, finished };
}
