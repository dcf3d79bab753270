// masthead start, the delivering part: works off whatever mailings are open, whoever has started them, for as long as
// the process lives. Several processes may do this at once, on several machines; each delivery is leased to one.
import { join } from 'node:path';
import { openApp, type App } from '../app.ts';
import { JOURNAL_FILE, keepJournal } from '../readers/departure-journal.ts';
import { readerPost, tendReaders } from '../readers/reader-post.ts';
import { nudge } from '../schedule/nudge.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { deliverOpenMailings } from './publish-issues.ts';
import { saidOnce, type SaidOnce } from './said-once.ts';
import { postTools } from './serve-readers.ts';

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
      await postToReaders(app, log, once);
      for (const report of await deliverOpenMailings(app, { signal })) {
        const { slug, edition, outcome, counts, reason, nextDueAt } = report;
        const told = { slug, edition, outcome, counts, reason, nextDueAt };
        once(`${slug} ${edition}`, JSON.stringify(told), () => log.info(told, 'Delivered as far as it goes now'));
      }
    },
    { log, signal, wake },
  );
}

/** Mails that belong to no mailing, and what is forgotten in time. A fault in them holds up no mailing. */
async function postToReaders(app: App, log: Log, once: SaidOnce): Promise<void> {
  try {
    const tools = await postTools(app, log);
    await keepJournal(tools.store, join(app.root, JOURNAL_FILE), app.clock.now());
    await tendReaders(tools);
    await readerPost(tools);
    once('readers', '', () => log.info('Mails to readers go out again'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    once('readers', reason, () => log.error({ err: error }, 'Mails to readers wait'));
  }
}
