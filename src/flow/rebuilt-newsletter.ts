// A newsletter as it was when a mailing began, in a temporary folder: its files as a commit has them, or as the ledger
// has kept them, with the addresses of that time. The checkout, the index and out/ are not touched.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { hash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { App } from '../app.ts';
import type { FrozenLetter } from '../core/message/frozen-letter.ts';
import { absoluteUrl, type Newsletter } from '../core/newsletter.ts';
import { cacheFolder, openLibrary, type OpenLibrary } from '../publish/open-library.ts';
import { readSettings, type Variables } from '../settings.ts';
import type { KeptOrigin } from '../store/proof-store.ts';
import type { Store } from '../store/store.ts';
import { openGit } from '../system/git.ts';

export interface RebuiltNewsletter extends Disposable {
  readonly newsletter: Newsletter;
  readonly bounceAddress: string | undefined;
  readonly library: OpenLibrary;
  readonly from: 'commit' | 'ledger';
  /** Why the commit was not used, though the ledger names one that has every file. */
  readonly missing?: 'shallow' | 'absent';
  /** Files of the mailing that the commit has otherwise than they were hashed. */
  readonly otherFiles: readonly string[];
}

const PARTS = ['masthead.yaml', 'issues', 'email-templates', 'web-templates'];

/** `letter` is one of the mailing's: it says under which addresses it went out. */
export async function rebuiltNewsletter(
  app: App,
  store: Store,
  { origin, letter }: { readonly origin: KeptOrigin; readonly letter: FrozenLetter },
): Promise<RebuiltNewsletter> {
  const root = mkdtempSync(join(tmpdir(), 'masthead-verify-'));
  try {
    const missing = await checkOut(app, origin, root);
    const isFromCommit = missing === undefined;
    if (!isFromCommit) await unpack(store, origin, root);
    const { newsletter, environment } = settingsOf(root, letter);
    const numbers = new Map(origin.files.flatMap(({ slug, number }) => (slug && number ? [[slug, number]] : [])));
    const library = await openLibrary({
      root,
      newsletter,
      cache: cacheFolder(app.root),
      ...(!isFromCommit && { numbers }),
    });
    return {
      newsletter,
      bounceAddress: environment.BOUNCE_ADDRESS,
      library,
      from: isFromCommit ? 'commit' : 'ledger',
      ...(missing !== undefined && missing !== 'uncommitted' && { missing }),
      otherFiles: origin.files.filter((file) => !isSame(root, file)).map(({ path }) => path),
      [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
    };
  } catch (error) {
    rmSync(root, { recursive: true, force: true });
    throw error;
  }
}

/** Undefined when the folder holds the commit now; else why it does not. */
async function checkOut(
  app: App,
  { commit, files }: KeptOrigin,
  root: string,
): Promise<'shallow' | 'absent' | 'uncommitted' | undefined> {
  if (commit === undefined || files.some(({ isCommitted }) => !isCommitted)) return 'uncommitted';
  const git = await openGit(app.root);
  if (git === undefined) return 'absent';
  if (!(await git.has(commit))) return (await git.isShallow()) ? 'shallow' : 'absent';
  await git.extract(commit, PARTS, root);
  // The newsletter may have been in another folder then.
  return existsSync(join(root, 'masthead.yaml')) ? undefined : 'absent';
}

async function unpack(store: Store, { files }: KeptOrigin, root: string): Promise<void> {
  for (const { path, sha256 } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), (await store.mailedText(sha256)) ?? '');
  }
}

function isSame(root: string, { path, sha256 }: KeptOrigin['files'][number]): boolean {
  return existsSync(join(root, path)) && hash('sha256', readFileSync(join(root, path))) === sha256;
}

/** The settings of the folder; what the environment had laid over them then is in the letter. */
function settingsOf(root: string, { baseUrl, bounceAddress }: FrozenLetter): ReturnType<typeof readSettings> {
  const variables: Variables = { BOUNCE_ADDRESS: bounceAddress };
  const plain = readSettings(root, variables);
  if (absoluteUrl(plain.newsletter, '').replace(/\/$/, '') === baseUrl) return plain;
  return readSettings(root, { ...variables, BASE_URL: baseUrl });
}
