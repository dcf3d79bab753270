// The section Calendar: a month on the newsletter's own clocks, week by week; what was mailed, what is due and until
// when, drafts, digests, and two issues that would come together.
import { Hono } from 'hono';
import { calendarWeeks, shiftedMonth, type CalendarDay, type CalendarEntry } from '../core/issue/calendar.ts';
import { dayOf } from '../core/issue/zoned-time.ts';
import { readerDate } from '../core/render/page/reader-date.ts';
import { deskPage } from './desk-page.ts';
import { deskText } from './desk-texts.ts';
import { deskClock, deskTime } from './desk-time.ts';
import type { DeskContext, DeskEnv, DeskTools } from './desk-tools.ts';
import type { DeskCalendar } from './sending-tools.ts';

/** Between them every clock of today can say what month it is. */
const MONTH = /^(19|20)\d\d-(0[1-9]|1[0-2])$/;

export function calendarRoutes(tools: DeskTools): Hono<DeskEnv> {
  const app = new Hono<DeskEnv>();
  app.get('/calendar', async (c) => {
    const asked = c.req.query('month') ?? '';
    const { time_zone: timeZone } = tools.newsletter().schedule;
    const month = MONTH.test(asked) ? asked : dayOf(tools.now().getTime(), timeZone).slice(0, '2026-01'.length);
    return calendarPage(c, tools, month, await tools.sending.calendar(month));
  });
  return app;
}

function calendarPage(c: DeskContext, tools: DeskTools, month: string, calendar: DeskCalendar): Response {
  const weeks = calendarWeeks(calendar.question);
  const language = c.get('language');
  const dayOfWeek = (day: CalendarDay): string => weekday(day.day, language);
  const values = {
    month: monthName(month, language),
    weekdays: (weeks[0] ?? []).map(dayOfWeek),
    weeks: weeks.map((week) => week.map((day) => dayValues(c, tools, day, calendar.titles))),
    before: `/calendar?month=${shiftedMonth(month, -1)}`,
    after: `/calendar?month=${shiftedMonth(month, 1)}`,
    zone: deskText(c.get('texts'), 'calendar', 'zone', { zone: tools.newsletter().schedule.time_zone }),
    clashes: weeks.flat().filter(({ entries }) => entries.some((entry) => 'clash' in entry)).length,
  };
  const title = deskText(c.get('texts'), 'navigation', 'calendar');
  const topics = ['mailings', 'issues'];
  return deskPage(c, tools, { title, section: 'calendar', template: 'calendar', values, topics });
}

function dayValues(c: DeskContext, tools: DeskTools, day: CalendarDay, titles: ReadonlyMap<string, string>) {
  const texts = c.get('texts');
  const clocks = day.hours === 24 ? '' : deskText(texts, 'calendar', day.hours < 24 ? 'forward' : 'back');
  return {
    number: Number(day.day.slice('2026-01-'.length)),
    name: readerDate(day.day, c.get('language'), 'full'),
    datetime: day.day,
    is_today: day.isToday,
    is_outside: day.isOutside,
    clocks,
    entries: day.entries.map((entry) => entryValues(c, tools, entry, titles)),
  };
}

function entryValues(c: DeskContext, tools: DeskTools, entry: CalendarEntry, titles: ReadonlyMap<string, string>) {
  const texts = c.get('texts');
  // A date is one word, however narrow the day.
  const until = 'untilMs' in entry ? deskTime(entry.untilMs, tools).replaceAll('-', '\u2011') : '';
  const isDigest = entry.what === 'digest';
  const digest = isDigest ? deskText(texts, 'calendar', entry.frequency) : '';
  const mailed = entry.what === 'mailed' ? entry : undefined;
  const name = isDigest ? digest : (titles.get(entry.slug) ?? entry.slug);
  return {
    what: entry.what,
    time: deskClock(entry.atMs, tools),
    name: mailed?.kind === 'correction' ? deskText(texts, 'calendar', 'correction', { name }) : name,
    href: mailed === undefined ? '' : `/sending/${mailed.id}`,
    state:
      mailed === undefined ? deskText(texts, 'calendar', entry.what) : deskText(texts, 'standings', mailed.standing),
    until: until === '' ? '' : deskText(texts, 'calendar', entry.what === 'tooLate' ? 'wasUntil' : 'until', { until }),
    clash: 'clash' in entry && entry.clash ? deskText(texts, 'calendar', `${entry.clash}Clash`) : '',
  };
}

function weekday(day: string, language: string): string {
  return dateText(day, language, { weekday: 'short' });
}

function monthName(month: string, language: string): string {
  return dateText(`${month}-01`, language, { year: 'numeric', month: 'long' });
}

function dateText(day: string, language: string, form: Intl.DateTimeFormatOptions): string {
  const format = new Intl.DateTimeFormat(language, { ...form, timeZone: 'UTC', calendar: 'gregory' });
  return format.format(Date.parse(`${day}T00:00:00Z`));
}
