// masthead bounces: reads what has come back, once, from wherever it lies.
import { resolve } from 'node:path';
import type { App } from '../app.ts';
import type { FoundMail } from '../bounces/mail-source.ts';
import type { RecordedReport, ReportRecorder } from '../bounces/report-recorder.ts';
import { AppError } from '../errors.ts';

export interface BouncesInput {
  /** A file, a folder, a Maildir or an IMAP URL; `-` is standard input; absent: BOUNCE_MAILBOX. */
  readonly path: string | undefined;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly onReport: (recorded: RecordedReport) => void;
  readonly signal?: AbortSignal;
}

/** What records reports about this newsletter's messages. */
export async function reportRecorder(app: App): Promise<ReportRecorder> {
  const { ReportRecorder: Recorder } = await import('../bounces/report-recorder.ts');
  const { newsletter, clock } = app;
  return new Recorder({
    store: await app.store(),
    keys: await app.keys(),
    list: newsletter.authority,
    now: clock.now,
  });
}

/** Throws FILE_MISSING, BOUNCES_UNREADABLE, and USAGE when there is nothing to read from. */
export async function readBounces(app: App, { path, stdin, onReport, signal }: BouncesInput): Promise<void> {
  const { readMails } = await import('../bounces/read-mails.ts');
  const recorder = await reportRecorder(app);
  const { imapPlace } = await import('../bounces/imap-place.ts');
  const place = path ?? app.environment.BOUNCE_MAILBOX;
  const imap = place === undefined ? undefined : imapPlace(place);
  if (imap === undefined) return readMails(await mailsOf(app, place, stdin), recorder, onReport, signal);
  const { ImapMailbox } = await import('../bounces/imap-mailbox.ts');
  await using mailbox = await ImapMailbox.open(imap, await app.store());
  await readMails(mailbox.mails(), recorder, onReport, signal);
}

async function mailsOf(
  app: App,
  path: string | undefined,
  stdin: BouncesInput['stdin'],
): Promise<AsyncIterable<FoundMail>> {
  const { mailsAt, mailsIn } = await import('../bounces/mail-source.ts');
  if (path === '-') return mailsIn(stdin);
  if (path !== undefined) return mailsAt(resolve(app.root, path));
  const cure = 'Name a file, a folder or a Maildir, "-" for standard input, or set BOUNCE_MAILBOX.';
  throw new AppError('USAGE', `There is nothing to read bounces from. ${cure}`);
}
