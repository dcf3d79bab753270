import { expect, test } from 'vitest';
import { breakerReason } from '../../../src/core/audience/confirmation-breaker.ts';

test.each([
  ['a quiet day', { lastHour: 3, usualHour: 2, mailed: 30, confirmed: 20 }, undefined],
  ['a mention somewhere', { lastHour: 59, usualHour: 1, mailed: 100, confirmed: 70 }, undefined],
  ['a large list at its usual pace', { lastHour: 150, usualHour: 100, mailed: 2000, confirmed: 1500 }, undefined],
  ['ten times as many as usual', { lastHour: 250, usualHour: 25, mailed: 100, confirmed: 70 }, 'volume'],
  ['sixty where nobody ever asked', { lastHour: 60, usualHour: 0, mailed: 0, confirmed: 0 }, 'volume'],
  ['hardly anybody confirms', { lastHour: 5, usualHour: 5, mailed: 60, confirmed: 5 }, 'unconfirmed'],
  ['a few who do not confirm', { lastHour: 5, usualHour: 5, mailed: 39, confirmed: 0 }, undefined],
] as const)('%s', (_, counts, reason) => {
  expect(breakerReason(counts)).toBe(reason);
});
