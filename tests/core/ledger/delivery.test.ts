import { AssertionError } from 'node:assert';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  DELIVERY_STATES,
  deliveryAfter,
  deliveryAfterCancel,
  NO_DELIVERIES,
  total,
  turnOf,
  type Delivery,
  type DeliveryEvent,
  type DeliveryState,
} from '../../../src/core/ledger/delivery.ts';
import { AUDIENCE_EVENTS, standingAfter, type Standing } from '../../../src/core/audience/subscriber.ts';
import { AT } from '../../support/a-letter.ts';

const EVENTS: Readonly<Record<DeliveryEvent['kind'], DeliveryEvent>> = {
  attempt: { kind: 'attempt' },
  withhold: { kind: 'withhold', reason: 'unsubscribed' },
  accept: { kind: 'accept' },
  defer: { kind: 'defer', nextAttemptAt: AT },
  reject: { kind: 'reject', reason: 'refused' },
  doubt: { kind: 'doubt', at: AT, nextAttemptAt: AT },
  settle: { kind: 'settle' },
  release: { kind: 'release', nextAttemptAt: AT },
  postpone: { kind: 'postpone', nextAttemptAt: AT },
  expire: { kind: 'expire' },
  cancel: { kind: 'cancel' },
};

// The whole table; what is not in it is impossible. docs/delivery.md shows the same.
const TABLE: Readonly<Record<DeliveryState, Partial<Readonly<Record<DeliveryEvent['kind'], DeliveryState>>>>> = {
  queued: { attempt: 'attempting', withhold: 'withheld', postpone: 'queued', expire: 'rejected', cancel: 'withheld' },
  deferred: {
    attempt: 'attempting',
    withhold: 'withheld',
    postpone: 'deferred',
    expire: 'rejected',
    cancel: 'withheld',
  },
  uncertain: {
    attempt: 'attempting',
    withhold: 'withheld',
    settle: 'accepted',
    release: 'uncertain',
    postpone: 'uncertain',
    expire: 'uncertain',
    cancel: 'uncertain',
  },
  attempting: { accept: 'accepted', defer: 'deferred', reject: 'rejected', doubt: 'uncertain' },
  accepted: {},
  rejected: {},
  withheld: {},
};

test.each(DELIVERY_STATES)('from %s the table is the whole truth', (state) => {
  for (const event of Object.values(EVENTS)) {
    const expected = TABLE[state][event.kind];
    const step = () => deliveryAfter({ state, attempts: 1 }, event);
    if (expected === undefined) expect(step, event.kind).toThrow(AssertionError);
    else expect(step().state).toBe(expected);
  }
});

test('put off, a delivery stays what it is; too old, an uncertain one waits for the editor', () => {
  expect(deliveryAfter({ state: 'queued', attempts: 0 }, EVENTS.postpone)).toEqual({
    state: 'queued',
    attempts: 0,
    nextAttemptAt: AT,
  });
  expect(deliveryAfter({ state: 'deferred', attempts: 2, nextAttemptAt: AT }, EVENTS.expire)).toEqual({
    state: 'rejected',
    attempts: 2,
    reason: 'expired',
  });
  const doubtful = { state: 'uncertain', attempts: 1, nextAttemptAt: AT, uncertainAt: AT } as const;
  expect(deliveryAfter(doubtful, EVENTS.expire)).toEqual({ state: 'uncertain', attempts: 1, uncertainAt: AT });
});

test('cancelled, whoever waits is withheld with that reason, and what would wait again ends with its outcome', () => {
  const waiting = { state: 'deferred', attempts: 2, nextAttemptAt: AT } as const;
  expect(deliveryAfter(waiting, EVENTS.cancel)).toEqual({ state: 'withheld', attempts: 2, reason: 'cancelled' });
  const inFlight = { state: 'attempting', attempts: 1 } as const;
  expect(deliveryAfterCancel(inFlight, EVENTS.accept).state).toBe('accepted');
  expect(deliveryAfterCancel(inFlight, EVENTS.defer)).toEqual({ state: 'withheld', attempts: 1, reason: 'cancelled' });
  expect(deliveryAfterCancel(inFlight, EVENTS.doubt)).toEqual({ state: 'uncertain', attempts: 1, uncertainAt: AT });
});

test('only an attempt counts as one', () => {
  expect(deliveryAfter({ state: 'queued', attempts: 0 }, EVENTS.attempt).attempts).toBe(1);
  expect(deliveryAfter({ state: 'deferred', attempts: 3 }, EVENTS.withhold).attempts).toBe(3);
});

