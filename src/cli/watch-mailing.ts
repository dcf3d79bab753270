// The progress of a mailing on the screen while the ledger reports it.
import type { Progress } from '../delivery/progress.ts';
import { recentProgress, settled, type RecentProgress } from '../core/ledger/sending-rate.ts';
import { mailingProgress } from './mailing-progress.ts';
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
