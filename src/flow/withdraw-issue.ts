// Taking an issue back: its file says so, its mailings end, and out/ is built again, in this order, so that whatever
// comes between leaves an issue that is withdrawn and mailed to nobody more. What was accepted cannot be taken back,
// and is told.
import type { App } from '../app.ts';
import { withWithdrawal } from '../core/issue/edit-front-matter.ts';
import { rfc3339 } from '../core/issue/zoned-time.ts';
import { isDigest, mailingName } from '../core/ledger/mailing.ts';
import { absoluteUrl } from '../core/newsletter.ts';
import { AppError } from '../errors.ts';
import type { BuildInput } from '../publish/build.ts';
import type { PublishedIssue } from '../publish/open-library.ts';
import type { IssueMailing } from '../store/proof-store.ts';
import { controlMailings, type Controlled } from './control-mailing.ts';
import { issueOnShelf, readWhole, writeWhole } from './issue-on-shelf.ts';

export interface WithdrawInput {
  readonly slug: string;
  /** For readers. */
  readonly note?: string;
  readonly images: boolean;
  /** Asked once, before anything is done. */
  readonly isMeant: (facts: WithdrawalFacts) => Promise<boolean>;
  readonly onProgress?: BuildInput['onProgress'];
}

export interface WithdrawalFacts {
  readonly slug: string;
  readonly path: string;
  readonly title: string;
  /** Where its page was, and now the notice is. */
  readonly url: string;
  /** Letters that mail servers have accepted, in digests too, and those that they may have. */
  readonly accepted: number;
  readonly uncertain: number;
}

export interface WithdrawReport extends WithdrawalFacts {
  /** not meant: nothing was done. before: the file said so already. */
  readonly outcome: 'withdrawn' | 'before' | 'not meant';
  readonly cancelled: readonly Controlled[];
  /** Digests that hold it and are being mailed still, by name. */
  readonly openDigests: readonly string[];
  /** Absent when nothing was done, and when an error keeps the newsletter from being built. */
  readonly isBuilt?: boolean;
}

export async function withdrawIssue(app: App, input: WithdrawInput): Promise<WithdrawReport> {
  const library = await app.library({ ...(input.onProgress && { onProgress: input.onProgress }) });
  const issue = issueOnShelf(library, input.slug);
  const facts = await factsOf(app, issue);
  if (!(await input.isMeant(facts))) return { ...facts, outcome: 'not meant', cancelled: [], openDigests: [] };
  const isNew = issue.status !== 'withdrawn';
  if (isNew) mark(app, issue, input.note);
  const open = (await mailingsOf(app, facts.slug)).filter(({ mailing }) => mailing.finishedAt === undefined);
  const isOwnOpen = open.some(({ mailing }) => !isDigest(mailing));
  const cancelled = isOwnOpen ? await controlMailings(app, facts.slug, 'cancel') : [];
  const { done } = await app.build({ images: input.images });
  const openDigests = open.filter(({ mailing }) => isDigest(mailing)).map(({ mailing }) => mailingName(mailing));
  const after = await factsOf(app, issue);
  return {
    ...after,
    outcome: isNew ? 'withdrawn' : 'before',
    cancelled,
    openDigests,
    isBuilt: done !== undefined,
  };
}

async function factsOf(app: App, { card, path }: PublishedIssue): Promise<WithdrawalFacts> {
  const mailings = await mailingsOf(app, card.slug);
  const sum = (state: 'accepted' | 'uncertain'): number => mailings.reduce((all, { counts }) => all + counts[state], 0);
  const url = absoluteUrl(app.newsletter, `${encodeURIComponent(card.slug)}/`);
  return { slug: card.slug, path, title: card.title, url, accepted: sum('accepted'), uncertain: sum('uncertain') };
}

async function mailingsOf(app: App, slug: string): Promise<readonly IssueMailing[]> {
  return (await (await app.knownStore())?.mailingsOf(slug)) ?? [];
}

function mark(app: App, issue: PublishedIssue, note: string | undefined): void {
  const { newsletter } = app;
  const file = readWhole(app, issue);
  const at = rfc3339(app.clock.now().getTime(), newsletter.schedule.time_zone);
  const made = withWithdrawal(file, { at, ...(note !== undefined && { note }) }, newsletter);
  if ('problem' in made) throw new AppError('ISSUE_UNEDITABLE', `${issue.path}: ${made.problem.message}`);
  writeWhole(app, { path: issue.path, text: made.text });
}
