import { expect, test } from 'vitest';
import { formStamp, stampVerdict } from '../../../src/core/audience/form-stamp.ts';
import { signingKey, type KeyRing } from '../../../src/core/audience/signed-link.ts';

const OLD = signingKey('the old key of this test, long enough');
const KEY = signingKey('the key of this test, long enough');
const RING: KeyRing = [KEY, OLD];
const SHOWN = new Date('2026-01-06T00:00:00.000Z');

function verdictAfter(seconds: number, stamp = formStamp('subscribe', SHOWN, KEY)): string {
  return stampVerdict('subscribe', stamp, { now: new Date(SHOWN.getTime() + seconds * 1000), ring: RING });
}

test.each([
  [-60, 'forged'],
  [0, 'hasty'],
  [1.9, 'hasty'],
  [2, 'good'],
  [3600, 'good'],
  [24 * 3600, 'good'],
  [24 * 3600 + 1, 'stale'],
])('a form that was shown %i seconds ago is %s', (seconds, verdict) => {
  expect(verdictAfter(seconds)).toBe(verdict);
});

test('a stamp of an old key in the ring is good, one of a foreign key is forged', () => {
  expect(verdictAfter(60, formStamp('subscribe', SHOWN, OLD))).toBe('good');
  expect(verdictAfter(60, formStamp('subscribe', SHOWN, signingKey('a foreign key, long enough too')))).toBe('forged');
});

test('a stamp for one thing is no stamp for another', () => {
  expect(verdictAfter(60, formStamp('undo 00112233', SHOWN, KEY))).toBe('forged');
});

test('a stamp with any one character changed is forged', () => {
  const stamp = formStamp('subscribe', SHOWN, KEY);
  for (const [index, character] of stamp.split('').entries()) {
    const other = stamp.slice(0, index) + (character === '1' ? '2' : '1') + stamp.slice(index + 1);
    // The last character of base64url holds two bits that say nothing.
    if (index < stamp.length - 1) expect(verdictAfter(60, other)).toBe('forged');
  }
  for (const text of ['', 'x', '.'.repeat(100), 'é'.repeat(40)]) expect(verdictAfter(60, text)).toBe('forged');
});
