// When a mailing stops by itself: our own fault repeated, or no server to be had. Pure; the run of bad verdicts is a
// value that delivery/ carries from one message to the next.
import type { Verdict } from './verdict.ts';

/** Verdicts of one kind in a row, newest last. */
export interface BadRun {
  readonly kind: 'ours' | 'unreached' | 'none';
  readonly length: number;
}

export const NO_BAD_RUN: BadRun = { kind: 'none', length: 0 };

/** One refusal for policy may be that recipient's server; five in a row are about us. */
const OURS_IN_A_ROW = 5;
/** A server that goes away once is ordinary; ten times in a row nobody gets through. */
const UNREACHED_IN_A_ROW = 10;

export function badRun(before: BadRun, verdict: Verdict): BadRun {
  if (verdict.kind !== 'ours' && verdict.kind !== 'unreached') return NO_BAD_RUN;
  return { kind: verdict.kind, length: before.kind === verdict.kind ? before.length + 1 : 1 };
}

/** True when no further message should be tried in this run. */
export function isBroken(run: BadRun, verdict: Verdict): boolean {
  if (verdict.kind === 'ours') return verdict.isFinal || run.length >= OURS_IN_A_ROW;
  return verdict.kind === 'unreached' && run.length >= UNREACHED_IN_A_ROW;
}
