// Correcting an issue that is out, in two steps with the editor's decision between them: what has changed since readers
// got it, and then the entry in its file, out/, and a mailing where one is wanted. Nothing is mailed that was not asked
// for by name.
import type { App } from '../app.ts';
import { withCorrection } from '../core/issue/edit-front-matter.ts';
import { parseIssue } from '../core/issue/parse-issue.ts';
import { rfc3339, startOfDay } from '../core/issue/zoned-time.ts';
import { isDigest } from '../core/ledger/mailing.ts';
import { absoluteUrl } from '../core/newsletter.ts';
import { proposedNote } from '../core/revision/proposed-note.ts';
import { issueChanges, type ChangedLine } from '../core/revision/issue-changes.ts';
import type { DeliverOptions } from '../delivery/deliver.ts';
import { AppError } from '../errors.ts';
import type { LibraryInput, PublishedIssue } from '../publish/open-library.ts';
import { issueOnShelf, readWhole, writeWhole } from './issue-on-shelf.ts';
import { mailedFile, type MailedFile } from './mailed-file.ts';
import { sendCorrection, type CorrectionReport } from './send-one.ts';

/** pages: page and feeds alone. mail: also those who got the issue. next: also a note that the editor puts into the next issue. */
export type CorrectionWay = 'pages' | 'mail' | 'next';

export interface RevisedIssue {
  readonly slug: string;
  readonly path: string;
  readonly title: string;
  readonly url: string;
  /** What it is compared with; absent when nobody knows. */
  readonly since?: Omit<MailedFile, 'file'>;
  readonly changes: readonly ChangedLine[];
  /** How many letters of it were accepted, or may have been, in digests too. */
  readonly letterCount: number;
  readonly isMailed: boolean;
  /** A sentence for readers, where the change is so small that a program can say it. */
  readonly proposal?: string;
}

/** What has changed in an issue since it was mailed. Throws ISSUE_UNKNOWN for one that is not out. */
export async function revisedIssue(
  app: App,
  name: string,
  more: Pick<LibraryInput, 'onProgress'> = {},
): Promise<RevisedIssue> {
  const library = await app.library(more);
  const issue = issueOnShelf(library, name);
  const { card, path } = issue;
  refuseUnpublished(app, issue);
  const before = await mailedFile(app, issue);
  const changes = before === undefined ? [] : changesSince(app, before, readWhole(app, issue));
  const mailings = (await (await app.knownStore())?.mailingsOf(card.slug)) ?? [];
  const letterCount = mailings
    .filter(({ mailing }) => mailing.edition === '' || isDigest(mailing))
    .reduce((sum, { counts }) => sum + counts.accepted + counts.uncertain, 0);
  const proposal = proposedNote(changes, card.language);
  return {
    slug: card.slug,
    path,
    title: card.title,
    url: absoluteUrl(app.newsletter, `${encodeURIComponent(card.slug)}/`),
    ...(before && { since: sourceOf(before) }),
    changes,
    letterCount,
    isMailed: mailings.some(({ mailing }) => mailing.slug === card.slug),
    ...(proposal !== undefined && { proposal }),
  };
}

export interface CorrectInput {
  /** One sentence for readers. */
  readonly note: string;
  readonly way: CorrectionWay;
  readonly images: boolean;
  readonly delivery?: DeliverOptions;
}

export interface CorrectReport {
  /** As it stands in the file, RFC 3339. */
  readonly at: string;
  readonly note: string;
  readonly way: CorrectionWay;
  /** False when an error keeps the newsletter from being built: then nothing was mailed either. */
  readonly isBuilt: boolean;
  /** Of the correction mail, where one was wanted. */
  readonly mailing?: CorrectionReport;
}

/** Writes the correction into the issue's file, builds, and mails it if that is the way. */
export async function correctIssue(
  app: App,
  revised: RevisedIssue,
  { note, way, images, delivery = {} }: CorrectInput,
): Promise<CorrectReport> {
  const { slug, path } = revised;
  if (way === 'mail' && !revised.isMailed) {
    throw new AppError('ISSUE_UNKNOWN', `"${slug}" was never mailed, so nobody needs its correction by mail.`);
  }
  const { newsletter } = app;
  const at = rfc3339(app.clock.now().getTime(), newsletter.schedule.time_zone);
  const made = withCorrection(readWhole(app, { path }), { at, note }, newsletter);
  if ('problem' in made) throw new AppError('ISSUE_UNEDITABLE', `${path}: ${made.problem.message}`);
  writeWhole(app, { path, text: made.text });
  const { done } = await app.build({ images });
  const report = { at, note, way, isBuilt: done !== undefined };
  if (way !== 'mail' || !done) return report;
  return { ...report, mailing: await sendCorrection(app, slug, delivery) };
}

function refuseUnpublished(app: App, { card, path, status }: PublishedIssue): void {
  if (status === 'withdrawn') throw new AppError('ISSUE_UNKNOWN', `${path} has been withdrawn: nobody reads it.`);
  const { date } = card;
  const outMs = date.hasTime ? Date.parse(date.at) : startOfDay(date.day, app.newsletter.schedule.time_zone);
  if (outMs <= app.clock.now().getTime()) return;
  const cure = 'so it can simply be changed. Corrections are for what readers have read.';
  throw new AppError('ISSUE_UNKNOWN', `${path} is dated ${date.day} and not out yet, ${cure}`);
}

function changesSince(app: App, before: MailedFile, file: MailedFile['file']): readonly ChangedLine[] {
  const old = parseIssue(before.file, app.newsletter).issue;
  const now = parseIssue(file, app.newsletter).issue;
  return old && now ? issueChanges(old, now) : [];
}

function sourceOf({ from, commit, mailing }: MailedFile): Omit<MailedFile, 'file'> {
  return {
    from,
    ...(commit !== undefined && { commit }),
    ...(mailing && { mailing: { slug: mailing.slug, edition: mailing.edition, startedAt: mailing.startedAt } }),
  };
}
