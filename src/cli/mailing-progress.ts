// A running mailing as one line: a bar, the counts that matter, the rate and the time left. It fits the width that
// there is: what matters least goes first. Nothing is said by colour alone, so nothing is coloured.
import { displayWidth } from '../core/issue/display-width.ts';
import type { DeliveryCounts } from '../core/ledger/delivery.ts';

export interface MailingProgress {
  readonly slug: string;
  readonly total: number;
  readonly counts: DeliveryCounts;
  /** The time in which the rate is counted. */
  readonly elapsedMs: number;
  /** Settled deliveries at its beginning. */
  readonly settledBefore: number;
}

const BAR_WIDTH = 20;
/** A rate of the first moments says nothing. */
const MIN_ELAPSED_MS = 1000;

/** How many deliveries have come to an end. */
export function settled({ accepted, rejected, withheld }: DeliveryCounts): number {
  return accepted + rejected + withheld;
}

/** The line for a terminal of so many columns. */
export function mailingProgress(progress: MailingProgress, columns: number): string {
  const { slug, total, counts } = progress;
  const share = total === 0 ? 1 : settled(counts) / total;
  const filled = Math.floor(share * BAR_WIDTH);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
  const states = (['accepted', 'deferred', 'rejected', 'uncertain', 'withheld'] as const)
    .filter((state) => state === 'accepted' || counts[state] > 0)
    .map((state) => `${counts[state]} ${state}`);
  const speed = speedOf(progress);
  const percent = `${Math.floor(share * 100)} %`;
  const long = [slug, bar, percent, [...states, ...speed].join(', ')];
  const shorter = [slug, percent, [...states, ...speed].join(', ')];
  const short = [percent, states.join(', ')];
  const lines = [long, shorter, short].map((parts) => parts.join(' '));
  return lines.find((line) => displayWidth(line) <= columns) ?? percent.slice(0, Math.max(columns, 0));
}

/** `85/s` and `2 min left`; empty while nothing can be said. */
function speedOf({ counts, total, elapsedMs, settledBefore }: MailingProgress): readonly string[] {
  const done = settled(counts) - settledBefore;
  if (done <= 0 || elapsedMs < MIN_ELAPSED_MS) return [];
  const perSecond = (done * 1000) / elapsedMs;
  const rate = perSecond >= 1 ? `${Math.round(perSecond)}/s` : `${Math.round(perSecond * 60)}/min`;
  const left = total - settled(counts);
  return left === 0 ? [rate] : [rate, `${duration(left / perSecond)} left`];
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(Math.round(seconds), 1)} s`;
  const minutes = seconds / 60;
  return minutes < 90 ? `${Math.round(minutes)} min` : `${Math.round(minutes / 60)} h`;
}
