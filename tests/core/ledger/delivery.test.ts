import { AssertionError } from 'node:assert';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  DELIVERY_STATES,
  deliveryAfter,
  NO_DELIVERIES,
  total,
  type Delivery,
  type DeliveryEvent,
  type DeliveryState,
} from '../../../src/core/ledger/delivery.ts';
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
};

// The whole table; what is not in it is impossible. docs/delivery.md shows the same.
const TABLE: Readonly<Record<DeliveryState, Partial<Readonly<Record<DeliveryEvent['kind'], DeliveryState>>>>> = {
  queued: { attempt: 'attempting', withhold: 'withheld', postpone: 'queued', expire: 'rejected' },
  deferred: { attempt: 'attempting', withhold: 'withheld', postpone: 'deferred', expire: 'rejected' },
  uncertain: {
    attempt: 'attempting',
    withhold: 'withheld',
    settle: 'accepted',
    release: 'uncertain',
    postpone: 'uncertain',
    expire: 'uncertain',
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

test('only an attempt counts as one', () => {
  expect(deliveryAfter({ state: 'queued', attempts: 0 }, EVENTS.attempt).attempts).toBe(1);
  expect(deliveryAfter({ state: 'deferred', attempts: 3 }, EVENTS.withhold).attempts).toBe(3);
});

test('that a delivery was once uncertain is remembered whatever comes of it', () => {
  const doubtful = deliveryAfter({ state: 'attempting', attempts: 1 }, EVENTS.doubt);
  const accepted = deliveryAfter(deliveryAfter(doubtful, EVENTS.attempt), EVENTS.accept);
  expect(accepted).toEqual({ state: 'accepted', attempts: 2, uncertainAt: AT });
});

test('in any history the counts add up to the frozen total and nothing is attempted after it is accepted', () => {
  const step = fc.record({ who: fc.nat(9), what: fc.constantFrom(...Object.values(EVENTS)) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (history) => {
      const deliveries: Delivery[] = Array.from({ length: 10 }, () => ({ state: 'queued', attempts: 0 }));
      const accepted = new Set<number>();
      for (const { who, what } of history) {
        const before = deliveries[who] ?? { state: 'queued', attempts: 0 };
        if (TABLE[before.state][what.kind] === undefined) continue;
        expect(what.kind === 'attempt' && accepted.has(who)).toBe(false);
        deliveries[who] = deliveryAfter(before, what);
        if (deliveries[who].state === 'accepted') accepted.add(who);
        expect(total(countsOf(deliveries))).toBe(10);
      }
    }),
  );
});

function countsOf(deliveries: readonly Delivery[]) {
  const counts = { ...NO_DELIVERIES };
  for (const delivery of deliveries) counts[delivery.state] += 1;
  return counts;
}
