// A pause as readers write it, a day, and as the store keeps it: the instant at which that day begins where the
// newsletter is at home.
import { dayOf, startOfDay } from '../../core/issue/zoned-time.ts';

const DAY_MS = 86_400_000;
/** Whoever wants to pause for longer wants to leave. */
const LONGEST_PAUSE_DAYS = 366;

/** The instant as RFC 3339; null for an empty field, which ends the pause; undefined for what is no such day. */
export function pausedUntil(day: string, now: Date, timeZone: string): string | null | undefined {
  if (day.trim() === '') return null;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day.trim())) return undefined;
  const startMs = startOfDay(day.trim(), timeZone);
  // Date rolls the 31st of February over into March; a date that moves is not one.
  if (dayOf(startMs, timeZone) !== day.trim()) return undefined;
  if (startMs <= now.getTime() || day.trim() > lastPauseDay(now, timeZone)) return undefined;
  return new Date(startMs).toISOString();
}

export function pauseDay(instant: string, timeZone: string): string {
  return dayOf(Date.parse(instant), timeZone);
}

export function lastPauseDay(now: Date, timeZone: string): string {
  return dayOf(now.getTime() + LONGEST_PAUSE_DAYS * DAY_MS, timeZone);
}
