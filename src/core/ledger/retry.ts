// When a deferred message is tried again, and when it is too late to. Pure: the instant and the random number are
// handed in. Attempts are counted by the ledger, so a restart does not begin the schedule anew (standards
// C3.02-C3.04).

const FIRST_WAIT_MINUTES = 5;
const LONGEST_WAIT_MINUTES = 240;
/** A share of the wait is random, so that thousands deferred in one second do not come back in one second. */
const JITTER = 0.5;
/** Shorter than the five days of mail servers: a newsletter two days late is noise (C3.03). */
const LIFE_HOURS = 48;

/**
 * The next attempt after `attempts` of them: 5 to 7.5 minutes after the first, which is what greylisting asks for, then
 * twice as long each time, never above six hours. `random` is in [0, 1).
 */
export function retryAt(attempts: number, now: Date, random: number): string {
  const minutes = Math.min(FIRST_WAIT_MINUTES * 2 ** Math.max(attempts - 1, 0), LONGEST_WAIT_MINUTES);
  return new Date(now.getTime() + minutes * (1 + JITTER * random) * 60_000).toISOString();
}

/** True when an attempt at `attemptAt` would come after the life of a mailing that began at `startedAt`. */
export function isExpired(startedAt: string, attemptAt: string): boolean {
  return Date.parse(attemptAt) - Date.parse(startedAt) > LIFE_HOURS * 3_600_000;
}
