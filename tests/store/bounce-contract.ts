// What every store promises of bounces and complaints; part of store-contract.ts.
import { expect, test } from 'vitest';
import type { Reported } from '../../src/store/bounce-store.ts';
import type { Store } from '../../src/store/store.ts';
import { address, aReader, AT } from '../support/a-letter.ts';
import { day, mailed, type Outcomes } from '../support/mailed.ts';
import type { StoreUnderTest } from './store-contract.ts';

const READER = address('a@x.example');

export function bounceContract(make: () => Promise<StoreUnderTest>): void {
  async function made() {
    const { store, again } = await make();
    await store.addSubscribers([aReader('a@x.example'), aReader('b@x.example')], AT);
    const subscriber = await store.subscriber(READER);
    const publicId = subscriber?.publicId ?? '';
    return { store, again, id: subscriber?.id ?? 0, publicId };
  }

  test('a hard bounce suppresses at once, and the same report again changes nothing', async () => {
    const { store, again, publicId, id } = await made();
    const mailingId = await mailed(store, 'one', AT);
    const hard = reported(publicId, mailingId, { kind: 'hard', status: '5.1.1', diagnostic: '550 no such user' });
    expect(await store.recordReport(hard, day(1))).toEqual({ outcome: 'suppressed' });
    await using other = await again();
    expect(await other.recordReport(hard, day(2))).toEqual({ outcome: 'repeated' });
    expect(await standing(store)).toEqual({ state: 'suppressed', reason: 'bounce' });
    expect(await store.bounceCounts(mailingId)).toEqual({ hard: 1, soft: 0, ours: 0, complaint: 0 });
    const past = { at: day(1), slug: 'one', kind: 'hard', status: '5.1.1', diagnostic: '550 no such user' };
    expect(await store.bouncesOf(id)).toMatchObject([past]);
    const reason = { kind: 'hard', reason: 'is full', count: 1, example: '550 no such user' };
    expect(await store.bounceReasons(mailingId)).toEqual([reason]);
    expect((await store.consents(id)).at(-1)).toMatchObject({ what: 'bounced', source: `mail, mailing ${mailingId}` });
    expect((await store.subscriber(address('b@x.example')))?.standing.state).toBe('active');
  });

  test('a bounce of a letter from before the reader confirmed anew suppresses nobody', async () => {
    const { store, publicId } = await made();
    const old = await mailed(store, 'one', AT);
    const hard = reported(publicId, old, { kind: 'hard' });
    expect(await store.recordReport(hard, day(1))).toEqual({ outcome: 'suppressed' });
    await store.changeSubscriber(READER, 'confirmed', 'form', day(2));
    expect(await standing(store)).toEqual({ state: 'active' });
    expect(await store.recordReport({ ...hard, reportId: 'late' }, day(3))).toEqual({ outcome: 'counted' });
    expect(await standing(store)).toEqual({ state: 'active' });
    const newer = await mailed(store, 'two', day(4));
    const again = reported(publicId, newer, { kind: 'hard' });
    expect(await store.recordReport(again, day(5))).toEqual({ outcome: 'suppressed' });
  });

  test('a confirmation begins the count of soft bounces anew', async () => {
    const { store, publicId } = await made();
    for (const days of [0, 4, 8, 15]) {
      await store.recordReport(reported(publicId, await mailed(store, `issue-${days}`, day(days))), day(days));
    }
    const fifth = await mailed(store, 'issue-16', day(16));
    expect(await store.recordReport(reported(publicId, fifth), day(16))).toMatchObject({ outcome: 'suppressed' });
    await store.changeSubscriber(READER, 'confirmed', 'form', day(17));
    const next = await mailed(store, 'issue-18', day(18));
    const soft = await store.recordReport(reported(publicId, next), day(18));
    expect(soft).toEqual({ outcome: 'counted', softCount: 1 });
  });

  test('two processes with the same report count it once', async () => {
    const { store, again, publicId } = await made();
    const mailingId = await mailed(store, 'one', AT);
    await using other = await again();
    const both = [store, other].map((one) => one.recordReport(reported(publicId, mailingId), day(1)));
    const outcomes = (await Promise.all(both)).map(({ outcome }) => outcome);
    expect(outcomes.toSorted()).toEqual(['counted', 'repeated']);
    expect(await store.bounceCounts(mailingId)).toMatchObject({ soft: 1 });
  });

  test('a report about nobody, or about a message that no server was given, is unknown', async () => {
    const { store, publicId } = await made();
    const waiting = await mailed(store, 'one', AT, () => undefined);
    const hard = reported(publicId, waiting, { kind: 'hard' });
    expect(await store.recordReport(hard, AT)).toEqual({ outcome: 'unknown' });
    expect(await store.recordReport({ ...hard, mailingId: 99 }, AT)).toEqual({ outcome: 'unknown' });
    expect(await store.recordReport({ ...hard, publicId: 'f'.repeat(32) }, AT)).toEqual({ outcome: 'unknown' });
    expect(await standing(store)).toEqual({ state: 'active' });
  });

  test('a complaint suppresses for good: no confirmation of the person lifts it', async () => {
    const { store, publicId } = await made();
    const mailingId = await mailed(store, 'one', AT);
    const complaint = reported(publicId, mailingId, { kind: 'complaint', reason: 'abuse' });
    expect(await store.recordReport(complaint, AT)).toEqual({ outcome: 'suppressed' });
    await store.changeSubscriber(READER, 'confirmed', 'form', day(1));
    expect(await standing(store)).toEqual({ state: 'suppressed', reason: 'complaint' });
    expect(await store.bounceCounts(mailingId)).toMatchObject({ complaint: 1 });
  });

  test('what is our fault is kept, and suppresses nobody however often it comes', async () => {
    const { store, publicId } = await made();
    for (const days of [0, 7, 14, 21, 28, 35]) {
      const mailingId = await mailed(store, `issue-${days}`, day(days));
      const ours = reported(publicId, mailingId, { kind: 'ours' });
      expect(await store.recordReport(ours, day(days))).toEqual({ outcome: 'counted' });
    }
    expect(await standing(store)).toEqual({ state: 'active' });
  });

  test('an unsubscription by mail needs no mailing, and happens once', async () => {
    const { store, publicId } = await made();
    const wish = { publicId, kind: 'unsubscribe', reason: 'wish', reportId: 'r', source: 'mail' } as const;
    expect(await store.recordReport(wish, AT)).toEqual({ outcome: 'unsubscribed' });
    expect(await store.recordReport(wish, AT)).toEqual({ outcome: 'repeated' });
    expect(await standing(store)).toEqual({ state: 'unsubscribed' });
  });

  test('soft bounces suppress after five mailings over fourteen days', async () => {
    const { store, publicId } = await made();
    const counts: unknown[] = [];
    for (const days of [0, 4, 8, 12, 13, 14]) {
      const mailingId = await mailed(store, `issue-${days}`, day(days));
      counts.push(await store.recordReport(reported(publicId, mailingId), day(days)));
      // A second report about the same mailing is another report, and not another mailing.
      const second = reported(publicId, mailingId, { reportId: `again ${days}` });
      if (days < 14) expect(await store.recordReport(second, day(days))).toMatchObject({ outcome: 'counted' });
    }
    expect(counts).toEqual([
      ...[1, 2, 3, 4, 5].map((softCount) => ({ outcome: 'counted', softCount })),
      { outcome: 'suppressed', softCount: 6 },
    ]);
    expect(await standing(store)).toEqual({ state: 'suppressed', reason: 'bounce' });
  });

  test('a mailing that arrives begins the count anew', async () => {
    const { store, publicId } = await made();
    const results: unknown[] = [];
    for (const days of [0, 5, 10, 15, 20, 25, 30]) {
      const mailingId = await mailed(store, `issue-${days}`, day(days));
      if (days !== 15) results.push(await store.recordReport(reported(publicId, mailingId), day(days)));
    }
    expect(results).toEqual([1, 2, 3, 1, 2, 3].map((softCount) => ({ outcome: 'counted', softCount })));
  });

  test('refusals while mailing count with the bounces, and our own faults beside them do not', async () => {
    const { store, publicId, id } = await made();
    const full = refusedWith('552 5.2.2 mailbox full');
    await mailed(store, 'm0', day(0), full);
    await store.recordReport(reported(publicId, await mailed(store, 'm4', day(4))), day(4));
    await mailed(store, 'm8', day(8), refusedWith('450 4.2.2 mailbox full', 'expired'));
    await mailed(store, 'm9', day(9), refusedWith('550 5.7.1 blocked using a list'));
    await mailed(store, 'm10', day(10), refusedWith('connect ECONNREFUSED', 'expired'));
    await mailed(store, 'm11', day(11), refusedWith('550 Mail frequency limited', 'expired'));
    const fourth = await mailed(store, 'm12', day(12), full);
    expect(await store.suppressRepeatedlyRefused(fourth, day(12))).toBe(0);
    const fifth = await mailed(store, 'm15', day(15), full);
    expect(await store.suppressRepeatedlyRefused(fifth, day(15))).toBe(1);
    expect(await store.suppressRepeatedlyRefused(fifth, day(15))).toBe(0);
    expect(await standing(store)).toEqual({ state: 'suppressed', reason: 'bounce' });
    expect((await store.bouncesOf(id))[0]).toMatchObject({ slug: 'm15', kind: 'refused', reason: expect.any(String) });
    expect((await store.subscriber(address('b@x.example')))?.standing.state).toBe('active');
  });

  test('recent mailings and the latest one of a reader are found', async () => {
    const { store, publicId } = await made();
    await mailed(store, 'old', day(-40));
    const newer = await mailed(store, 'newer', day(0));
    await mailed(store, 'waiting', day(1), () => undefined);
    expect((await store.mailingsSince(day(-1))).map(({ slug }) => slug)).toEqual(['waiting', 'newer']);
    expect(await store.latestMailingOf(publicId, day(-1))).toBe(newer);
    expect(await store.latestMailingOf(publicId, day(2))).toBeUndefined();
    expect(await store.addressOf(publicId)).toBe(READER);
    expect(await store.addressOf('0'.repeat(32))).toBeUndefined();
  });

  test('who is erased takes every report along, and no later one finds them', async () => {
    const { store, publicId, id } = await made();
    const mailingId = await mailed(store, 'one', AT);
    const hard = reported(publicId, mailingId, { kind: 'hard', diagnostic: '550 a@x.example is unknown' });
    await store.recordReport(hard, day(1));
    await store.erase(READER, day(2));
    expect(await store.bouncesOf(id)).toEqual([]);
    expect(await store.bounceCounts(mailingId)).toMatchObject({ hard: 0 });
    expect(await store.addressOf(publicId)).toBeUndefined();
    expect(await store.recordReport({ ...hard, reportId: 'later' }, day(3))).toEqual({ outcome: 'unknown' });
  });

  test('how far a source was read is kept', async () => {
    const { store, again } = await make();
    expect(await store.readingPlace('imap')).toBeUndefined();
    await store.setReadingPlace('imap', '1:2');
    await store.setReadingPlace('imap', '1:3');
    await using other = await again();
    expect(await other.readingPlace('imap')).toBe('1:3');
    expect(await other.readingPlace('another')).toBeUndefined();
  });
}

function reported(publicId: string, mailingId: number, changes: Partial<Reported> = {}): Reported {
  const reportId = `report on ${mailingId}`;
  return { publicId, mailingId, kind: 'soft', reason: 'is full', reportId, source: 'mail', ...changes };
}

async function standing(store: Store) {
  return (await store.subscriber(READER))?.standing;
}

const refusedWith =
  (reply: string, reason: 'refused' | 'expired' = 'refused'): Outcomes =>
  (to) =>
    to === READER ? { event: { kind: 'reject', reason }, reply } : { event: { kind: 'accept' }, reply: '250 ok' };
