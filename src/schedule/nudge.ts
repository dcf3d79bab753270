// A nudge every minute. What is due is computed from files and the store by whoever is nudged, so a nudge that comes
// late, twice or not at all loses nothing: the next one finds the same work.
import { schedule, setLogger } from 'node-cron';
import type { Log } from '../system/log.ts';

export interface NudgeOptions {
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Its event `wake` is a nudge between the minutes; while a call runs, it is kept for the end of it. */
  readonly wake?: EventTarget;
}

/** Calls `tick` at once and then every minute, never while the last call still runs, until the signal aborts. */
export async function nudge(tick: () => Promise<void>, { log, signal, wake }: NudgeOptions): Promise<void> {
  // node-cron writes coloured lines of its own; what matters of them goes into our log.
  setLogger({
    info: () => undefined,
    debug: () => undefined,
    warn: (message) => log.debug({ source: 'cron' }, message),
    error: (message, error) => log.error({ source: 'cron', err: error ?? message }, 'The nudge failed'),
  });
  let running = Promise.resolve();
  let isBusy = false;
  let isWanted = false;
  const run = (): void => {
    if (isBusy || signal.aborted) return;
    isBusy = true;
    isWanted = false;
    running = tick()
      .catch((error: unknown) => log.error({ err: error }, 'The work of this minute failed; the next one tries again'))
      .finally(() => {
        isBusy = false;
        if (isWanted) run();
      });
  };
  const onWake = (): void => {
    isWanted = true;
    run();
  };
  wake?.addEventListener('wake', onWake);
  run();
  const task = schedule('* * * * *', run, { timezone: 'UTC' });
  await new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', resolve, { once: true });
  });
  wake?.removeEventListener('wake', onWake);
  await task.destroy();
  await running;
}
