// What every store promises, as one suite: each adapter's own test file runs it with a way to make a fresh store and to
// open the same one a second time.
import { expect, test } from 'vitest';
import { total, type DeliveryEvent } from '../../src/core/ledger/delivery.ts';
import type { Mailing } from '../../src/core/ledger/mailing.ts';
import { frozenLetter } from '../../src/core/message/frozen-letter.ts';
import type { Attempt, NewMailing, Sender, Store } from '../../src/store/store.ts';
import { aLetter, address, aReader, AT, readers } from '../support/a-letter.ts';
import { aNewsletter } from '../support/newsletter.ts';
import { bounceContract } from './bounce-contract.ts';
import { controlContract } from './control-contract.ts';
import { proofContract } from './proof-contract.ts';
import { figureContract } from './figure-contract.ts';
import { slicesContract } from './slices-contract.ts';
import { webContract } from './web-contract.ts';

export interface StoreUnderTest {
  readonly store: Store;
  /** Opens the same data once more, as another process would. */
  readonly again: () => Promise<Store>;
}

const LATER = '2026-01-06T01:00:00.000Z';
const MUCH_LATER = '2026-01-06T02:00:00.000Z';

export function storeContract(make: () => Promise<StoreUnderTest>): void {
  slicesContract(make);
  webContract(make);
  bounceContract(make);
  controlContract(make);
  figureContract(make);
  proofContract(make);

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

  test('what another system recorded is kept, and who left there did so then', async () => {
    const { store } = await make();
    const leftAt = '2023-05-06T07:08:09.000Z';
    const asked = { at: '2022-01-01T00:00:00.000Z', ip: '192.0.2.7' };
    const proof = { asked, evidence: { ip: '192.0.2.8' }, details: '{"system":"elsewhere"}' };
    await store.addSubscribers([aReader('reads@x.example')], AT);
    const gone = { ...aReader('gone@x.example', 'unsubscribed'), leftAt, ...proof };
    const reads = { ...aReader('reads@x.example', 'unsubscribed'), leftAt: MUCH_LATER };
    expect(await store.addSubscribers([gone, reads], LATER)).toEqual(['added', 'changed']);
    const one = await store.subscriber(address('gone@x.example'));
    expect(one).toMatchObject({ standing: { state: 'unsubscribed' }, createdAt: LATER, updatedAt: leftAt });
    expect(await store.consents(one?.id ?? 0)).toMatchObject([{ at: LATER, what: 'unsubscribed', ...proof }]);
    expect(await store.subscriber(address('reads@x.example'))).toMatchObject({ updatedAt: LATER });
    expect(await store.addSubscribers([gone, aReader('gone@x.example')], MUCH_LATER)).toEqual(['unchanged', 'blocked']);
  });

  test('standings are told for those who were ever seen, without changing anything', async () => {
    const { store } = await make();
    await store.addSubscribers([aReader('A@x.example'), aReader('p@x.example', 'unproven')], AT);
    const asked = ['a@X.example', 'p@x.example', 'nobody@x.example'].map(address);
    expect(Object.fromEntries(await store.standings(asked))).toMatchObject({
      'a@x.example': { standing: { state: 'active' }, consentAt: '2025-03-01T00:00:00.000Z' },
      'p@x.example': { standing: { state: 'pending' } },
    });
    expect((await store.standings(asked)).has('nobody@x.example')).toBe(false);
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
    const { mailing, sender, attempts } = await begun(store, 4, 3);
    const [one, two, three] = attempts;
    const settled = [
      { attempt: one, event: { kind: 'accept' }, reply: '250 ok' },
      { attempt: two, event: { kind: 'doubt', at: LATER }, reply: 'lost' },
      { attempt: three, event: { kind: 'accept' }, reply: '250 ok' },
    ] as const;
    await sender.commit({ mailingId: mailing.id, at: LATER, outcomes: settled, begins: [] });
    await store.changeSubscriber(three.address, 'unsubscribed', 'link', LATER);
    const audience = { recipientsOf: mailing.id };
    const { mailing: correction } = await store.startMailing({ ...aMailing(), edition: LATER, audience }, LATER);
    const queued = await store.deliveries(correction.id, 'queued', 10);
    expect(queued.map((row) => row.address)).toEqual([one.address, two.address]);
    await addsUp(store, correction);
  });

  test('two who start the same mailing at once start it once', async () => {
    const { store, again } = await make();
    await using other = await again();
    await store.addSubscribers(readers(50), AT);
    const both = await Promise.all([store.startMailing(aMailing(), AT), other.startMailing(aMailing(), LATER)]);
    expect(both.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(both[0].mailing).toEqual(both[1].mailing);
    await addsUp(store, both[0].mailing);
  });

  test('a lease gives each delivery to one sender, in order, and leaves it waiting', async () => {
    const { store, again } = await make();
    await using other = await again();
    await store.addSubscribers(readers(9), AT);
    const { mailing } = await store.startMailing(aMailing(), AT);
    const senders = [await aSender(store), await aSender(other), await aSender(store)];
    const leased = await Promise.all(senders.map((sender) => sender.lease(mailing.id, { at: AT, limit: 3 })));
    expect(leased.map((some) => some.length)).toEqual([3, 3, 3]);
    expect(new Set(leased.flat().map((attempt) => attempt.address)).size).toBe(9);
    expect(leased.flat().every((attempt) => attempt.attempt === 1)).toBe(true);
    expect(await store.counts(mailing.id)).toMatchObject({ queued: 9, attempting: 0 });
    expect(await senders[0]?.lease(mailing.id, { at: AT, limit: 3 })).toEqual([]);
  });

  test('a begun attempt is in flight, and doing the same group again changes nothing', async () => {
    const { store } = await make();
    const { mailing, sender, attempts } = await begun(store, 3, 2);
    const [one, two] = attempts;
    const group = {
      mailingId: mailing.id,
      at: LATER,
      outcomes: [{ attempt: one, event: { kind: 'accept' }, reply: '250 ok' }],
      begins: [two],
    } as const;
    const again = await sender.commit(group);
    expect(again).toEqual({ begun: new Set([two]), withheld: new Set(), stale: 0 });
    expect(await sender.commit(group)).toEqual(again);
    expect(await store.counts(mailing.id)).toMatchObject({ queued: 1, attempting: 1, accepted: 1 });
    await addsUp(store, mailing);
  });

  test('who has left since the lease is withheld when the turn comes', async () => {
    const { store } = await make();
    await store.addSubscribers(readers(3), AT);
    const { mailing } = await store.startMailing(aMailing(), AT);
    const sender = await aSender(store);
    const begins = await sender.lease(mailing.id, { at: AT, limit: 3 });
    await store.changeSubscriber(address('reader1@readers.example'), 'unsubscribed', 'link', LATER);
    await store.changeSubscriber(address('reader2@readers.example'), 'complained', 'report', LATER);
    const { begun: now, withheld } = await sender.commit({ mailingId: mailing.id, at: LATER, outcomes: [], begins });
    expect([...now].map((attempt) => attempt.address)).toEqual(['reader3@readers.example']);
    expect(withheld.size).toBe(2);
    const rows = await store.deliveries(mailing.id, 'withheld', 10);
    expect(rows.map((row) => row.reason)).toEqual(['unsubscribed', 'suppressed']);
    await addsUp(store, mailing);
  });

  test('a deferred delivery comes again when it is due and not before, behind those that still wait', async () => {
    const { store } = await make();
    const { mailing, sender, attempts } = await begun(store, 3, 1);
    await settle(sender, attempts[0], { kind: 'defer', nextAttemptAt: LATER });
    expect(await store.nextDueAt(mailing.id)).toBe(LATER);
    expect(await sender.lease(mailing.id, { at: AT, limit: 1 })).toMatchObject([
      { address: 'reader2@readers.example' },
    ]);
    // First attempts come before second ones.
    expect(await sender.lease(mailing.id, { at: LATER, limit: 5 })).toMatchObject([
      { address: 'reader3@readers.example', attempt: 1 },
      { address: 'reader1@readers.example', attempt: 2 },
    ]);
  });

  test('a hard refusal suppresses the subscriber together with the outcome', async () => {
    const { store } = await make();
    const { mailing, sender, attempts } = await begun(store, 1, 1);
    const [attempt] = attempts;
    const refused = { attempt, event: { kind: 'reject', reason: 'refused' }, reply: '550 5.1.1 unknown' } as const;
    const outcomes = [{ ...refused, isHard: true }];
    await sender.commit({ mailingId: mailing.id, at: LATER, outcomes, begins: [] });
    expect((await store.subscriber(attempt.address))?.standing).toEqual({ state: 'suppressed', reason: 'bounce' });
    expect(await store.deliveries(mailing.id, 'rejected', 1)).toMatchObject([
      { reason: 'refused', lastReply: '550 5.1.1 unknown' },
    ]);
    await addsUp(store, mailing);
  });

  test('an outcome of an older attempt, or by another sender, changes nothing', async () => {
    const { store } = await make();
    const { mailing, sender, attempts } = await begun(store, 1, 1);
    const [first] = attempts;
    await settle(sender, first, { kind: 'defer', nextAttemptAt: LATER });
    const [second] = await sender.lease(mailing.id, { at: LATER, limit: 1 });
    await begin(sender, second);
    const late = { attempt: first, event: { kind: 'accept' }, reply: '250' } as const;
    const group = { mailingId: mailing.id, at: LATER, outcomes: [late], begins: [] };
    expect(await sender.commit(group)).toMatchObject({ stale: 1 });
    const other = await aSender(store);
    expect(await other.commit({ ...group, outcomes: [{ ...late, attempt: { ...first, attempt: 2 } }] })).toMatchObject({
      stale: 1,
    });
    expect(await store.counts(mailing.id)).toMatchObject({ attempting: 1, accepted: 0 });
  });

  test('while its lease runs nobody takes over from a sender, and renewing prolongs it', async () => {
    const { store } = await make();
    const { mailing, sender } = await begun(store, 3, 1);
    const other = await aSender(store);
    expect(await other.takeOver(AT, 'resend')).toBe(0);
    await sender.renew(LATER);
    expect(await other.takeOver(LATER, 'resend')).toBe(0);
    expect(await store.counts(mailing.id)).toMatchObject({ attempting: 1, uncertain: 0 });
  });

  test('of a sender that is gone what was in flight becomes uncertain and what was leased waits again', async () => {
    const { store, again } = await make();
    const { mailing, sender, attempts } = await begun(store, 4, 2);
    await sender.lease(mailing.id, { at: AT, limit: 1 });
    await using elsewhere = await again();
    const other = await aSender(elsewhere);
    expect(await other.takeOver(LATER, 'resend')).toBe(2);
    expect(await other.takeOver(LATER, 'resend')).toBe(0);
    expect(await store.counts(mailing.id)).toMatchObject({ uncertain: 2, queued: 2, attempting: 0 });
    expect(await store.deliveries(mailing.id, 'uncertain', 5)).toMatchObject([
      { uncertainAt: LATER, server: 'mail.example:587' },
      { uncertainAt: LATER, server: 'mail.example:587' },
    ]);
    const due = await other.lease(mailing.id, { at: LATER, limit: 9 });
    expect(due.map((attempt) => attempt.attempt)).toEqual([2, 2, 1, 1]);
    await addsUp(store, mailing);

    // The one that was thought dead comes back, and has no right to anything any more.
    await expect(sender.renew(LATER)).rejects.toMatchObject({ code: 'SENDER_SUPERSEDED' });
    await expect(sender.lease(mailing.id, { at: LATER, limit: 1 })).rejects.toMatchObject({
      code: 'SENDER_SUPERSEDED',
    });
    await expect(settle(sender, attempts[0], { kind: 'accept' })).rejects.toMatchObject({ code: 'SENDER_SUPERSEDED' });
  });

  test('held doubts wait for the editor, who sends them again or takes them for accepted', async () => {
    const { store } = await make();
    const { mailing } = await begun(store, 2, 2);
    const other = await aSender(store);
    expect(await other.takeOver(LATER, 'hold')).toBe(2);
    expect(await store.nextDueAt(mailing.id)).toBeUndefined();
    expect(await other.lease(mailing.id, { at: MUCH_LATER, limit: 1 })).toEqual([]);
    expect(await store.finishMailing(mailing.id, LATER)).toBe(false);
    expect(await store.resolveHeld(mailing.id, 'resend', LATER)).toBe(2);
    const [one, two] = await other.lease(mailing.id, { at: LATER, limit: 2 });
    await begin(other, one, two);
    await settle(other, one, { kind: 'doubt', at: LATER });
    await settle(other, two, { kind: 'accept' });
    expect(await store.resolveHeld(mailing.id, 'accept', MUCH_LATER)).toBe(1);
    expect(await store.counts(mailing.id)).toMatchObject({ accepted: 2, uncertain: 0 });
    await addsUp(store, mailing);
  });

  test('a sender that leaves gives back what it leased, and what it has in flight can be taken over at once', async () => {
    const { store } = await make();
    const { mailing, sender } = await begun(store, 3, 1);
    await sender.lease(mailing.id, { at: AT, limit: 1 });
    await sender[Symbol.asyncDispose]();
    const other = await aSender(store);
    expect(await other.takeOver(AT, 'resend')).toBe(1);
    expect(await other.lease(mailing.id, { at: AT, limit: 9 })).toHaveLength(3);
  });

  test('many senders at once share a mailing with nobody sent to by two', { timeout: 60_000 }, async () => {
    const { store, again } = await make();
    await store.addSubscribers(readers(300), AT);
    const { mailing } = await store.startMailing(aMailing(), AT);
    const taken: string[] = [];
    const work = async () => {
      await using own = await again();
      const sender = await aSender(own);
      for (;;) {
        const begins = await sender.lease(mailing.id, { at: AT, limit: 7 });
        if (begins.length === 0) return;
        const { begun: mine } = await sender.commit({ mailingId: mailing.id, at: AT, outcomes: [], begins });
        taken.push(...[...mine].map((attempt) => attempt.address));
        const outcomes = begins.map((attempt) => ({ attempt, event: { kind: 'accept' } as const, reply: '250' }));
        await sender.commit({ mailingId: mailing.id, at: AT, outcomes, begins: [] });
        expect(total(await own.counts(mailing.id))).toBe(300);
      }
    };
    await Promise.all([work(), work(), work(), work()]);
    expect(taken).toHaveLength(300);
    expect(new Set(taken).size).toBe(300);
    expect(await store.finishMailing(mailing.id, AT)).toBe(true);
    await addsUp(store, mailing);
  });

  test('a store is remembered by what it was told of its home', async () => {
    const { store, again } = await make();
    expect(await store.home()).toBeUndefined();
    await store.setHome('one');
    await store.setHome('two');
    await using other = await again();
    expect(await other.home()).toBe('two');
  });

  test('a finished mailing is open no more and keeps the first instant of it', async () => {
    const { store } = await make();
    await store.addSubscribers(readers(1), AT);
    const { mailing } = await store.startMailing(aMailing(), AT);
    const sender = await aSender(store);
    const attempts = await sender.lease(mailing.id, { at: AT, limit: 1 });
    await begin(sender, ...attempts);
    await settle(sender, attempts[0], { kind: 'accept' });
    expect(await store.finishMailing(mailing.id, LATER)).toBe(true);
    expect(await store.finishMailing(mailing.id, MUCH_LATER)).toBe(true);
    expect(await store.openMailings()).toEqual([]);
    expect(await store.mailings()).toMatchObject([{ finishedAt: LATER }]);
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

const LEASE_MS = 30_000;

function aSender(store: Store): Promise<Sender> {
  return store.openSender(AT, LEASE_MS, 'mail.example:587');
}

/** A mailing to that many readers, and a sender that has begun the first `count` of them. */
async function begun(store: Store, readerCount: number, count: number) {
  await store.addSubscribers(readers(readerCount), AT);
  const { mailing } = await store.startMailing(aMailing(), AT);
  const sender = await aSender(store);
  const attempts = await sender.lease(mailing.id, { at: AT, limit: count });
  expect(attempts).toHaveLength(count);
  await begin(sender, ...attempts);
  // Tests take by destructuring as many as they asked for.
  return { mailing, sender, attempts: attempts as unknown as readonly [Attempt, Attempt, Attempt] };
}

async function begin(sender: Sender, ...attempts: readonly (Attempt | undefined)[]): Promise<void> {
  const begins = attempts.filter((attempt) => attempt !== undefined);
  const mailingId = begins[0]?.mailingId ?? 0;
  const { begun: now } = await sender.commit({ mailingId, at: AT, outcomes: [], begins });
  expect(now.size).toBe(begins.length);
}

async function settle(sender: Sender, attempt: Attempt | undefined, event: DeliveryEvent): Promise<void> {
  if (attempt === undefined) throw new Error('there was nothing to settle');
  const outcomes = [{ attempt, event, reply: 'as it was' }];
  const { stale } = await sender.commit({ mailingId: attempt.mailingId, at: LATER, outcomes, begins: [] });
  expect(stale).toBe(0);
}

async function addsUp(store: Store, mailing: Mailing): Promise<void> {
  const counts = await store.counts(mailing.id);
  expect(total(counts)).toBe(mailing.total);
  expect(counts).toEqual(await store.recount(mailing.id));
}
