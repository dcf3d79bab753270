import { expect, test } from 'vitest';
import { dayOf, instantOf, isTimeZone, rfc3339, startOfDay } from '../../../src/core/issue/zoned-time.ts';

function wall(written: string): Parameters<typeof instantOf>[0] {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = written.split(/\D/).map(Number);
  return { year, month, day, hour, minute, second };
}

test.each([
  ['Asia/Shanghai', '2026-01-06T08:00:00', '2026-01-06T08:00:00+08:00'],
  ['UTC', '2026-01-06T08:00:00', '2026-01-06T08:00:00+00:00'],
  ['Asia/Kathmandu', '2026-01-06T08:00:00', '2026-01-06T08:00:00+05:45'],
  ['America/New_York', '2026-03-08T01:59:59', '2026-03-08T01:59:59-05:00'],
  ['Pacific/Kiritimati', '2026-01-06T00:00:00', '2026-01-06T00:00:00+14:00'],
  ['Pacific/Pago_Pago', '2026-01-06T23:59:59', '2026-01-06T23:59:59-11:00'],
])('%s: %s is itself', (timeZone, written, expected) => {
  expect(rfc3339(instantOf(wall(written), timeZone), timeZone)).toBe(expected);
});

test.each([
  ['America/New_York', '2026-03-08T02:30:00', '2026-03-08T03:30:00-04:00'],
  ['Europe/Berlin', '2026-03-29T02:00:00', '2026-03-29T03:00:00+02:00'],
  ['Australia/Lord_Howe', '2026-10-04T02:10:00', '2026-10-04T02:40:00+11:00'],
])('%s: %s is skipped by the clocks and means as much later', (timeZone, written, expected) => {
  expect(rfc3339(instantOf(wall(written), timeZone), timeZone)).toBe(expected);
});

test.each([
  ['America/New_York', '2026-11-01T01:30:00', '2026-11-01T01:30:00-04:00'],
  ['Europe/Berlin', '2026-10-25T02:30:00', '2026-10-25T02:30:00+02:00'],
])('%s: %s is shown twice and means the first time', (timeZone, written, expected) => {
  expect(rfc3339(instantOf(wall(written), timeZone), timeZone)).toBe(expected);
});

test('a day whose midnight is skipped starts at its first instant', () => {
  const start = startOfDay('2018-11-04', 'America/Sao_Paulo');
  expect(rfc3339(start, 'America/Sao_Paulo')).toBe('2018-11-04T01:00:00-02:00');
  expect(dayOf(start, 'America/Sao_Paulo')).toBe('2018-11-04');
  expect(dayOf(start - 1, 'America/Sao_Paulo')).toBe('2018-11-03');
});

test('a day that a zone left out starts with the next one', () => {
  const start = startOfDay('2011-12-30', 'Pacific/Apia');
  expect(rfc3339(start, 'Pacific/Apia')).toBe('2011-12-31T00:00:00+14:00');
});

test('a name that is no zone is told', () => {
  expect([isTimeZone('Asia/Shanghai'), isTimeZone('UTC'), isTimeZone('Asia/Nowhere')]).toEqual([true, true, false]);
});
