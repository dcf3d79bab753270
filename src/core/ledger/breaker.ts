// When sending stops by itself: our own fault repeated, or no server to be had. One run of verdicts is kept for the
// whole mailing and one for each destination: what only Outlook holds against us must not keep the others' mail. Pure;
// the runs are values that delivery/ carries from one message to the next.
import type { Verdict } from './verdict.ts';

/** Verdicts of one kind in a row, and at which destinations they were met. */
export interface BadRun {
  readonly kind: 'ours' | 'unreached' | 'none';
  readonly length: number;
  readonly destinations: readonly string[];
}

export const NO_BAD_RUN: BadRun = { kind: 'none', length: 0, destinations: [] };

/** One refusal for policy may be that recipient's server; five in a row are about us. */
const OURS_IN_A_ROW = 5;
/** That many different destinations do not agree by chance. */
const DESTINATIONS_AGREED = 3;
/** A server that goes away once is ordinary; ten times in a row nobody gets through. */
const UNREACHED_IN_A_ROW = 10;

export function badRun(before: BadRun, verdict: Verdict, destination: string = ''): BadRun {
  if (verdict.kind !== 'ours' && verdict.kind !== 'unreached') return NO_BAD_RUN;
  // A server that asks for time is there: the pace gives it time, and stopping would only ask the editor to begin anew.
  if (verdict.kind === 'unreached' && verdict.isAnswered === true) return NO_BAD_RUN;
  const { length, destinations } = before.kind === verdict.kind ? before : NO_BAD_RUN;
  const isKnown = destinations.includes(destination) || destinations.length >= DESTINATIONS_AGREED;
  return {
    kind: verdict.kind,
    length: length + 1,
    destinations: isKnown ? destinations : [...destinations, destination],
  };
}

/** True when no further message should be tried in this run. */
export function isBroken(run: BadRun, verdict: Verdict): boolean {
  if (verdict.kind === 'unreached') return run.length >= UNREACHED_IN_A_ROW;
  if (verdict.kind !== 'ours') return false;
  if (verdict.isFinal) return true;
  const isEverywhere = verdict.scope === 'mailing' || run.destinations.length >= DESTINATIONS_AGREED;
  return isEverywhere && run.length >= OURS_IN_A_ROW;
}

/** True when nothing more should be tried at the one destination that `run` was counted for. */
export function isDestinationBroken(run: BadRun): boolean {
  return run.kind === 'ours' && run.length >= OURS_IN_A_ROW;
}
