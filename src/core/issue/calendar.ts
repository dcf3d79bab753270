// The editor's calendar: what was mailed, what is due and until when it would still be mailed, dated drafts, slots of
// digests, day by day on the newsletter's own clocks. Pure: files, store and schedule have been asked before.
import type { DueIssue } from './due.ts';
import { dayOf, startOfDay } from './zoned-time.ts';

export interface CalendarQuestion {
  /** A day of the month that is shown. */
  readonly month: string;
  readonly nowMs: number;
  readonly timeZone: string;
  readonly tooLateHours: number;
  /** Published issues that were never mailed: due now or later. */
  readonly scheduled: readonly DueIssue[];
  /** Those that are mailed only when named. */
  readonly tooLate: readonly DueIssue[];
  /** Drafts, at the instant at which they would be due if they were published. */
  readonly drafts: readonly DueIssue[];
  readonly mailed: readonly MailedIssue[];
  readonly digestSlots: readonly { readonly frequency: 'daily' | 'weekly'; readonly atMs: number }[];
}

export interface MailedIssue {
  readonly id: number;
  readonly slug: string;
  readonly atMs: number;
  /** Those of corrections and digests take nobody's slot. */
  readonly kind: 'issue' | 'correction' | 'digest';
  readonly standing: 'running' | 'paused' | 'cancelled' | 'finished';
}

export type CalendarEntry =
  | ({ readonly what: 'mailed' } & MailedIssue & Clash)
  | ({ readonly what: 'scheduled'; readonly slug: string; readonly atMs: number; readonly untilMs: number } & Clash)
  | ({ readonly what: 'draft'; readonly slug: string; readonly atMs: number } & Clash)
  | { readonly what: 'tooLate'; readonly slug: string; readonly atMs: number; readonly untilMs: number }
  | { readonly what: 'digest'; readonly frequency: 'daily' | 'weekly'; readonly atMs: number };

interface Clash {
  /** slot: another issue has the same instant. day: another has the same day. */
  readonly clash?: 'slot' | 'day';
}

export interface CalendarDay {
  /** `2026-01-06` in the time zone. */
  readonly day: string;
  readonly isToday: boolean;
  /** It belongs to the month before or after. */
  readonly isOutside: boolean;
  /** 23 or 25 where clocks change on it. */
  readonly hours: number;
  /** In the order of the day. */
  readonly entries: readonly CalendarEntry[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

/** The weeks, from Monday on, that hold the month. */
export function calendarWeeks(question: CalendarQuestion): readonly (readonly CalendarDay[])[] {
  const { month, nowMs, timeZone } = question;
  const today = dayOf(nowMs, timeZone);
  const byDay = Map.groupBy(withClashes(entriesOf(question), timeZone), ({ atMs }) => dayOf(atMs, timeZone));
  const days = monthDays(month).map((day): CalendarDay => {
    const hours = (startOfDay(nextDay(day), timeZone) - startOfDay(day, timeZone)) / HOUR_MS;
    const entries = (byDay.get(day) ?? []).toSorted((one, other) => one.atMs - other.atMs);
    return { day, isToday: day === today, isOutside: day.slice(0, 7) !== month.slice(0, 7), hours, entries };
  });
  return Array.from({ length: days.length / WEEK_DAYS }, (_, week) =>
    days.slice(week * WEEK_DAYS, (week + 1) * WEEK_DAYS),
  );
}

/** First and last day of those weeks: what the calendar of this month has to know. */
export function calendarSpan(month: string): readonly [first: string, last: string] {
  const days = monthDays(month);
  return [days[0] ?? month, days.at(-1) ?? month];
}

/** `2026-01` some months later or earlier, as `2026-02`. */
export function shiftedMonth(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, '2026-01'.length);
}

function monthDays(month: string): readonly string[] {
  const first = Date.parse(`${month.slice(0, 7)}-01T00:00:00Z`);
  const start = first - mondayIndex(first) * DAY_MS;
  const last = Date.parse(`${shiftedMonth(month, 1)}-01T00:00:00Z`) - DAY_MS;
  const end = last + (WEEK_DAYS - 1 - mondayIndex(last)) * DAY_MS;
  const count = (end - start) / DAY_MS + 1;
  return Array.from({ length: count }, (_, index) => isoDay(start + index * DAY_MS));
}

/** 0 for Monday. */
function mondayIndex(utcMs: number): number {
  return (new Date(utcMs).getUTCDay() + WEEK_DAYS - 1) % WEEK_DAYS;
}

function nextDay(day: string): string {
  return isoDay(Date.parse(`${day}T00:00:00Z`) + DAY_MS);
}

function isoDay(utcMs: number): string {
  return new Date(utcMs).toISOString().slice(0, '2026-01-06'.length);
}

function entriesOf(question: CalendarQuestion): readonly CalendarEntry[] {
  const until = (atMs: number): number => atMs + question.tooLateHours * HOUR_MS;
  return [
    ...question.mailed.map((one): CalendarEntry => ({ what: 'mailed', ...one })),
    ...question.scheduled.map(({ slug, dueAtMs }): CalendarEntry => ({
      what: 'scheduled',
      slug,
      atMs: dueAtMs,
      untilMs: until(dueAtMs),
    })),
    ...question.drafts.map(({ slug, dueAtMs }): CalendarEntry => ({ what: 'draft', slug, atMs: dueAtMs })),
    ...question.tooLate.map(({ slug, dueAtMs }): CalendarEntry => ({
      what: 'tooLate',
      slug,
      atMs: dueAtMs,
      untilMs: until(dueAtMs),
    })),
    ...question.digestSlots.map(({ frequency, atMs }): CalendarEntry => ({ what: 'digest', frequency, atMs })),
  ];
}

/** Two issues that readers would get together; what was mailed long ago beside another is history and no clash. */
function withClashes(entries: readonly CalendarEntry[], timeZone: string): readonly CalendarEntry[] {
  const issues = entries.filter(takesSlot);
  return entries.map((entry) => {
    if (!takesSlot(entry)) return entry;
    const others = issues.filter((one) => one !== entry && !(one.what === 'mailed' && entry.what === 'mailed'));
    if (others.some(({ atMs }) => atMs === entry.atMs)) return { ...entry, clash: 'slot' };
    const day = dayOf(entry.atMs, timeZone);
    return others.some(({ atMs }) => dayOf(atMs, timeZone) === day) ? { ...entry, clash: 'day' } : entry;
  });
}

function takesSlot(entry: CalendarEntry): boolean {
  return entry.what === 'scheduled' || entry.what === 'draft' || (entry.what === 'mailed' && entry.kind === 'issue');
}
