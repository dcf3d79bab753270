import { expect, test } from 'vitest';
import {
  calendarSpan,
  calendarWeeks,
  shiftedMonth,
  type CalendarDay,
  type CalendarQuestion,
} from '../../../src/core/issue/calendar.ts';

const HOUR_MS = 3_600_000;
const at = (instant: string): number => Date.parse(instant);

function ask(changes: Partial<CalendarQuestion>): readonly CalendarDay[] {
  const question: CalendarQuestion = {
    month: '2026-01',
    nowMs: at('2026-01-06T00:00:00Z'),
    timeZone: 'Asia/Shanghai',
    tooLateHours: 12,
    scheduled: [],
    tooLate: [],
    drafts: [],
    mailed: [],
    digestSlots: [],
    ...changes,
  };
  return calendarWeeks(question).flat();
}

const dayIn = (days: readonly CalendarDay[], day: string) => days.find((one) => one.day === day);

test.each([
  ['2026-01', '2025-12-29', '2026-02-01', 35],
  ['2026-02', '2026-01-26', '2026-03-01', 35],
  ['2027-02', '2027-02-01', '2027-02-28', 28],
  ['2026-08', '2026-07-27', '2026-09-06', 42],
])('%s is shown in whole weeks from Monday on', (month, first, last, count) => {
  const days = ask({ month });
  expect([days[0]?.day, days.at(-1)?.day, days.length]).toEqual([first, last, count]);
  expect(calendarSpan(month)).toEqual([first, last]);
  expect(days.filter(({ isOutside }) => !isOutside).every(({ day }) => day.startsWith(month))).toBe(true);
});

test('months go on over the turn of the year', () => {
  expect([shiftedMonth('2026-12', 1), shiftedMonth('2026-01', -1)]).toEqual(['2027-01', '2025-12']);
});

test('a day is that of the time zone, and so is today', () => {
  const scheduled = [{ slug: 'late', dueAtMs: at('2026-01-06T23:30:00Z') }];
  const days = ask({ scheduled, nowMs: at('2026-01-06T17:00:00Z') });
  expect(days.find(({ isToday }) => isToday)?.day).toBe('2026-01-07');
  expect(dayIn(days, '2026-01-07')?.entries).toMatchObject([{ what: 'scheduled', slug: 'late' }]);
});

test('what is due says until when it would still be mailed', () => {
  const dueAtMs = at('2026-01-08T00:00:00Z');
  const [entry] = dayIn(ask({ scheduled: [{ slug: 'a', dueAtMs }] }), '2026-01-08')?.entries ?? [];
  expect(entry).toEqual({ what: 'scheduled', slug: 'a', atMs: dueAtMs, untilMs: dueAtMs + 12 * HOUR_MS });
});

test('two issues at one time, or on one day, are marked, drafts too; digests and corrections clash with nothing', () => {
  const issue = (slug: string, hour: string) => ({ slug, dueAtMs: at(`2026-01-08T${hour}:00:00Z`) });
  const days = ask({
    scheduled: [issue('a', '00'), issue('b', '00'), { slug: 'c', dueAtMs: at('2026-01-09T00:00:00Z') }],
    drafts: [issue('d', '04')],
    digestSlots: [{ frequency: 'daily', atMs: at('2026-01-09T00:00:00Z') }],
    mailed: [
      { id: 1, slug: 'c', atMs: at('2026-01-09T00:00:00Z'), kind: 'correction', standing: 'finished' },
      { id: 2, slug: 'x', atMs: at('2026-01-02T00:00:00Z'), kind: 'issue', standing: 'finished' },
      { id: 3, slug: 'y', atMs: at('2026-01-02T00:00:00Z'), kind: 'issue', standing: 'finished' },
    ],
  });
  const clashes = days.flatMap(({ entries }) =>
    entries.flatMap((entry) => ('clash' in entry ? [`${entry.slug} ${entry.clash}`] : [])),
  );
  expect(clashes).toEqual(['a slot', 'b slot', 'd day']);
});

test.each([
  ['Europe/Berlin', '2026-03', '2026-03-29', 23],
  ['Europe/Berlin', '2026-10', '2026-10-25', 25],
  ['Asia/Shanghai', '2026-03', '2026-03-29', 24],
])('in %s the day %s %s has its hours: %i', (timeZone, month, day, hours) => {
  const days = ask({ timeZone, month });
  expect(dayIn(days, day)?.hours).toBe(hours);
  expect(days.filter((one) => one.hours !== 24)).toHaveLength(hours === 24 ? 0 : 1);
  expect(days.map((one) => one.day)).toEqual(days.map((one) => one.day).toSorted());
});
