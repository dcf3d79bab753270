// A running mailing as one line: a bar, the counts that matter, the rate and the time left. It fits the width that
// there is: what matters least goes first. Nothing is said by colour alone, so nothing is coloured.
import { displayWidth } from '../core/issue/display-width.ts';
import { sendingRate, settled, type RateQuestion } from '../core/ledger/sending-rate.ts';

export interface MailingProgress extends RateQuestion {
  readonly slug: string;
}

const BAR_WIDTH = 20;

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
function speedOf(progress: MailingProgress): readonly string[] {
  const speed = sendingRate(progress);
  if (speed === undefined) return [];
  const { perSecond, leftSeconds } = speed;
  const rate = perSecond >= 1 ? `${Math.round(perSecond)}/s` : `${Math.round(perSecond * 60)}/min`;
  return leftSeconds === undefined ? [rate] : [rate, `${duration(leftSeconds)} left`];
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(Math.round(seconds), 1)} s`;
  const minutes = seconds / 60;
  return minutes < 90 ? `${Math.round(minutes)} min` : `${Math.round(minutes / 60)} h`;
}
