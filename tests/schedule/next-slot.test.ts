import { expect, test } from 'vitest';
import { nextSlot } from '../../src/schedule/next-slot.ts';
import { scheduleProblem, timeZoneProblem } from '../../src/schedule/schedule-problem.ts';

const slot = (cron: string, time_zone: string, instant: string): string | undefined =>
  nextSlot({ cron, time_zone }, new Date(instant))?.toISOString();

test.each([
  [
    'an instant on the slot is the slot',
    '0 8 * * *',
    'Asia/Shanghai',
    '2026-01-06T00:00:00Z',
    '2026-01-06T00:00:00.000Z',
  ],
  [
    'a second later it is the next day',
    '0 8 * * *',
    'Asia/Shanghai',
    '2026-01-06T00:00:01Z',
    '2026-01-07T00:00:00.000Z',
  ],
  ['a weekday waits for it', '30 9 * * 1', 'UTC', '2026-01-06T00:00:00Z', '2026-01-12T09:30:00.000Z'],
  ['a month is found from its end', '0 0 1 * *', 'UTC', '2026-01-31T23:59:59Z', '2026-02-01T00:00:00.000Z'],
  [
    'an offset of three quarters of an hour counts',
    '0 8 * * *',
    'Asia/Kathmandu',
    '2026-01-06T00:00:00Z',
    '2026-01-06T02:15:00.000Z',
  ],
  [
    'a skipped time strikes after the gap',
    '30 2 * * *',
    'America/New_York',
    '2027-03-14T05:00:00Z',
    '2027-03-14T07:00:00.000Z',
  ],
  [
    'a skipped midnight strikes at one',
    '0 0 * * *',
    'Africa/Cairo',
    '2026-04-23T20:00:00Z',
    '2026-04-23T22:00:00.000Z',
  ],
  [
    'after the gap the next day is next',
    '30 2 * * *',
    'America/New_York',
    '2027-03-14T07:00:01Z',
    '2027-03-15T06:30:00.000Z',
  ],
  [
    'a repeated time strikes the first time',
    '30 1 * * *',
    'America/New_York',
    '2026-11-01T04:00:00Z',
    '2026-11-01T05:30:00.000Z',
  ],
  ['and not the second time', '30 1 * * *', 'America/New_York', '2026-11-01T05:30:01Z', '2026-11-02T06:30:00.000Z'],
  [
    'nor when asked within the repeated hour',
    '30 1 * * *',
    'America/New_York',
    '2026-11-01T06:10:00Z',
    '2026-11-02T06:30:00.000Z',
  ],
  [
    'the hour after the repeated one strikes',
    '0 2 * * *',
    'America/New_York',
    '2026-11-01T05:30:00Z',
    '2026-11-01T07:00:00.000Z',
  ],
  [
    'half an hour is skipped on Lord Howe',
    '15 2 * * *',
    'Australia/Lord_Howe',
    '2026-10-03T14:00:00Z',
    '2026-10-03T15:30:00.000Z',
  ],
])('%s', (_, cron, zone, instant, expected) => {
  expect(slot(cron, zone, instant)).toBe(expected);
});

test('a schedule that does not strike within a year has no slot', () => {
  expect(slot('0 0 29 2 *', 'UTC', '2026-03-01T00:00:00Z')).toBeUndefined();
});

test('every slot of two years in New York is once a day', () => {
  let at = new Date('2026-01-01T12:00:00Z');
  const days: string[] = [];
  while (days.length < 730) {
    const next = nextSlot({ cron: '30 2 * * *', time_zone: 'America/New_York' }, at);
    if (!next) break;
    days.push(new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/New_York' }).format(next));
    at = new Date(next.getTime() + 1000);
  }
  expect([new Set(days).size, days.length, days[0], days.at(-1)]).toEqual([730, 730, '2026-01-02', '2028-01-01']);
});

test.each([
  ['0 8 * * *', undefined],
  ['0 8 * * 1-5', undefined],
  ['0 8 1,15 * *', undefined],
  ['0 8 1 * 1', /not both/],
  ['0 8 * *', /five fields/],
  ['0 0 8 * * *', /five fields/],
  ['61 8 * * *', /minute/],
  ['often', /five fields/],
])('the expression %s is judged', (cron, problem) => {
  const found = scheduleProblem(cron);
  if (problem) expect(found).toMatch(problem);
  else expect(found).toBeUndefined();
});

test('a time zone is known or a problem', () => {
  expect([timeZoneProblem('Asia/Shanghai'), timeZoneProblem('UTC')]).toEqual([undefined, undefined]);
  expect(timeZoneProblem('Asia/Peking')).toMatch(/time zone database/);
});
