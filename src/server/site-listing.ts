// out/ as it stands on the disk: every file that may be served, with what tells one content from another. Requests are
// looked up in this list and never in the file system, so no path can lead outside it. A listing is of one tree: when
// the tree is swapped while it is read, it is read again.
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { contentHash, shortHash } from './content-hash.ts';

export interface ListedFile {
  /** Relative to out/, with `/`. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** Another one for every writing of the file. */
  readonly identity: string;
  /** Of the content alone: 128 bits of SHA-256 as base64url. */
  readonly hash: string;
}

export interface SiteListing {
  /** Of the folder itself, which every build replaces. */
  readonly folderIdentity: string;
  readonly files: ReadonlyMap<string, ListedFile>;
}

/** Where the tree stands now, best first: during a swap it has another name for a moment. */
export type SiteFolders = () => readonly string[];

/** Two renames take less than a millisecond; a slow disk may take a little longer. */
const SWAP_ATTEMPTS = 20;
const SWAP_PAUSE_MS = 25;

/** Lists the tree; undefined when there is none. What `before` knows of files that are the same is taken over. */
export async function listSite(folders: SiteFolders, before?: SiteListing): Promise<SiteListing | undefined> {
  for (let attempt = 0; attempt < SWAP_ATTEMPTS; attempt++) {
    const [first] = folders();
    if (first === undefined) return undefined;
    const listing = await listFolder(first, before);
    if (listing) return listing;
    await pause(SWAP_PAUSE_MS);
  }
  return undefined;
}

/** Undefined when there is no folder. */
export async function folderIdentity(folder: string): Promise<string | undefined> {
  try {
    const { dev, ino, mtimeNs, birthtimeNs } = await lstat(folder, { bigint: true });
    return `${dev}.${ino}.${mtimeNs}.${birthtimeNs}`;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** The very file that was listed, opened; undefined when it is gone or was written again. The caller closes it. */
export async function openListed(folders: SiteFolders, file: ListedFile): Promise<FileHandle | undefined> {
  for (const folder of folders()) {
    const handle = await openIfThere(join(folder, file.path));
    if (handle === undefined) continue;
    if (identityOf(await handle.stat({ bigint: true })) === file.identity) return handle;
    await handle.close();
  }
  return undefined;
}

/** Undefined when the tree went away or changed under our eyes. */
async function listFolder(folder: string, before: SiteListing | undefined): Promise<SiteListing | undefined> {
  const identity = await folderIdentity(folder);
  if (identity === undefined) return undefined;
  const files = new Map<string, ListedFile>();
  try {
    for (const path of await filePaths(folder)) {
      const file = await listedFile(folder, path, before?.files.get(path));
      if (file) files.set(path, file);
    }
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
  return (await folderIdentity(folder)) === identity ? { folderIdentity: identity, files } : undefined;
}

/** Hidden files stay hidden, but for the one folder that is meant to be found (RFC 8615). */
function isServed(name: string): boolean {
  return !name.startsWith('.') || name === '.well-known';
}

async function filePaths(folder: string, below = ''): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    if (!isServed(entry.name)) continue;
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    // A link could lead anywhere, and no build makes one.
    if (entry.isFile()) paths.push(path);
    else if (entry.isDirectory()) paths.push(...(await filePaths(folder, path)));
  }
  return paths;
}

async function listedFile(
  folder: string,
  path: string,
  before: ListedFile | undefined,
): Promise<ListedFile | undefined> {
  const handle = await openIfThere(join(folder, path));
  // Gone since the folder was read: the tree is being swapped, and its identity will tell.
  if (handle === undefined) return undefined;
  try {
    const stat = await handle.stat({ bigint: true });
    const identity = identityOf(stat);
    if (before?.identity === identity) return before;
    const hash = await hashOf(handle, Number(stat.size));
    return { path, identity, hash, size: Number(stat.size), mtimeMs: Number(stat.mtimeNs / 1_000_000n) };
  } finally {
    await handle.close();
  }
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** Larger files are read piece by piece. */
const WHOLE_BYTES = 1_048_576;

async function hashOf(handle: FileHandle, size: number): Promise<string> {
  if (size <= WHOLE_BYTES) return contentHash(await handle.readFile());
  const hash = createHash('sha256');
  for await (const chunk of handle.createReadStream({ autoClose: false, start: 0 })) hash.update(chunk);
  return shortHash(hash);
}

function identityOf(stat: { readonly ino: bigint; readonly size: bigint; readonly mtimeNs: bigint }): string {
  return `${stat.ino}.${stat.size}.${stat.mtimeNs}`;
}

/** The last one is a link where a file was. */
const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ABSENT.has(String(error.code));
}
