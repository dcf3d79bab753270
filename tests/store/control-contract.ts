// What every store promises of pausing, resuming and cancelling; part of store-contract.ts.
import { expect, test } from 'vitest';
import { total } from '../../src/core/ledger/delivery.ts';
import { frozenLetter } from '../../src/core/message/frozen-letter.ts';
import type { Attempt, Sender, Store } from '../../src/store/store.ts';
import { aLetter, AT, readers } from '../support/a-letter.ts';
import { aNewsletter } from '../support/newsletter.ts';
import type { StoreUnderTest } from './store-contract.ts';

const LATER = '2026-01-06T01:00:00.000Z';
const MUCH_LATER = '2026-01-06T02:00:00.000Z';
const LEASE_MS = 30_000;

export function controlContract(make: () => Promise<StoreUnderTest>): void {
  test('of a paused mailing nothing is leased, and what was leased is given back instead of begun', async () => {
    const { store, again } = await make();
    const { mailing, sender } = await started(store, 6);
    const leased = await sender.lease(mailing.id, { at: AT, limit: 3 });
    await using other = await again();
    expect(await other.pauseMailing(mailing.id, AT)).toEqual({ outcome: 'done' });
    const group = { mailingId: mailing.id, at: LATER, outcomes: [], begins: leased };
    expect((await sender.commit(group)).begun.size).toBe(0);
    expect(await sender.lease(mailing.id, { at: LATER, limit: 9 })).toEqual([]);
    expect(await store.isHeld(mailing.id)).toBe(false);
    expect(await store.mailing(mailing.slug, '')).toMatchObject({ pausedAt: AT });
    expect(await store.counts(mailing.id)).toMatchObject({ queued: 6 });
    expect(await other.resumeMailing(mailing.id, LATER)).toEqual({ outcome: 'done' });
    // The walk along the queue goes on where it was, and comes back to those that were given back.
    const ahead = await sender.lease(mailing.id, { at: LATER, limit: 9 });
    const behind = await sender.lease(mailing.id, { at: LATER, limit: 9 });
    expect(ahead.length + behind.length).toBe(6);
  });

  test('what is in flight when a mailing is paused ends as it ends', async () => {
    const { store } = await make();
    const { mailing, sender } = await started(store, 3);
    const [one, two] = await begun(sender, mailing.id, 2);
    await store.pauseMailing(mailing.id, AT);
    await sender.commit({
      mailingId: mailing.id,
      at: LATER,
      outcomes: [
        { attempt: one, event: { kind: 'accept' }, reply: '250' },
        { attempt: two, event: { kind: 'defer', nextAttemptAt: LATER }, reply: '450' },
      ],
      begins: [],
    });
    expect(await store.counts(mailing.id)).toMatchObject({ accepted: 1, deferred: 1, queued: 1 });
    expect(await sender.lease(mailing.id, { at: MUCH_LATER, limit: 9 })).toEqual([]);
  });

  test('a cancelled mailing withholds whatever waits, leased or not, and holds what is uncertain', async () => {
    const { store, again } = await make();
    const { mailing, sender } = await started(store, 6);
    const [doubtful, put] = await begun(sender, mailing.id, 2);
    const outcomes = [
      { attempt: doubtful, event: { kind: 'doubt', at: AT, nextAttemptAt: AT }, reply: 'lost' } as const,
      { attempt: put, event: { kind: 'defer', nextAttemptAt: LATER }, reply: '450 later' } as const,
    ];
    await sender.commit({ mailingId: mailing.id, at: AT, outcomes, begins: [] });
    const leased = await sender.lease(mailing.id, { at: AT, limit: 3 });
    await using other = await again();
    expect(await other.cancelMailing(mailing.id, LATER)).toEqual({ outcome: 'done', withheld: 5 });
    const late = await sender.commit({ mailingId: mailing.id, at: LATER, outcomes: [], begins: leased });
    expect(late.begun.size).toBe(0);
    expect(await store.recount(mailing.id)).toMatchObject({ withheld: 5, uncertain: 1 });
    const rows = await store.deliveries(mailing.id, 'withheld', 9);
    expect(new Set(rows.map(({ reason }) => reason))).toEqual(new Set(['cancelled']));
    expect(await store.resolveHeld(mailing.id, 'resend', MUCH_LATER)).toBe(0);
    expect(await store.resolveHeld(mailing.id, 'accept', MUCH_LATER)).toBe(1);
    expect(await store.finishMailing(mailing.id, MUCH_LATER)).toBe(true);
    expect(await store.mailing(mailing.slug, '')).toMatchObject({ cancelledAt: LATER, finishedAt: MUCH_LATER });
  });

  test('what is in flight when a mailing is cancelled ends as it ends, and waits for nothing more', async () => {
    const { store } = await make();
    const { mailing, sender } = await started(store, 5);
    const [accepted, refused, put, doubtful] = await begun(sender, mailing.id, 4);
    expect(await store.cancelMailing(mailing.id, LATER)).toEqual({ outcome: 'done', withheld: 1 });
    expect(await store.counts(mailing.id)).toMatchObject({ attempting: 4, withheld: 1 });
    const group = {
      mailingId: mailing.id,
      at: LATER,
      outcomes: [
        { attempt: accepted, event: { kind: 'accept' }, reply: '250' },
        { attempt: refused, event: { kind: 'reject', reason: 'refused' }, reply: '550' },
        { attempt: put, event: { kind: 'defer', nextAttemptAt: LATER }, reply: '450' },
        { attempt: doubtful, event: { kind: 'doubt', at: LATER, nextAttemptAt: LATER }, reply: 'lost' },
      ],
      begins: [],
    } as const;
    expect(await sender.commit(group)).toMatchObject({ stale: 0 });
    // The answer was lost with the connection, and the same group comes again.
    expect(await sender.commit(group)).toMatchObject({ stale: 0 });
    expect(await store.recount(mailing.id)).toMatchObject({ accepted: 1, rejected: 1, withheld: 2, uncertain: 1 });
    expect(await store.nextDueAt(mailing.id)).toBeUndefined();
    expect(total(await store.counts(mailing.id))).toBe(5);
  });

  test('what a dead sender had in flight of a cancelled mailing is held, whatever the policy', async () => {
    const { store } = await make();
    const { mailing, sender } = await started(store, 2);
    await begun(sender, mailing.id, 1);
    await store.cancelMailing(mailing.id, AT);
    const other = await store.openSender(LATER, LEASE_MS);
    expect(await other.takeOver(LATER, 'resend')).toBe(1);
    expect(await store.nextDueAt(mailing.id)).toBeUndefined();
    expect(await store.recount(mailing.id)).toMatchObject({ uncertain: 1, withheld: 1 });
  });

  test('a word too late changes nothing and says so', async () => {
    const { store } = await make();
    const { mailing } = await started(store, 1);
    expect(await store.resumeMailing(mailing.id, AT)).toEqual({ outcome: 'unchanged' });
    await store.pauseMailing(mailing.id, AT);
    expect(await store.pauseMailing(mailing.id, LATER)).toEqual({ outcome: 'unchanged' });
    expect(await store.mailingControl(mailing.id)).toEqual({ pausedAt: AT });
    expect(await store.cancelMailing(mailing.id, LATER)).toEqual({ outcome: 'done', withheld: 1 });
    expect(await store.openMailings()).toEqual([]);
    expect(await store.cancelMailing(mailing.id, MUCH_LATER)).toEqual({ outcome: 'unchanged', withheld: 0 });
    expect(await store.mailingControl(mailing.id)).toEqual({ cancelledAt: LATER });
    expect(await store.pauseMailing(mailing.id, MUCH_LATER)).toEqual({ outcome: 'cancelled' });
    expect(await store.resumeMailing(mailing.id, MUCH_LATER)).toEqual({ outcome: 'cancelled' });
  });

  test('a mailing that has reached everybody can neither be paused nor cancelled', async () => {
    const { store } = await make();
    const { mailing, sender } = await started(store, 1);
    const [attempt] = await begun(sender, mailing.id, 1);
    const outcomes = [{ attempt, event: { kind: 'accept' }, reply: '250' } as const];
    await sender.commit({ mailingId: mailing.id, at: AT, outcomes, begins: [] });
    await store.finishMailing(mailing.id, AT);
    expect(await store.pauseMailing(mailing.id, LATER)).toEqual({ outcome: 'finished' });
    expect(await store.cancelMailing(mailing.id, LATER)).toEqual({ outcome: 'finished', withheld: 0 });
    expect(await store.mailing(mailing.slug, '')).not.toHaveProperty('cancelledAt');
  });

  test('a cancellation that died half way is finished by whoever delivers next', async () => {
    const { store } = await make();
    const { mailing } = await started(store, 3);
    expect(await store.endCancelled(mailing.id, AT)).toBe(0);
    await store.cancelMailing(mailing.id, AT);
    expect(await store.endCancelled(mailing.id, AT)).toBe(0);
    expect(await store.recount(mailing.id)).toMatchObject({ withheld: 3 });
  });
}

async function started(store: Store, readerCount: number) {
  await store.addSubscribers(readers(readerCount), AT);
  const letter = frozenLetter(aLetter(), aNewsletter());
  const wanted = { slug: '2026-01-06', edition: '', letter, keyId: '00000000', audience: 'active' } as const;
  const { mailing } = await store.startMailing(wanted, AT);
  return { mailing, sender: await store.openSender(AT, LEASE_MS) };
}

type Four = readonly [Attempt, Attempt, Attempt, Attempt];

async function begun(sender: Sender, mailingId: number, count: number): Promise<Four> {
  const begins = await sender.lease(mailingId, { at: AT, limit: count });
  expect((await sender.commit({ mailingId, at: AT, outcomes: [], begins })).begun.size).toBe(count);
  // Tests take by destructuring as many as they asked for.
  return begins as unknown as Four;
}
