// What every store promises to the web server; part of the one suite for both databases.
import { expect, test } from 'vitest';
import { MAX_FEED_READERS } from '../../src/store/web-store.ts';
import type { StoreUnderTest } from './store-contract.ts';

const AT = '2026-01-06T00:00:00.000Z';
const LATER = '2026-01-06T01:00:00.000Z';
const MUCH_LATER = '2026-01-06T02:00:00.000Z';
const HUB = 'https://hub.example/';
const TOPIC = { hub: HUB, topic: 'https://news.example/feed.atom', hash: 'one' };

export function webContract(make: () => Promise<StoreUnderTest>): void {
  test('a content is as old as its first sight, over rebuilds and for every process', async () => {
    const { store, again } = await make();
    const contents = [
      { path: 'a', hash: 'one' },
      { path: 'b', hash: 'one' },
    ];
    expect(Object.fromEntries(await store.firstSeen(contents, AT))).toEqual({ a: AT, b: AT });
    await using other = await again();
    const changed = [contents[0], { path: 'b', hash: 'two' }, { path: 'c', hash: 'one' }].filter(
      (one) => one !== undefined,
    );
    expect(Object.fromEntries(await other.firstSeen(changed, LATER))).toEqual({ a: AT, b: LATER, c: LATER });
    expect(Object.fromEntries(await store.firstSeen(contents, MUCH_LATER))).toEqual({ a: AT, b: MUCH_LATER });
  });

  test('a thousand contents are taken at once', async () => {
    const { store } = await make();
    const contents = Array.from({ length: 1234 }, (_, i) => ({ path: `p${i}`, hash: 'one' }));
    expect((await store.firstSeen(contents, AT)).size).toBe(1234);
    expect(new Set((await store.firstSeen(contents, LATER)).values())).toEqual(new Set([AT]));
  });

  test('a hub is to be told of a changed feed once, by one process', async () => {
    const { store, again } = await make();
    await using other = await again();
    await store.noteTopics([TOPIC], AT);
    await other.noteTopics([TOPIC], LATER);
    const due = { at: LATER, until: MUCH_LATER, limit: 10 };
    const claimed = (await Promise.all([store.claimPings(due), other.claimPings(due)])).flat();
    expect(claimed).toEqual([{ ...TOPIC, attempt: 1 }]);
    await store.settlePing({ ...TOPIC, attempt: 1 }, { reply: '204' });
    await store.noteTopics([TOPIC], MUCH_LATER);
    expect(await store.claimPings({ ...due, at: MUCH_LATER })).toEqual([]);
    expect(await store.hubPings()).toEqual([{ ...TOPIC, attempts: 1, reply: '204' }]);
  });

  test('a ping that its process never settled is due again, and one that failed when it is time', async () => {
    const { store } = await make();
    await store.noteTopics([TOPIC], AT);
    await store.claimPings({ at: AT, until: LATER, limit: 10 });
    const again = await store.claimPings({ at: LATER, until: MUCH_LATER, limit: 10 });
    expect(again).toEqual([{ ...TOPIC, attempt: 2 }]);
    await store.settlePing({ ...TOPIC, attempt: 2 }, { reply: '500', nextAt: MUCH_LATER });
    expect(await store.claimPings({ at: LATER, until: MUCH_LATER, limit: 10 })).toEqual([]);
    expect(await store.hubPings()).toMatchObject([{ attempts: 2, nextAt: MUCH_LATER, reply: '500' }]);
  });

  test('a feed that changes while its hub is told of it is told of anew', async () => {
    const { store } = await make();
    await store.noteTopics([TOPIC], AT);
    const [ping] = await store.claimPings({ at: AT, until: LATER, limit: 10 });
    await store.noteTopics([{ ...TOPIC, hash: 'two' }], AT);
    if (ping) await store.settlePing(ping, { reply: '204' });
    expect(await store.claimPings({ at: AT, until: LATER, limit: 10 })).toEqual([
      { ...TOPIC, hash: 'two', attempt: 1 },
    ]);
  });

  test('the newest count of each feed service counts, as long as it is new', async () => {
    const { store } = await make();
    const count = { client: 'Feedly', feed: 'feed.atom', subscribers: 42, seenAt: LATER };
    await store.countFeedReaders([count, { ...count, subscribers: 40, seenAt: AT }], AT);
    await store.countFeedReaders([{ ...count, client: 'Older', seenAt: AT }], AT);
    expect(await store.feedReaders(LATER)).toEqual([count]);
    expect(await store.feedReaders(AT)).toHaveLength(2);
    await store.countFeedReaders([], LATER);
    expect(await store.feedReaders(AT)).toEqual([count]);
  });

  test('clients that name themselves cannot fill the store', async () => {
    const { store } = await make();
    const many = Array.from({ length: MAX_FEED_READERS + 5 }, (_, i) => `c${i}`);
    const counts = many.map((client) => ({ client, feed: 'feed.atom', subscribers: 1, seenAt: AT }));
    await store.countFeedReaders(counts, AT);
    expect(await store.feedReaders(AT)).toHaveLength(MAX_FEED_READERS);
  });

  test('totals are those of all mailings', async () => {
    const { store } = await make();
    expect(await store.mailingTotals()).toEqual({ open: 0, finished: 0 });
    expect(await store.deliveryTotals()).toMatchObject({ queued: 0, accepted: 0 });
  });
}
