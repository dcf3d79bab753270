// Double opt-in is itself a way to mail strangers. When far more people than usual ask, or hardly anybody of those who
// were mailed confirms, somebody is feeding the form with addresses of others: the breaker opens, all but a trickle is
// held back, and the operator is told (standards E5.04). It closes by itself when the numbers look like people again.

/** What the store counts. */
export interface ConfirmationCounts {
  /** Requests within the last hour. */
  readonly lastHour: number;
  /** Requests an hour, on average over the week before that hour. */
  readonly usualHour: number;
  /** Mailed within a day, and long enough ago for somebody to have answered. */
  readonly mailed: number;
  /** Of those, confirmed. */
  readonly confirmed: number;
}

export type BreakerReason = 'volume' | 'unconfirmed';

/** A small newsletter that is mentioned somewhere gets so many in an hour. */
const LEAST_VOLUME = 60;
const UNUSUAL_TIMES = 10;
/** Fewer say nothing about a share. */
const LEAST_MAILED = 40;
/** Of people who asked themselves more than half confirm. */
const LEAST_CONFIRMED_SHARE = 0.1;

/** How long somebody has to confirm before being counted as one who did not. */
export const ANSWER_MINUTES = 30;

/** Why the breaker is open; undefined when it is closed. */
export function breakerReason(counts: ConfirmationCounts): BreakerReason | undefined {
  const { lastHour, usualHour, mailed, confirmed } = counts;
  if (lastHour >= Math.max(LEAST_VOLUME, UNUSUAL_TIMES * usualHour)) return 'volume';
  if (mailed >= LEAST_MAILED && confirmed < mailed * LEAST_CONFIRMED_SHARE) return 'unconfirmed';
  return undefined;
}
