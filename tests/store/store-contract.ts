// What every store promises, as one suite: each adapter's own test file runs it with a way to make a fresh store and to
// open the same one a second time.
import { expect, test } from 'vitest';
import { total } from '../../src/core/ledger/delivery.ts';
import { frozenLetter } from '../../src/core/message/frozen-letter.ts';
import type { Attempt, NewMailing, Store } from '../../src/store/store.ts';
import { aLetter, address, aReader, AT, readers } from '../support/a-letter.ts';
import { aNewsletter } from '../support/newsletter.ts';

export interface StoreUnderTest {
  readonly store: Store;
  /** Opens the same data once more, as another process would. */
  readonly again: () => Promise<Store>;
}

const LATER = '2026-01-06T01:00:00.000Z';
const MUCH_LATER = '2026-01-06T02:00:00.000Z';

export function storeContract(make: () => Promise<StoreUnderTest>): void {
  test('the first start is remembered for ever', async () => {
    const { store, again } = await make();
    expect(await store.firstStartAt(AT)).toBe(AT);
    await using other = await again();
    expect(await other.firstStartAt(LATER)).toBe(AT);
  });

  test('an address in another case is the same subscriber, also within one batch', async () => {
    const { store } = await make();
    const batch = [aReader('A@x.example'), aReader('a@X.example'), aReader('b@x.example', 'unproven')];
    expect(await store.addSubscribers(batch, AT)).toEqual(['added', 'unchanged', 'added']);
    expect(await store.addSubscribers([aReader('B@x.example')], LATER)).toEqual(['activated']);
    expect(await store.subscriberCounts()).toEqual({ pending: 0, active: 2, unsubscribed: 0, suppressed: 0 });
  });

  test('an import revives nobody', async () => {
    const { store } = await make();
    await store.addSubscribers([aReader('left@x.example'), aReader('gone@x.example')], AT);
    await store.changeSubscriber(address('left@x.example'), 'unsubscribed', 'link', LATER);
    await store.changeSubscriber(address('gone@x.example'), 'removed', 'operator', LATER);
    const again = [aReader('LEFT@x.example'), aReader('gone@x.example')];
    expect(await store.addSubscribers(again, MUCH_LATER)).toEqual(['blocked', 'blocked']);
    expect((await store.subscriber(address('left@x.example')))?.standing).toEqual({ state: 'unsubscribed' });
    const gone = await store.subscriber(address('gone@x.example'));
    expect(gone?.standing).toEqual({ state: 'suppressed', reason: 'manual' });
  });

  test('every change of a standing leaves one line in the consent log, and nothing else does', async () => {
    const { store } = await make();
    await store.addSubscribers([aReader('a@x.example', 'unproven')], AT);
    await store.addSubscribers([aReader('a@x.example')], LATER);
    await store.addSubscribers([aReader('a@x.example')], LATER);
    const left = await store.changeSubscriber(address('a@x.example'), 'unsubscribed', 'link', MUCH_LATER);
    const consents = await store.consents(left?.id ?? 0);
    expect(consents.map((line) => `${line.at} ${line.what} ${line.source}`)).toEqual([
      `${AT} unproven form`,
      `${LATER} imported form`,
      `${MUCH_LATER} unsubscribed link`,
    ]);
  });

  test('topics, language and consent are kept, and public ids are 128 random bits', async () => {
    const { store } = await make();
    await store.addSubscribers([{ ...aReader('a@x.example'), topics: ['research'], language: 'zh-CN' }], AT);
    await store.addSubscribers([aReader('b@x.example')], AT);
    const [one, two] = await store.subscribers({ limit: 10 });
    expect(one).toMatchObject({ topics: ['research'], language: 'zh-CN', createdAt: AT });
    expect(one?.consent).toEqual({ source: 'form', at: '2025-03-01T00:00:00.000Z' });
    expect(two).toMatchObject({ topics: [] });
    expect(one?.publicId).toMatch(/^[0-9a-f]{32}$/);
    expect(one?.publicId).not.toBe(two?.publicId);
  });

  test('pages of subscribers come by id, none twice and none left out', async () => {
    const { store } = await make();
    await store.addSubscribers(readers(5), AT);
    const first = await store.subscribers({ limit: 3, state: 'active' });
    const rest = await store.subscribers({ after: first.at(-1)?.id ?? 0, limit: 3, state: 'active' });
    expect([...first, ...rest].map((one) => one.address)).toEqual(readers(5).map((one) => one.address));
    expect(await store.subscribers({ limit: 3, state: 'pending' })).toEqual([]);
  });

  test('an unknown address cannot be changed', async () => {
    const { store } = await make();
    expect(await store.changeSubscriber(address('a@x.example'), 'removed', 'operator', AT)).toBeUndefined();
  });

  test('a mailing freezes the active subscribers, and a second start changes nothing', async () => {
    const { store, again } = await make();
    await store.addSubscribers([...readers(3), aReader('p@x.example', 'unproven')], AT);
    const { mailing, isNew } = await store.startMailing(aMailing(), AT);
    await store.addSubscribers([aReader('late@x.example')], LATER);
    await using other = await again();
    const second = await other.startMailing(aMailing(), LATER);
    expect(isNew).toBe(true);
    expect(second).toEqual({ mailing, isNew: false });
    expect(mailing).toMatchObject({ total: 3, startedAt: AT, letter: aMailing().letter });
    expect(await store.counts(mailing.id)).toMatchObject({ queued: 3 });
    expect(await store.openMailings()).toEqual([mailing]);
  });

  test('a mailing to nobody is finished at once', async () => {
    const { store } = await make();
    expect((await store.startMailing(aMailing(), AT)).mailing).toMatchObject({ total: 0, finishedAt: AT });
    expect(await store.openMailings()).toEqual([]);
  });

  test('a correction goes to those who got the issue, or may have, and are active still', async () => {
    const { store } = await make();
    await store.addSubscribers(readers(4), AT);
    const { mailing } = await store.startMailing(aMailing(), AT);
    const [one, two, three] = await claim(store, mailing.id, 3);
    await store.record(one, { kind: 'accept' }, { text: '250 ok' }, LATER);
    await store.record(two, { kind: 'doubt', at: LATER }, { text: 'lost' }, LATER);
    await store.record(three, { kind: 'accept' }, { text: '250 ok' }, LATER);
    await store.changeSubscriber(three.address, 'unsubscribed', 'link', LATER);
    const audience = { recipientsOf: mailing.id };
    const { mailing: correction } = await store.startMailing({ ...aMailing(), edition: LATER, audience }, LATER);
    const queued = await store.deliveries(correction.id, 'queued', 10);
    expect(queued.map((row) => row.address)).toEqual([one.address, two.address]);
  });

  test('a claim gives each delivery once, in order, and marks it as attempting', async () => {
    const { store } = await make();
    await store.addSubscribers(readers(5), AT);
    const { mailing } = await store.startMailing(aMailing(), AT);
    const both = await Promise.all([claim(store, mailing.id, 3), claim(store, mailing.id, 3)]);
    const addresses = both.flat().map((attempt) => attempt.address);
    expect(new Set(addresses).size).toBe(5);
    expect(both.flat().every((attempt) => attempt.attempt === 1)).toBe(true);
    expect(await store.counts(mailing.id)).toMatchObject({ attempting: 5, queued: 0 });
  });

  test('who has left since the start is withheld in the claim', async () => {
    const { store } = await make();
    await store.addSubscribers(readers(4), AT);
    const { mailing } = await store.startMailing(aMailing(), AT);
    await store.changeSubscriber(address('reader1@readers.example'), 'unsubscribed', 'link', LATER);
    await store.changeSubscriber(address('reader2@readers.example'), 'complained', 'report', LATER);
    const due = { at: LATER, limit: 1, uncertain: 'resend' } as const;
    const { attempts, withheld } = await store.claim(mailing.id, due);
    expect(attempts.map((attempt) => attempt.address)).toEqual(['reader3@readers.example']);
    expect(withheld).toBe(2);
    const rows = await store.deliveries(mailing.id, 'withheld', 10);
    expect(rows.map((row) => row.reason)).toEqual(['unsubscribed', 'suppressed']);
  });

  test('a deferred delivery comes again when it is due and not before, behind those that still wait', async () => {
    const { store } = await make();
    await store.addSubscribers(readers(2), AT);
    const { mailing } = await store.startMailing(aMailing(), AT);
    const [one] = await claim(store, mailing.id, 1);
    await store.record(one, { kind: 'defer', nextAttemptAt: LATER }, { text: '450 later' }, AT);
    expect(await store.nextDueAt(mailing.id, 'resend')).toBe(LATER);
    const early = await store.claim(mailing.id, { at: AT, limit: 1, uncertain: 'resend' });
    expect(early.attempts).toMatchObject([{ address: 'reader2@readers.example', attempt: 1 }]);
    expect((await store.claim(mailing.id, { at: AT, limit: 1, uncertain: 'resend' })).attempts).toEqual([]);
    const due = await store.claim(mailing.id, { at: LATER, limit: 5, uncertain: 'resend' });
    expect(due.attempts).toMatchObject([{ address: one.address, attempt: 2 }]);
  });

  test('first attempts come before second ones', async () => {
    const { store } = await make();
    await store.addSubscribers(readers(2), AT);
    const { mailing } = await store.startMailing(aMailing(), AT);
    const [one] = await claim(store, mailing.id, 1);
    await store.record(one, { kind: 'defer', nextAttemptAt: AT }, { text: '450 later' }, AT);
    const due = await store.claim(mailing.id, { at: LATER, limit: 5, uncertain: 'resend' });
    expect(due.attempts.map((attempt) => attempt.attempt)).toEqual([1, 2]);
  });

  test('a hard refusal suppresses the subscriber together with the outcome', async () => {
    const { store } = await make();
    await store.addSubscribers(readers(1), AT);
    const { mailing } = await store.startMailing(aMailing(), AT);
    const [one] = await claim(store, mailing.id, 1);
    await store.record(one, { kind: 'reject', reason: 'refused' }, { text: '550 5.1.1 unknown', isHard: true }, LATER);
    expect((await store.subscriber(one.address))?.standing).toEqual({ state: 'suppressed', reason: 'bounce' });
    expect(await store.deliveries(mailing.id, 'rejected', 1)).toMatchObject([
      { reason: 'refused', lastReply: '550 5.1.1 unknown' },
    ]);
  });

  test('an outcome of an older attempt is refused', async () => {
    const { store } = await make();
    await store.addSubscribers(readers(1), AT);
    const { mailing } = await store.startMailing(aMailing(), AT);
    const [one] = await claim(store, mailing.id, 1);
    await store.record(one, { kind: 'defer', nextAttemptAt: LATER }, { text: '450' }, AT);
    await store.claim(mailing.id, { at: LATER, limit: 1, uncertain: 'resend' });
    await expect(store.record(one, { kind: 'accept' }, { text: '250' }, LATER)).rejects.toThrow(/older attempt/);
    expect(await store.counts(mailing.id)).toMatchObject({ attempting: 1, accepted: 0 });
  });

  test('what a dead process left attempting becomes uncertain, comes again by resend and rests by hold', async () => {
    const { store, again } = await make();
    await store.addSubscribers(readers(3), AT);
    const { mailing } = await store.startMailing(aMailing(), AT);
    await claim(store, mailing.id, 2);
    await using other = await again();
    expect(await other.recover(LATER)).toBe(2);
    expect(await other.deliveries(mailing.id, 'uncertain', 5)).toMatchObject([
      { uncertainAt: LATER },
      { uncertainAt: LATER },
    ]);
    const held = await other.claim(mailing.id, { at: LATER, limit: 5, uncertain: 'hold' });
    expect(held.attempts.map((attempt) => attempt.address)).toEqual(['reader3@readers.example']);
    const resent = await other.claim(mailing.id, { at: LATER, limit: 5, uncertain: 'resend' });
    expect(resent.attempts.map((attempt) => attempt.attempt)).toEqual([2, 2]);
    expect(total(await store.counts(mailing.id))).toBe(3);
  });

  test('a doubt without a next attempt waits for the editor', async () => {
    const { store } = await make();
    await store.addSubscribers(readers(1), AT);
    const { mailing } = await store.startMailing(aMailing(), AT);
    const [one] = await claim(store, mailing.id, 1);
    await store.record(one, { kind: 'doubt', at: AT }, { text: 'lost' }, AT);
    expect(await store.nextDueAt(mailing.id, 'resend')).toBeUndefined();
    expect((await store.claim(mailing.id, { at: MUCH_LATER, limit: 1, uncertain: 'resend' })).attempts).toEqual([]);
  });

  test('a finished mailing is open no more and keeps the first instant of it', async () => {
    const { store } = await make();
    await store.addSubscribers(readers(1), AT);
    const { mailing } = await store.startMailing(aMailing(), AT);
    await store.finishMailing(mailing.id, LATER);
    await store.finishMailing(mailing.id, MUCH_LATER);
    expect(await store.openMailings()).toEqual([]);
    expect(await store.mailings()).toMatchObject([{ finishedAt: LATER }]);
  });

  test('only one at a time has the right to send, and it can be given back', async () => {
    const { store, again } = await make();
    await using other = await again();
    const mine = await store.takeSending();
    expect(mine).toBeDefined();
    expect(await other.takeSending()).toBeUndefined();
    expect(await store.takeSending()).toBeUndefined();
    await mine?.[Symbol.asyncDispose]();
    await using theirs = await other.takeSending();
    expect(theirs).toBeDefined();
  });

  test('strings that look like SQL are only strings', async () => {
    const { store } = await make();
    const odd = { ...aReader("x'--@x.example"), source: "'; drop table subscribers; --" };
    await store.addSubscribers([odd], AT);
    expect((await store.subscriber(odd.address))?.consent?.source).toBe(odd.source);
  });
}

function aMailing(): NewMailing {
  const letter = frozenLetter(aLetter(), aNewsletter());
  return { slug: '2026-01-06', edition: '', letter, keyId: '00000000', audience: 'active' };
}

/** At least one, or the test has gone wrong before its point. */
async function claim(store: Store, mailingId: number, limit: number): Promise<readonly [Attempt, Attempt, Attempt]> {
  const { attempts } = await store.claim(mailingId, { at: AT, limit, uncertain: 'resend' });
  if (attempts.length === 0) throw new Error('there was nothing to claim');
  // Tests take by destructuring as many as they asked for.
  return attempts as unknown as readonly [Attempt, Attempt, Attempt];
}
