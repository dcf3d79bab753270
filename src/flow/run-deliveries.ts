// masthead start, the delivering part: works off whatever mailings are open, whoever has started them, for as long as
// the process lives. Several processes may do this at once, on several machines; each delivery is leased to one.
import { openApp } from '../app.ts';
import { nudge } from '../schedule/nudge.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { deliverOpenMailings } from './publish-issues.ts';
import { saidOnce } from './said-once.ts';

export interface DeliveriesInput {
  readonly root: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Its event `wake` says that there is something to deliver now. */
  readonly wake: EventTarget;
}

/** Runs until the signal aborts; a message in flight is finished. */
export async function runDeliveries({ root, clock, log, signal, wake }: DeliveriesInput): Promise<void> {
  const once = saidOnce();
  await nudge(
    async () => {
      await using app = openApp(root, { clock, onNotice: (sentence) => log.warn(sentence) });
      for (const report of await deliverOpenMailings(app, { signal })) {
        const { slug, edition, outcome, counts, reason, nextDueAt } = report;
        const told = { slug, edition, outcome, counts, reason, nextDueAt };
        once(`${slug} ${edition}`, JSON.stringify(told), () => log.info(told, 'Delivered as far as it goes now'));
      }
    },
    { log, signal, wake },
  );
}
