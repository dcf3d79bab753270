// Dates as people and programs write them -> numbers. It knows no time zone and no clock; zoned-time.ts makes instants.
// A date with two readings is never guessed: the caller gets both, so that it can say what to write.
import { isTimeZone } from './zoned-time.ts';

export interface WrittenDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Seconds since midnight, where a time was written. */
  readonly seconds?: number;
  /** Minutes east of UTC, or the name of a zone, where one was written. */
  readonly zone?: number | string;
}

/** `advice` is a clause that says what to write: "write 2018-05-04 or 2018-04-05". */
export type DateReading = { readonly date: WrittenDate } | { readonly advice: string };

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '\\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|' +
  'sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\b\\.?';
const WEEKDAY = '(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\\.?,?\\s+)?';

/** Each form with its groups named, tried in this order; all are matched without regard to case. */
const FORMS = [
  '(?<y>\\d{4})([-/.])(?<m>\\d{1,2})\\2(?<d>\\d{1,2})(?!\\d)',
  '(?<y>\\d{4})\\s*年\\s*(?<m>\\d{1,2})\\s*月\\s*(?<d>\\d{1,2})\\s*[日号號]',
  '(?<y>\\d{4})\\s*년\\s*(?<m>\\d{1,2})\\s*월\\s*(?<d>\\d{1,2})\\s*일',
  `(?<y>\\d{4})[-\\s](?<name>${MONTH})[-\\s](?<d>\\d{1,2})(?!\\d)`,
  `(?<name>${MONTH})\\s+(?<d>\\d{1,2})(?:st|nd|rd|th)?,?\\s+(?<y>\\d{4})(?!\\d)`,
  `(?<d>\\d{1,2})(?:st|nd|rd|th)?[-\\s](?<name>${MONTH}),?[-\\s](?<y>\\d{4})(?!\\d)`,
  '(?<a>\\d{1,2})([-/.])(?<b>\\d{1,2})\\2(?<y>\\d{4})(?!\\d)',
  '(?<y>(?:19|20)\\d\\d)(?<m>\\d\\d)(?<d>\\d\\d)(?!\\d)',
] as const;

const WHOLE = FORMS.map(
  (form) => new RegExp(`^${WEEKDAY}${form.replaceAll('\\2', '\\k<sep>').replace('([-/.])', '(?<sep>[-/.])')}`, 'i'),
);
const TIME =
  /^(?:[T\s]\s*|,\s*|\s*at\s+)(?<h>\d{1,2}):(?<mi>\d{2})(?::(?<s>\d{2})(?:[.,]\d{1,9})?)?\s*(?<half>[ap]\.?m\.?)?/i;
const WEEKDAY_BEHIND = /^\s*[（(]?(?:星期|周|週|礼拜)[一二三四五六日天][)）]?|^\s*[（(][月火水木金土日]曜?日?[)）]/;

/** Reads one date that may be followed by a time and a zone. Units and bounds: years 1900 to 2199. */
export function readDate(written: string): DateReading {
  const text = written.trim();
  for (const form of WHOLE) {
    const match = form.exec(text);
    if (!match) continue;
    const day = dayFrom(match.groups ?? {});
    if ('advice' in day) return day;
    return withTime(day.date, text.slice(match[0].length).replace(WEEKDAY_BEHIND, ''));
  }
  return { advice: 'write the date as 2026-01-06' };
}

/** All dates with one possible reading that stand in a running text, in its order; of a short range its end. */
export function datesIn(text: string): readonly WrittenDate[] {
  return datesAndPlaces(text).map((one) => one.date);
}

/** The text without its dates. */
export function withoutDates(text: string): string {
  return datesAndPlaces(text).reduceRight((rest, { at, end }) => `${rest.slice(0, at)} ${rest.slice(end)}`, text);
}

function datesAndPlaces(text: string): readonly { at: number; end: number; date: WrittenDate }[] {
  const found: { at: number; end: number; date: WrittenDate }[] = [];
  for (const form of ANYWHERE) {
    for (const match of text.matchAll(form)) {
      const at = match.index;
      const end = at + match[0].length;
      if (found.some((other) => at < other.end && end > other.at)) continue;
      const day = dayFrom(match.groups ?? {});
      if ('date' in day) found.push({ at, end, date: rangeEnd(day.date, text.slice(end)) });
    }
  }
  return found.toSorted((a, b) => a.at - b.at);
}

