// Whether a mailing can end in time at the pace that the owner allows: a cap of two hundred a day and a list of ten
// thousand do not go together, and whoever finds out from expired deliveries finds out too late. Pure.
import type { DeliveryLimits } from './limits.ts';
import { FRESH_PACE, sendingDay, type PaceState } from './pace.ts';

export interface Shortfall {
  /** How many can begin before the mailing is too old. */
  readonly possible: number;
  readonly waiting: number;
  /** After how many hours the last one would begin; undefined when that is not within a year. */
  readonly neededHours?: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;
const LONGEST_DAYS = 366;

/**
 * What is too much for rate, cap and warm-up of everything together; undefined when all can begin in time. `startedMs`
 * is the start of the mailing, `state` what the pace remembers of the days before.
 */
export function shortfall(
  waiting: number,
  { route, maxAgeHours }: DeliveryLimits,
  at: { readonly startedMs: number; readonly nowMs: number; readonly state: PaceState | undefined },
): Shortfall | undefined {
  const untilMs = at.startedMs + maxAgeHours * HOUR_MS;
  let day = sendingDay(at.state ?? FRESH_PACE, at.nowMs);
  let [possible, begun] = [0, 0];
  for (let fromMs = at.nowMs, days = 0; days < LONGEST_DAYS; days += 1) {
    const midnightMs = (Math.floor(fromMs / DAY_MS) + 1) * DAY_MS;
    const ofDay = (endMs: number): number => {
      const byRate = route.perMinute === undefined ? Infinity : (route.perMinute * (endMs - fromMs)) / MINUTE_MS;
      const byCap = (route.perDay?.(day.index) ?? Infinity) - day.count;
      return Math.max(Math.min(byRate, byCap), 0);
    };
    if (fromMs < untilMs) possible += ofDay(Math.min(untilMs, midnightMs));
    if (possible >= waiting) return undefined;
    const more = ofDay(midnightMs);
    if (begun + more >= waiting) {
      // By the rate alone a day is used up evenly; by the cap it may be at once.
      const share = route.perMinute === undefined ? 0 : ((waiting - begun) / route.perMinute) * MINUTE_MS;
      const neededHours = Math.ceil((fromMs + share - at.startedMs) / HOUR_MS);
      return { possible: Math.floor(possible), waiting, neededHours };
    }
    begun += more;
    fromMs = midnightMs;
    day = { index: day.count + more > 0 ? day.index + 1 : day.index, count: 0 };
  }
  return { possible: Math.floor(possible), waiting };
}
