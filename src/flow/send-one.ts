// Mail beside the schedule: one message of an issue to one address, or a correction to those who got the issue.
import type { App } from '../app.ts';
import type { EmailAddress } from '../core/audience/email-address.ts';
import type { SubmitResult } from '../core/ledger/submit-result.ts';
import type { DeliverOptions, DeliveryReport } from '../delivery/deliver.ts';
import type { MailingStart } from '../delivery/start-mailing.ts';
import { AppError } from '../errors.ts';
import { mailedFile } from './mailed-file.ts';
import { isBroken, type OpenLibrary, type PublishedIssue } from '../publish/open-library.ts';

/** One message of the issue, which may be a draft, without the ledger. */
export async function sendOne(app: App, slug: string, address: EmailAddress): Promise<SubmitResult> {
  const { start } = await mailingOf(app, slug, 'drafts');
  const { sendTest } = await import('../delivery/send-test.ts');
  return sendTest(await app.mailer(), start, address);
}

export interface CorrectionReport extends DeliveryReport {
  /** False when its mailing had been started before; then only who still waits was mailed. */
  readonly isNew: boolean;
  /** RFC 3339 in UTC. */
  readonly startedAt: string;
}

/** Mails the issue's last correction, once, and delivers it. Throws ISSUE_UNKNOWN when there is none, or no mailing. */
export async function sendCorrection(app: App, slug: string, options: DeliverOptions): Promise<CorrectionReport> {
  const library = await app.library();
  const issue = issueNamed(library, slug);
  const correction = issue.card.corrections.at(-1);
  if (!correction) {
    throw new AppError('ISSUE_UNKNOWN', `${issue.path} has no correction. Write one under "corrections:" first.`);
  }
  const { startCorrection } = await import('../delivery/start-mailing.ts');
  const { mailingOrigin } = await import('../publish/mailing-origin.ts');
  const { newsletter, bounceAddress } = app;
  const before = await mailedFile(app, issue, correction.at);
  const started = await startCorrection(await app.mailingStore(), {
    slug: issue.card.slug,
    newsletter,
    bounceAddress,
    keys: await app.keys(),
    at: app.clock.now().toISOString(),
    origin: await mailingOrigin(app.root, library, [issue]),
    correctionAt: correction.at,
    // Of one that was never mailed there is nothing that it could be compared with.
    correctionFor: library.correction(issue, before?.mailing && before.file),
  });
  if (!started) throw new AppError('ISSUE_UNKNOWN', `"${slug}" was never mailed, so nobody needs its correction.`);
  const { deliver } = await import('../delivery/deliver.ts');
  const report = await deliver(started.mailing, await app.deliveryTools(), options);
  return { ...report, isNew: started.isNew, startedAt: started.mailing.startedAt };
}

async function mailingOf(
  app: App,
  slug: string,
  also?: 'drafts',
): Promise<{ readonly start: MailingStart; readonly issue: PublishedIssue }> {
  const library = await app.library();
  const issue = issueNamed(library, slug, also);
  const { letter } = await library.load(issue);
  const at = app.clock.now().toISOString();
  const { newsletter, bounceAddress } = app;
  const sliceFor = library.slices(issue);
  const keys = await app.keys();
  return { issue, start: { slug: issue.card.slug, letter, sliceFor, newsletter, bounceAddress, keys, at } };
}

/** The issue of this slug or file name; a published one before a draft. Throws ISSUE_UNKNOWN. */
function issueNamed(library: OpenLibrary, name: string, also?: 'drafts'): PublishedIssue {
  const wanted = name.normalize('NFC');
  const drafts = also === 'drafts' ? draftsOf(library) : [];
  const found = [...library.issues, ...drafts].find(({ card, path }) => card.slug === wanted || path === wanted);
  if (found) return found;
  const reason = isBroken(library) ? ' Some issues have errors; "masthead check" shows them.' : '';
  throw new AppError('ISSUE_UNKNOWN', `No published issue has the slug "${name}".${reason}`);
}

/** Drafts without errors; their numbers come with publication. */
export function draftsOf({ listed }: OpenLibrary): readonly PublishedIssue[] {
  return listed.flatMap((issue) => (issue.card && issue.status === 'draft' ? [{ ...issue, card: issue.card }] : []));
}
