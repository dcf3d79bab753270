// What every store promises of the editor's figures; part of store-contract.ts.
import { expect, test } from 'vitest';
import { frozenLetter } from '../../src/core/message/frozen-letter.ts';
import type { Store } from '../../src/store/store.ts';
import { aLetter, address, aReader, AT, readers } from '../support/a-letter.ts';
import { aNewsletter } from '../support/newsletter.ts';
import type { StoreUnderTest } from './store-contract.ts';

const LATER = '2026-01-06T01:00:00.000Z';
const NEXT_DAY = '2026-01-07T01:00:00.000Z';

export function figureContract(make: () => Promise<StoreUnderTest>): void {
  test('the days say who joined and who left, each line once, however many fold', async () => {
    const { store, again } = await make();
    await store.addSubscribers([...readers(3), aReader('p@x.example', 'unproven')], AT);
    expect(await store.foldAudience(2)).toBe(2);
    await store.changeSubscriber(address('p@x.example'), 'confirmed', 'link', LATER);
    await store.changeSubscriber(address('reader1@readers.example'), 'unsubscribed', 'link', NEXT_DAY);
    await store.changeSubscriber(address('reader2@readers.example'), 'complained', 'mail', NEXT_DAY);
    await using other = await again();
    await Promise.all([foldAll(store), foldAll(other)]);
    expect(await store.audienceDays()).toEqual([
      { day: '2026-01-06', source: 'form', joined: 3, left: 0 },
      { day: '2026-01-06', source: 'link', joined: 1, left: 0 },
      { day: '2026-01-07', source: 'link', joined: 0, left: 1 },
      { day: '2026-01-07', source: 'mail', joined: 0, left: 1 },
    ]);
    await store.changeSubscriber(address('reader1@readers.example'), 'confirmed', 'link', NEXT_DAY);
    expect(await foldAll(store)).toBe(1);
    expect((await store.audienceDays())[2]).toEqual({ day: '2026-01-07', source: 'link', joined: 1, left: 1 });
  });

  test('active readers are counted by what they chose and by where they came from', async () => {
    const { store } = await make();
    await store.addSubscribers([{ ...aReader('t@x.example'), topics: ['tools'] }, ...readers(2)], AT);
    await store.changeSubscriber(address('reader1@readers.example'), 'unsubscribed', 'link', AT);
    const topics = await store.activeByTopics();
    expect(topics.toSorted((one, other) => String(one.topics).localeCompare(String(other.topics), 'en'))).toEqual([
      { topics: '["tools"]', count: 1 },
      { topics: null, count: 1 },
    ]);
    expect(await store.activeBySource()).toEqual([{ source: 'form', count: 2 }]);
  });

  test('a mailing is counted by minute, domain and reason', async () => {
    const { store } = await make();
    await store.addSubscribers([...readers(3), aReader('a@X.example')], AT);
    const letter = frozenLetter(aLetter(), aNewsletter());
    const wanted = { slug: 'a', edition: '', letter, keyId: '0', audience: 'active' } as const;
    const { mailing } = await store.startMailing(wanted, AT);
    const mark = await store.sendingMark();
    const sender = await store.openSender(AT, 30_000);
    expect(await store.livingSenders(AT)).toBe(1);
    expect(await store.livingSenders(LATER)).toBe(0);
    const begins = await sender.lease(mailing.id, { at: AT, limit: 3 });
    await sender.commit({ mailingId: mailing.id, at: AT, outcomes: [], begins });
    const events = [{ kind: 'accept' }, { kind: 'accept' }, { kind: 'defer', nextAttemptAt: LATER }] as const;
    const outcomes = begins.map((attempt, index) => ({ attempt, event: events[index] ?? events[0], reply: '250' }));
    await sender.commit({ mailingId: mailing.id, at: LATER, outcomes, begins: [] });
    expect(await store.sendingMark()).not.toBe(mark);
    expect(await store.acceptedByMinute(mailing.id)).toEqual([{ minute: '2026-01-06T01:00', count: 2 }]);
    expect(await store.deferred(mailing.id, 5)).toMatchObject([{ lastReply: '250', nextAttemptAt: LATER }]);
    const domains = await store.countsByDomain(mailing.id);
    expect(domains).toContainEqual({ domain: 'x.example', state: 'queued', count: 1 });
    expect(domains.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    await store.changeSubscriber(begins[0]?.address ?? address('a@x.example'), 'unsubscribed', 'link', LATER);
    expect(await store.unsubscribedSince(mailing.id, NEXT_DAY)).toBe(1);
    await store.cancelMailing(mailing.id, LATER);
    expect(await store.withheldReasons(mailing.id)).toEqual({ cancelled: 2 });
    const [head] = await store.mailingHeads(5);
    expect(head).toEqual(await store.mailingHead(mailing.id));
    expect(head).toMatchObject({ slug: 'a', total: 4, cancelledAt: LATER, counts: { accepted: 2, withheld: 2 } });
    expect(head).not.toHaveProperty('letter');
  });
}

async function foldAll(store: Store): Promise<number> {
  let total = 0;
  for (;;) {
    const lines = await store.foldAudience(2);
    if (lines === 0) return total;
    total += lines;
  }
}
