// The progress of a mailing on the screen while the ledger reports it.
import type { Progress } from '../delivery/progress.ts';
import { mailingProgress, settled } from './mailing-progress.ts';
import type { Terminal } from './terminal.ts';

/** Said at the first Ctrl-C. */
export const FINISHING =
  'Finishing the messages in flight; Ctrl-C again ends at once. The next "masthead publish" goes on where this ends.';

export interface WatchedMailing {
  readonly step: (progress: Progress) => void;
  readonly end: () => void;
}

export function watchMailing(screen: Terminal): WatchedMailing {
  const line = screen.live();
  const recent = new Map<string, RecentProgress>();
  return {
    step: (progress) => {
      const { slug, counts, elapsedMs } = progress;
      const known = recent.get(slug) ?? recentProgress();
      recent.set(slug, known);
      const since = known({ settledCount: settled(counts), atMs: elapsedMs });
      const lately = { settledBefore: since.settledCount, elapsedMs: elapsedMs - since.atMs };
      line.show((columns) => mailingProgress({ ...progress, ...lately }, columns));
    },
    end: line.end,
  };
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
