// How long an answer about a link is worth: a page that is there will be there tomorrow, one that is gone may be back
// after a repair, and one that was slow may have been so for a minute.
import type { LinkAnswer } from '../core/check/link-answer.ts';

export interface KeptAnswer {
  readonly answer: LinkAnswer;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A good answer, unless `--max-age` says otherwise. */
export const FINE_MAX_AGE_MS = 7 * DAY_MS;

const MAX_AGE_MS: Readonly<Record<Exclude<LinkAnswer['kind'], 'fine'>, number>> = {
  gone: HOUR_MS,
  forbidden: DAY_MS,
  unsure: 10 * MINUTE_MS,
  private: HOUR_MS,
};

/** Whether the answer will do; `maxAgeMs` is for good ones, and bounds the others. */
export function isFresh({ answer, askedAt }: KeptAnswer, now: number, maxAgeMs: number): boolean {
  const age = now - askedAt;
  const limit = answer.kind === 'fine' ? maxAgeMs : Math.min(maxAgeMs, MAX_AGE_MS[answer.kind]);
  // An answer from the future is one of another clock.
  return age >= 0 && age < limit;
}