test('that a delivery was once uncertain is remembered whatever comes of it', () => {
  const doubtful = deliveryAfter({ state: 'attempting', attempts: 1 }, EVENTS.doubt);
  const accepted = deliveryAfter(deliveryAfter(doubtful, EVENTS.attempt), EVENTS.accept);
  expect(accepted).toEqual({ state: 'accepted', attempts: 2, uncertainAt: AT });
});

// A mailing as the ledger runs it, reduced to what decides: people who come and go, turns that come, and what a server
// or a crash makes of an attempt.
const HAPPENINGS = [
  ...AUDIENCE_EVENTS,
  'turn',
  'accept',
  'defer',
  'reject',
  'doubt',
  'settle',
  'release',
  'postpone',
  'expire',
  'cancel',
] as const;
const history = fc.array(fc.record({ who: fc.nat(9), what: fc.constantFrom(...HAPPENINGS) }), {
  maxLength: 300,
  // Histories that are as long as that, and not the ten steps that are usual.
  size: 'max',
});

test('in any history the counts add up to the frozen total and nothing is attempted after it is accepted', () => {
  fc.assert(
    fc.property(history, (happenings) => {
      const accepted = new Set<number>();
      run(happenings, ({ who, event, after, all }) => {
        expect(event?.kind === 'attempt' && accepted.has(who)).toBe(false);
        if (after.state === 'accepted') accepted.add(who);
        expect(total(countsOf(all))).toBe(10);
      });
    }),
  );
});

test('in any history whoever has left is withheld at the next turn and attempted no more before they come back', () => {
  fc.assert(
    fc.property(history, (happenings) => {
      run(happenings, ({ event, before, after, standing }) => {
        if (event?.kind === 'attempt') expect(standing.state).toBe('active');
        if (event?.kind !== 'withhold') return;
        expect(['queued', 'deferred', 'uncertain']).toContain(before.state);
        expect(after).toMatchObject({ state: 'withheld', attempts: before.attempts, reason: standing.state });
      });
    }),
  );
});

test('whatever has happened, one more turn for everybody leaves nobody waiting who is not active', () => {
  const lastTurns = Array.from({ length: 10 }, (_, who) => ({ who, what: 'turn' as const }));
  fc.assert(
    fc.property(history, (happenings) => {
      const { deliveries, standings } = run([...happenings, ...lastTurns], () => {});
      for (const [who, { state }] of deliveries.entries()) {
        if (standings[who]?.state !== 'active') expect(['queued', 'deferred', 'uncertain']).not.toContain(state);
      }
    }),
  );
});

interface Happened {
  readonly who: number;
  /** Undefined when something happened to the person alone. */
  readonly event?: DeliveryEvent;
  readonly before: Delivery;
  readonly after: Delivery;
  readonly standing: Standing;
  readonly all: readonly Delivery[];
}

/** Ten people in a mailing; what a state does not know does not happen to it. */
function run(
  happenings: readonly { readonly who: number; readonly what: (typeof HAPPENINGS)[number] }[],
  look: (happened: Happened) => void,
) {
  const deliveries: Delivery[] = Array.from({ length: 10 }, () => ({ state: 'queued', attempts: 0 }));
  const standings: Standing[] = deliveries.map(() => ({ state: 'active' }));
  for (const { who, what } of happenings) {
    const [before, standing] = [deliveries[who], standings[who]];
    if (before === undefined || standing === undefined) throw new Error(`nobody is number ${who}`);
    const audienceEvent = AUDIENCE_EVENTS.find((event) => event === what);
    if (audienceEvent !== undefined) {
      standings[who] = standingAfter(standing, audienceEvent);
      look({ who, before, after: before, standing: standings[who], all: deliveries });
      continue;
    }
    // The names that are left are those of events, but for the turn.
    const event = what === 'turn' ? turnOf(standing.state) : EVENTS[what as DeliveryEvent['kind']];
    if (TABLE[before.state][event.kind] === undefined) continue;
    const after = deliveryAfter(before, event);
    deliveries[who] = after;
    look({ who, event, before, after, standing, all: deliveries });
  }
  return { deliveries, standings };
}

function countsOf(deliveries: readonly Delivery[]) {
  const counts = { ...NO_DELIVERIES };
  for (const delivery of deliveries) counts[delivery.state] += 1;
  return counts;
}
