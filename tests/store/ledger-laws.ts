// The laws of the ledger on a real store, by random search: two senders, readers who come and go, outcomes of every
// kind, leases that run out. After each step the counts add up to the frozen total, kept and counted alike; who was
// accepted is never begun again; who is not active in the moment of the turn is not begun at all, and neither is
// anybody while the mailing is paused or once it is cancelled, when nobody waits any more.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { AUDIENCE_EVENTS } from '../../src/core/audience/subscriber.ts';
import { total, type DeliveryEvent } from '../../src/core/ledger/delivery.ts';
import type { Mailing } from '../../src/core/ledger/mailing.ts';
import { frozenLetter } from '../../src/core/message/frozen-letter.ts';
import { AppError } from '../../src/errors.ts';
import type { Attempt, Sender, Store } from '../../src/store/store.ts';
import { aLetter, AT, readers } from '../support/a-letter.ts';
import { aNewsletter } from '../support/newsletter.ts';

const READERS = 6;
const SENDERS = 2;
const LEASE_MS = 1000;
const STEPS = [
  'lease',
  'begin',
  'settle',
  'postpone',
  'silence',
  'release',
  'person',
  'pause',
  'resume',
  'cancel',
] as const;

const history = fc.array(
  fc.record({
    what: fc.constantFrom(...STEPS),
    by: fc.nat(SENDERS - 1),
    who: fc.nat(READERS - 1),
    person: fc.constantFrom(...AUDIENCE_EVENTS),
    outcome: fc.constantFrom('accept', 'defer', 'reject', 'doubt', 'hold'),
  }),
  // As long as that, and not the ten steps that are usual.
  { maxLength: 60, size: 'max' },
);

type Step = typeof history extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

/** `histories`: how many are tried; each of them has a mailing of its own in one store. */
export function ledgerLaws(make: () => Promise<{ readonly store: Store }>, histories: number): void {
  test('in any history of senders and people the laws of the ledger hold', { timeout: 60_000 }, async () => {
    const { store } = await make();
    await store.addSubscribers(readers(READERS), AT);
    let number = 0;
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        await activate(store);
        const letter = frozenLetter(aLetter(), aNewsletter());
        const wanted = { slug: `issue-${(number += 1)}`, edition: '', letter, keyId: '0', audience: 'active' } as const;
        const { mailing } = await store.startMailing(wanted, AT);
        const ledger = new Ledger(store, mailing);
        for (const step of steps) {
          await ledger.take(step);
          await ledger.addsUp();
        }
      }),
      { numRuns: histories },
    );
  });
}

/** Whoever an earlier history has suppressed for good stays out; there is always somebody new. */
async function activate(store: Store): Promise<void> {
  const all = await store.subscribers({ limit: 10_000 });
  for (const { address } of all) await store.changeSubscriber(address, 'confirmed', 'link', AT);
  const { active } = await store.subscriberCounts();
  const more = readers(all.length + READERS - Math.min(active, READERS)).slice(all.length);
  if (more.length > 0) await store.addSubscribers(more, AT);
}

interface Hand {
  readonly sender: Sender;
  readonly leased: Attempt[];
  readonly begun: Attempt[];
}

class Ledger {
  readonly #store: Store;
  readonly #mailing: Mailing;
  readonly #accepted = new Set<string>();
  readonly #hands = new Map<number, Hand>();
  #nowMs = Date.parse(AT);

  constructor(store: Store, mailing: Mailing) {
    this.#store = store;
    this.#mailing = mailing;
  }

  get #at(): string {
    return new Date(this.#nowMs).toISOString();
  }

  /** One step; a sender that was taken for dead begins anew, as in life. */
  async take(step: Step): Promise<void> {
    this.#nowMs += 100;
    try {
      await this.#do(step);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'SENDER_SUPERSEDED') throw error;
      this.#hands.delete(step.by);
    }
  }

  async addsUp(): Promise<void> {
    const counts = await this.#store.counts(this.#mailing.id);
    expect(total(counts)).toBe(this.#mailing.total);
    expect(counts).toEqual(await this.#store.recount(this.#mailing.id));
    expect(counts.accepted).toBeGreaterThanOrEqual(this.#accepted.size);
    const { cancelledAt } = await this.#store.mailingControl(this.#mailing.id);
    if (cancelledAt === undefined) return;
    expect(counts).toMatchObject({ queued: 0, deferred: 0 });
    expect(await this.#store.nextDueAt(this.#mailing.id)).toBeUndefined();
  }

  async #do({ what, by, who, person, outcome }: Step): Promise<void> {
    const at = this.#at;
    if (what === 'person') return this.#change(who, person);
    if (what === 'pause') return void (await this.#store.pauseMailing(this.#mailing.id, at));
    if (what === 'resume') return void (await this.#store.resumeMailing(this.#mailing.id, at));
    // Seldom, because nothing happens behind it.
    if (what === 'cancel') return void (who === 0 && (await this.#store.cancelMailing(this.#mailing.id, at)));
    if (what === 'release') return void (await this.#store.resolveHeld(this.#mailing.id, 'resend', at));
    const hand = this.#hands.get(by) ?? { sender: await this.#store.openSender(at, LEASE_MS), leased: [], begun: [] };
    this.#hands.set(by, hand);
    if (what === 'silence') {
      this.#nowMs += 2 * LEASE_MS;
      await hand.sender.renew(this.#at);
      await hand.sender.takeOver(this.#at, 'resend');
      return;
    }
    const group = { mailingId: this.#mailing.id, at, outcomes: [], begins: [] };
    if (what === 'lease') hand.leased.push(...(await hand.sender.lease(this.#mailing.id, { at, limit: 2 })));
    if (what === 'begin') await this.#begin(hand);
    const attempt = what === 'postpone' ? hand.leased.shift() : what === 'settle' ? hand.begun.shift() : undefined;
    if (attempt === undefined) return;
    if (what === 'postpone') await hand.sender.commit({ ...group, postponed: [{ attempt, at }] });
    else await hand.sender.commit({ ...group, outcomes: [{ attempt, event: this.#eventOf(outcome), reply: 'so' }] });
    if (what === 'settle' && outcome === 'accept') this.#accepted.add(attempt.address);
  }

  async #begin(hand: Hand): Promise<void> {
    const begins = hand.leased.splice(0);
    const at = this.#at;
    const { begun } = await hand.sender.commit({ mailingId: this.#mailing.id, at, outcomes: [], begins });
    hand.begun.push(...begun);
    if (begun.size > 0) expect(await this.#store.mailingControl(this.#mailing.id)).toEqual({});
    for (const { address } of begun) {
      expect(this.#accepted).not.toContain(address);
      expect((await this.#store.subscriber(address))?.standing.state).toBe('active');
    }
  }

  async #change(who: number, event: Step['person']): Promise<void> {
    const everybody = await this.#store.subscribers({ limit: 10_000 });
    const one = everybody.at(-1 - who);
    if (one !== undefined) await this.#store.changeSubscriber(one.address, event, 'test', this.#at);
  }

  #eventOf(outcome: Step['outcome']): DeliveryEvent {
    const at = this.#at;
    if (outcome === 'accept') return { kind: 'accept' };
    if (outcome === 'defer') return { kind: 'defer', nextAttemptAt: at };
    if (outcome === 'reject') return { kind: 'reject', reason: 'refused' };
    return outcome === 'doubt' ? { kind: 'doubt', at, nextAttemptAt: at } : { kind: 'doubt', at };
  }
}