export function isoDay({ year, month, day }: Pick<WrittenDate, 'year' | 'month' | 'day'>): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

const ANYWHERE = FORMS.map(
  (form) => new RegExp(`(?<![\\d.])${form.replaceAll('\\2', '\\k<sep>').replace('([-/.])', '(?<sep>[-/._])')}`, 'gi'),
);

/** `2026年1月5日至6日`, `2026-01-05 至 01-06`: what follows a date and ends a range within its year. */
const RANGE_END =
  /^\s*(?:至|到|～|~|—|–|－|-|to)\s*(?:(?<m>\d{1,2})\s*[月\-/.]\s*)?(?<d>\d{1,2})(?:\s*[日号號]|(?![\d年\-/.]))/;

function rangeEnd(start: WrittenDate, behind: string): WrittenDate {
  const groups = RANGE_END.exec(behind)?.groups;
  if (!groups) return start;
  const end = { ...start, month: Number(groups['m'] ?? start.month), day: Number(groups['d']) };
  return isReal(end) && isoDay(end) > isoDay(start) ? end : start;
}

function dayFrom(groups: Readonly<Record<string, string | undefined>>): DateReading {
  const year = Number(groups['y']);
  if (groups['a'] !== undefined) return dayFromTwo(year, Number(groups['a']), Number(groups['b']));
  const name = groups['name']?.slice(0, 3).toLowerCase();
  const month = name === undefined ? Number(groups['m']) : MONTHS.indexOf(name) + 1;
  const date = { year, month, day: Number(groups['d']) };
  return isReal(date) ? { date } : { advice: `there is no such day: write one that exists, such as ${year}-01-06` };
}

/** Day before month in most of the world, month before day in some: only a number above 12 tells them apart. */
function dayFromTwo(year: number, a: number, b: number): DateReading {
  const dayFirst = { year, month: b, day: a };
  const monthFirst = { year, month: a, day: b };
  const real = [monthFirst, dayFirst].filter(isReal);
  if (real.length === 2 && a !== b) {
    return { advice: `it can be read in two ways: write ${isoDay(dayFirst)} or ${isoDay(monthFirst)}` };
  }
  const date = real[0];
  return date ? { date } : { advice: `there is no such day: write one that exists, such as ${year}-01-06` };
}

function isReal({ year, month, day }: WrittenDate): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1900 && year < 2200 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function withTime(date: WrittenDate, behind: string): DateReading {
  if (behind.trim() === '') return { date };
  const match = TIME.exec(behind);
  const time = match ? secondsOf(match.groups ?? {}) : undefined;
  if (!match || time === undefined) return { advice: `write the time as ${isoDay(date)} 08:00` };
  const zone = zoneOf(behind.slice(match[0].length).trim());
  if (zone === null) return { advice: `write the zone as +08:00, Z or Asia/Shanghai behind the time` };
  return { date: { ...date, seconds: time, ...(zone !== undefined && { zone }) } };
}

function secondsOf(groups: Readonly<Record<string, string | undefined>>): number | undefined {
  const half = groups['half']?.[0]?.toLowerCase();
  const written = Number(groups['h']);
  if (half && (written < 1 || written > 12)) return undefined;
  const hour = half ? (written % 12) + (half === 'p' ? 12 : 0) : written;
  const minute = Number(groups['mi']);
  const second = Math.min(Number(groups['s'] ?? 0), 59);
  return hour > 23 || minute > 59 ? undefined : hour * 3600 + minute * 60 + second;
}

/** undefined: none is written. null: it is not one. */
function zoneOf(text: string): number | string | null | undefined {
  if (text === '') return undefined;
  if (/^(?:z|utc|gmt)$/i.test(text)) return 0;
  const match = /^(?:utc|gmt)?([+-])(\d{1,2}):?(\d{2})?(?:\s*\(.*\))?$/i.exec(text);
  if (!match) return /^[A-Za-z]+\/[A-Za-z_/+-]+$/.test(text) && isTimeZone(text) ? text : null;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return minutes > 14 * 60 ? null : match[1] === '-' ? 0 - minutes : minutes;
}
