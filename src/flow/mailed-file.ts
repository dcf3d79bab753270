// The file of an issue as its readers have it: from the ledger, which keeps it since there are proofs, else as git had
// it when the mailing began, else as it was committed last. Where each comes from is told, because only the first is
// certain.
import type { App } from '../app.ts';
import type { IssueFile } from '../core/issue/parse-issue.ts';
import { isDigest, type Mailing } from '../core/ledger/mailing.ts';
import type { PublishedIssue } from '../publish/open-library.ts';
import { openGit } from '../system/git.ts';

export interface MailedFile {
  readonly file: IssueFile;
  /** ledger: to the byte. commit: the last one before the mailing, or the one that is checked out. */
  readonly from: 'ledger' | 'commit';
  readonly commit?: string;
  /** The mailing that readers have it from; absent when it was never mailed. */
  readonly mailing?: Pick<Mailing, 'slug' | 'edition' | 'startedAt'>;
}

/** Undefined when neither ledger nor git know. A mailing of the edition `but` is not looked at. */
export async function mailedFile(
  app: App,
  { card, path }: PublishedIssue,
  but?: string,
): Promise<MailedFile | undefined> {
  const store = await app.knownStore();
  const mailings = (await store?.mailingsOf(card.slug)) ?? [];
  const own = mailings.map(({ mailing }) => mailing).filter((one) => !isDigest(one) && one.edition !== but);
  const mailing = own.at(-1);
  if (store === undefined || mailing === undefined) return committedFile(app, path);
  const kept = (await store.origin(mailing.id))?.files.find(({ slug }) => slug === card.slug);
  const text = kept && (await store.mailedText(kept.sha256));
  if (text !== undefined) return { file: { path, text }, from: 'ledger', mailing };
  const committed = await committedFile(app, path, mailing.startedAt);
  return committed && { ...committed, mailing };
}

async function committedFile(app: App, path: string, before?: string): Promise<MailedFile | undefined> {
  const git = await openGit(app.root);
  const [commit] = (await git?.history(path, { limit: 1, ...(before !== undefined && { before }) })) ?? [];
  const text = commit === undefined ? undefined : await git?.text(commit, path);
  return text === undefined || commit === undefined ? undefined : { file: { path, text }, from: 'commit', commit };
}
