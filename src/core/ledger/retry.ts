// When a deferred message is tried again, and when it is too late to. Pure: the instant and the random number are
// handed in. Attempts are counted by the ledger, so a restart does not begin the schedule anew (standards
// C3.02-C3.04).

const FIRST_WAIT_MINUTES = 5;
const LONGEST_WAIT_MINUTES = 240;
/** Greylisting wants 5 to 15 minutes the first time. */
const FIRST_JITTER = 2;
/** A share of the wait is random, so that thousands deferred in one second do not come back in one second. */
const JITTER = 0.5;
/** Shorter than the five days of mail servers: a newsletter two days late is noise (C3.03). */
const MAX_AGE_HOURS = 36;

/**
 * The next attempt after `attempts` of them: 5 to 15 minutes after the first, which is what greylisting asks for, then
 * 10 minutes and twice as long each time, never above six hours; never before what the server asked for. `random` is in
 * [0, 1).
 */
export function retryAt(attempts: number, now: Date, random: number, askedMs = 0): string {
  const minutes = Math.min(FIRST_WAIT_MINUTES * 2 ** Math.max(attempts - 1, 0), LONGEST_WAIT_MINUTES);
  const jitter = attempts <= 1 ? FIRST_JITTER : JITTER;
  // What is asked for replaces the first wait, also when it is shorter: "retry after 2 minutes" is meant.
  const baseMs = askedMs > 0 && attempts <= 1 ? askedMs : Math.max(minutes * 60_000, askedMs);
  const share = askedMs > 0 ? JITTER : jitter;
  return new Date(now.getTime() + baseMs * (1 + share * random)).toISOString();
}

/** True when an attempt at `attemptAt` would come after the life of a mailing that began at `startedAt`. */
export function isExpired(startedAt: string, attemptAt: string, maxAgeHours: number = MAX_AGE_HOURS): boolean {
  return Date.parse(attemptAt) - Date.parse(startedAt) > maxAgeHours * 3_600_000;
}
