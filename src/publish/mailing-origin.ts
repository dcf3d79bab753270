// Of what a mailing is made, gathered when it starts: the files that flow into its letters with their hashes, the
// commit that has them, and the program that renders. The ledger keeps it (store/proof-store.ts), so that corrections and
// proofs need nothing but the ledger, and git only adds where a text came from.
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MailingOrigin, OriginFile } from '../store/proof-store.ts';
import { openGit, type Git } from '../system/git.ts';
import type { OpenLibrary, PublishedIssue } from './open-library.ts';
import { programMark } from './program-mark.ts';
import { filesBelow } from './sources.ts';

/** What flows into every letter. */
const SETTINGS = 'masthead.yaml';
const TEMPLATES = 'email-templates';

/** The origin of letters that hold these issues of the library. */
export async function mailingOrigin(
  root: string,
  library: OpenLibrary,
  issues: readonly PublishedIssue[],
): Promise<MailingOrigin> {
  const git = await openGit(root);
  const shared = [SETTINGS, ...filesBelow(join(root, TEMPLATES)).map((name) => `${TEMPLATES}/${name}`)];
  const paths = [...shared, ...issues.map(({ path }) => path)];
  const changed = await changedOf(git, paths);
  const files = [
    ...shared.map((path) => fileOf(root, path)),
    ...issues.map((issue) => ({ ...issueFile(root, library, issue), ...placeOf(library, issue) })),
  ];
  const isKnown = git?.head !== undefined;
  return {
    ...(git?.head !== undefined && { commit: git.head }),
    ...programMark(),
    files: files.map((file) => ({ ...file, isCommitted: isKnown && !changed.has(file.path) })),
  };
}

/** Where git cannot tell, nothing is taken for committed. */
async function changedOf(git: Git | undefined, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (git?.head === undefined) return new Set(paths);
  return git.changed(paths).catch(() => new Set(paths));
}

type OpenFile = Omit<OriginFile, 'isCommitted'>;

/** With a byte order mark, should it have one: the hash is that of the file. */
function fileOf(root: string, path: string): OpenFile {
  const bytes = readFileSync(join(root, path));
  return { path, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), sha256: hash('sha256', bytes) };
}

/** The text that was rendered; somebody may have saved another since. */
function issueFile(root: string, { sources }: OpenLibrary, { path }: PublishedIssue): OpenFile {
  const rendered = sources.issues.find((file) => file.path === path)?.text ?? '';
  const file = fileOf(root, path);
  return withoutMark(file.text) === rendered ? file : { path, text: rendered, sha256: hash('sha256', rendered) };
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function placeOf(library: OpenLibrary, { card }: PublishedIssue): Pick<OriginFile, 'slug' | 'number'> {
  const number = library.numbers.get(card.slug);
  return { slug: card.slug, ...(number !== undefined && { number }) };
}
