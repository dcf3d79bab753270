// Keeps reading a bounce mailbox for as long as the process lives: a Maildir by looking every few seconds, IMAP by
// being told (IDLE). A connection that breaks is made again, soon at first and later when it keeps breaking.
import type { Log } from '../system/log.ts';
import type { Store } from '../store/store.ts';
import { ImapMailbox } from './imap-mailbox.ts';
import type { ImapPlace } from './imap-place.ts';
import { mailsAt } from './mail-source.ts';
import { readMails } from './read-mails.ts';
import type { RecordedReport, ReportRecorder } from './report-recorder.ts';

export interface WatchTools {
  /** Asked anew after each failure. */
  readonly open: () => Promise<OpenTools>;
  readonly log: Log;
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export interface OpenTools {
  readonly store: Store;
  readonly recorder: ReportRecorder;
}

/** A bounce is in no hurry, and a look at an empty folder costs nothing. */
const LOOK_MS = 10_000;
const FIRST_RETRY_MS = 5000;
const LAST_RETRY_MS = 300_000;

/** Runs until the signal aborts; whatever fails is told in the log and tried again. */
export async function watchBounces(
  mailbox: ImapPlace | { readonly path: string },
  tools: WatchTools,
  signal: AbortSignal,
): Promise<void> {
  const told = (recorded: RecordedReport): void => tell(recorded, tools.log);
  let retryMs = FIRST_RETRY_MS;
  const worked = (): void => {
    retryMs = FIRST_RETRY_MS;
  };
  while (!signal.aborted) {
    try {
      const opened = await tools.open();
      if ('path' in mailbox) await watchFolder(mailbox.path, told, worked, { ...tools, ...opened }, signal);
      else await watchImap(mailbox, told, worked, opened, signal);
    } catch (error) {
      tools.log.warn({ err: error, retrySeconds: retryMs / 1000 }, 'The bounce mailbox cannot be read');
    }
    await tools.wait(retryMs, signal);
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  }
}

type Told = (recorded: RecordedReport) => void;

async function watchFolder(
  path: string,
  told: Told,
  worked: () => void,
  { recorder, wait }: OpenTools & Pick<WatchTools, 'wait'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await readMails(mailsAt(path), recorder, told, signal);
    worked();
    await wait(LOOK_MS, signal);
  }
}

/** Ends when the connection does. */
async function watchImap(
  place: ImapPlace,
  told: Told,
  worked: () => void,
  { store, recorder }: OpenTools,
  signal: AbortSignal,
): Promise<void> {
  await using mailbox = await ImapMailbox.open(place, store, signal);
  while (!signal.aborted && mailbox.isOpen) {
    await readMails(mailbox.mails(), recorder, told, signal);
    worked();
    await mailbox.news(signal);
  }
}

/** Without the address: the log holds none. */
function tell({ kind, outcome, slug, status, reason, softCount }: RecordedReport, log: Log): void {
  const what = { kind, outcome, slug, status, reason, softCount };
  if (outcome === 'ignored') log.debug(what, 'Read a mail that reports nothing');
  else log.info(what, 'Read a report');
}
