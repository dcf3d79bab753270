import { expect, test } from 'vitest';
import { isExpired, retryAt } from '../../../src/core/ledger/retry.ts';
import { AT } from '../../support/a-letter.ts';

test('the waits grow from five minutes to four hours', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 20].map((attempts) => minutes(attempts, 0))).toEqual([5, 10, 20, 40, 80, 160, 240, 240]);
});

test('greylisting is met again 5 to 15 minutes later, and chance adds at most half to each wait after that', () => {
  expect(minutes(1, 0.999)).toBeCloseTo(15, 1);
  expect(minutes(3, 0.999)).toBeCloseTo(30, 1);
});

test('what the server asks for stands for the first wait, and is the least of the later ones', () => {
  const twoMinutesMs = 120_000;
  expect([1, 2, 4].map((attempts) => minutes(attempts, 0, twoMinutesMs))).toEqual([2, 10, 40]);
  expect([1, 2, 4].map((attempts) => minutes(attempts, 0, 3_600_000))).toEqual([60, 60, 60]);
  expect(minutes(1, 0.999, twoMinutesMs)).toBeCloseTo(3, 1);
});

test('an attempt later than the age of a mailing allows is too late', () => {
  expect(isExpired(AT, '2026-01-07T12:00:00.000Z')).toBe(false);
  expect(isExpired(AT, '2026-01-07T12:00:00.001Z')).toBe(true);
  expect(isExpired(AT, '2026-01-06T02:00:00.001Z', 2)).toBe(true);
});

function minutes(attempts: number, random: number, askedMs = 0): number {
  return (Date.parse(retryAt(attempts, new Date(AT), random, askedMs)) - Date.parse(AT)) / 60_000;
}
