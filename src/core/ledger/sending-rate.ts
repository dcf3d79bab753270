// How fast a mailing goes and how long it still takes, from counts at two instants: the same arithmetic for the bar in
// the terminal and for the desk. Pure; who asks says what time it is.
import type { DeliveryCounts } from './delivery.ts';

/** A rate of the first moments says nothing. */
const MIN_ELAPSED_MS = 1000;

export interface SendingRate {
  readonly perSecond: number;
  /** Until every delivery has come to an end, if it goes on like this; undefined when none is left. */
  readonly leftSeconds?: number;
}

export interface RateQuestion {
  readonly total: number;
  readonly counts: DeliveryCounts;
  /** The time in which the rate is counted. */
  readonly elapsedMs: number;
  /** Settled deliveries at its beginning. */
  readonly settledBefore: number;
}

/** How many deliveries have come to an end. */
export function settled({ accepted, rejected, withheld }: DeliveryCounts): number {
  return accepted + rejected + withheld;
}

/** Undefined while nothing can be said. */
export function sendingRate({ total, counts, elapsedMs, settledBefore }: RateQuestion): SendingRate | undefined {
  const done = settled(counts) - settledBefore;
  if (done <= 0 || elapsedMs < MIN_ELAPSED_MS) return undefined;
  const perSecond = (done * 1000) / elapsedMs;
  const left = total - settled(counts);
  return left === 0 ? { perSecond } : { perSecond, leftSeconds: left / perSecond };
}

interface Sample {
  readonly settledCount: number;
  readonly atMs: number;
}

/** Takes the newest sample and gives the one that the rate is counted from. */
export type RecentProgress = (now: Sample) => Sample;

/** A rate of half a minute: steady enough to read, and gone soon after everything has come to rest. */
const RECENT_MS = 30_000;

export function recentProgress(): RecentProgress {
  let samples: readonly Sample[] = [];
  return (now) => {
    samples = [...samples.filter(({ atMs }) => now.atMs - atMs <= RECENT_MS), now];
    return samples[0] ?? now;
  };
}
