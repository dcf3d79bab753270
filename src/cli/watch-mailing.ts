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
  const before = new Map<string, number>();
  return {
    step: (progress) => {
      const settledBefore = before.get(progress.slug) ?? settled(progress.counts);
      before.set(progress.slug, settledBefore);
      line.show((columns) => mailingProgress({ ...progress, settledBefore }, columns));
    },
    end: line.end,
  };
}
