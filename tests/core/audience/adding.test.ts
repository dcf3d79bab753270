import { expect, test } from 'vitest';
import { adding, type KnownStanding } from '../../../src/core/audience/adding.ts';
import { AUDIENCE_EVENTS, isBlocked, type Standing } from '../../../src/core/audience/subscriber.ts';

const ACTIVE: Standing = { state: 'active' };
const LEFT: Standing = { state: 'unsubscribed' };

test.each([
  [undefined, 'imported', 'added', 'active'],
  [undefined, 'unproven', 'added', 'pending'],
  [undefined, 'unsubscribed', 'added', 'unsubscribed'],
  [{ state: 'pending' }, 'imported', 'activated', 'active'],
  [{ state: 'pending' }, 'unproven', 'unchanged', 'pending'],
  [ACTIVE, 'unproven', 'unchanged', 'active'],
  [ACTIVE, 'unsubscribed', 'changed', 'unsubscribed'],
  [LEFT, 'imported', 'blocked', 'unsubscribed'],
  [LEFT, 'unproven', 'blocked', 'unsubscribed'],
  [LEFT, 'unsubscribed', 'unchanged', 'unsubscribed'],
  [{ state: 'suppressed', reason: 'complaint' }, 'imported', 'blocked', 'suppressed'],
  [{ state: 'suppressed', reason: 'bounce' }, 'unsubscribed', 'unchanged', 'suppressed'],
] as const)('%j and the event %s is %s', (standing, event, result, state) => {
  const before = standing && { standing };
  const added = adding(before, { event });
  expect([added.result, added.after.standing.state]).toEqual([result, state]);
});

test.each([
  ['unsubscribed', '2024-01-01T00:00:00.000Z', 'unchanged'],
  ['bounced', '2024-01-01T00:00:00.000Z', 'unchanged'],
  ['unsubscribed', '2026-01-01T00:00:00.000Z', 'changed'],
  ['complained', '2024-01-01T00:00:00.000Z', 'changed'],
  ['removed', '2024-01-01T00:00:00.000Z', 'changed'],
] as const)('a reader who agreed in 2025 and is %s as of %s is %s', (event, leftAt, result) => {
  const before: KnownStanding = { standing: ACTIVE, consentAt: '2025-01-01T00:00:00.000Z' };
  expect(adding(before, { event, leftAt }).result).toBe(result);
});

test('no row of a file brings back who has left', () => {
  const fromFiles = AUDIENCE_EVENTS.filter((event) => !['confirmed', 'returned', 'changed'].includes(event));
  const left = [
    LEFT,
    ...(['bounce', 'complaint', 'manual'] as const).map((reason) => ({ state: 'suppressed', reason }) as const),
  ];
  const after = left.flatMap((standing) =>
    fromFiles.map((event) => adding({ standing }, { event, consentAt: '2030-01-01T00:00:00.000Z' }).after.standing),
  );
  expect(after.every(isBlocked)).toBe(true);
});
