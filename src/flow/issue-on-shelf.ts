// An issue by its slug or its file, among all that were ever published, with its file as it is on the disk: what the
// commands that write into issues begin with.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../app.ts';
import type { IssueFile } from '../core/issue/parse-issue.ts';
import { AppError } from '../errors.ts';
import { isBroken, type OpenLibrary, type PublishedIssue } from '../publish/open-library.ts';

/** Throws ISSUE_UNKNOWN for a slug or path that none has, and for a draft. */
export function issueOnShelf(library: OpenLibrary, name: string): PublishedIssue {
  const wanted = name.normalize('NFC');
  const isMeant = ({ card, path }: Pick<PublishedIssue, 'card' | 'path'>) => card.slug === wanted || path === wanted;
  const found = library.shelf.find(isMeant);
  if (found) return found;
  const draft = library.listed.find(({ card, path }) => path === wanted || card?.slug === wanted);
  if (draft?.status === 'draft') {
    throw new AppError('ISSUE_UNKNOWN', `${draft.path} is a draft: nobody has read it, so it can simply be changed.`);
  }
  const reason = isBroken(library) ? ' Some issues have errors; "masthead check" shows them.' : '';
  throw new AppError('ISSUE_UNKNOWN', `No published issue has the slug "${name}".${reason}`);
}

/** The file with every byte that it has, a byte order mark too. */
export function readWhole(app: App, { path }: Pick<PublishedIssue, 'path'>): IssueFile {
  const bytes = readFileSync(join(app.root, path));
  return { path, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) };
}

export function writeWhole(app: App, { path, text }: IssueFile): void {
  writeFileSync(join(app.root, path), text);
}
