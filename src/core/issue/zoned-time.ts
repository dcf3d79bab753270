// Wall clocks of a time zone <-> instants, by the offsets that Intl knows. It leaves the reading of written dates to
// written-date.ts. A wall time that a clock change skips or repeats always means one instant, the same on every
// machine.

export interface WallTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Building a formatter costs more than a hundred uses of it, and a newsletter has one zone. */
const formatters = new Map<string, Intl.DateTimeFormat>();

export function isTimeZone(name: string): boolean {
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

/** The zone's distance from UTC at an instant, in milliseconds, positive in the east. A wrong zone is a RangeError. */
export function offsetAtMs(instantMs: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const wall: Record<string, number> = {};
  for (const part of formatterOf(timeZone).formatToParts(instantMs)) wall[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = wall;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instantMs / 1000) * 1000;
}

/**
 * The instant at which the zone's clocks show this wall time, in milliseconds. A time that is repeated when clocks go
 * back is the earlier of the two; one that is skipped is as much later as the clocks jump, so that midnight in a gap is
 * the first instant of its day (the rule that RFC 5545, 3.3.5 gives to calendars).
 */
export function instantOf(wall: WallTime, timeZone: string): number {
  const { year, month, day, hour = 0, minute = 0, second = 0 } = wall;
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  // No zone is a day away from UTC and none changes twice in two days, so these two are the offsets in question.
  const before = offsetAtMs(asUtc - DAY_MS, timeZone);
  const after = offsetAtMs(asUtc + DAY_MS, timeZone);
  const earlier = asUtc - Math.max(before, after);
  const later = asUtc - Math.min(before, after);
  if (offsetAtMs(earlier, timeZone) === asUtc - earlier) return earlier;
  if (offsetAtMs(later, timeZone) === asUtc - later) return later;
  return asUtc - before;
}

/** `2026-01-06` of the zone's calendar at an instant. */
export function dayOf(instantMs: number, timeZone: string): string {
  return new Date(instantMs + offsetAtMs(instantMs, timeZone)).toISOString().slice(0, 10);
}

/** The first instant of a day such as `2026-01-06` in the zone, in milliseconds. */
export function startOfDay(day: string, timeZone: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return instantOf({ year, month, day: date }, timeZone);
}

/** RFC 3339 with the zone's own offset, to the second: `2026-01-06T08:00:00+08:00`. */
export function rfc3339(instantMs: number, timeZone: string): string {
  const offset = offsetAtMs(instantMs, timeZone);
  const wall = new Date(instantMs + offset).toISOString().slice(0, 19);
  // Zones before 1970 could be off by seconds; RFC 3339 has none in its offset, and no issue is that old.
  const distance = Math.abs(offset);
  const hours = String(Math.floor(distance / HOUR_MS)).padStart(2, '0');
  const minutes = String(Math.floor((distance % HOUR_MS) / MINUTE_MS)).padStart(2, '0');
  return `${wall}${offset < 0 ? '-' : '+'}${hours}:${minutes}`;
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const numeric = 'numeric';
  const formatter = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  });
  formatters.set(timeZone, formatter);
  return formatter;
}
