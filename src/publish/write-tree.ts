// Writes `out/` whole: files that stay are linked into the new tree with their bytes and times, changed ones are made,
// and what nobody asked for is left behind. Until the swap the old tree is untouched, whatever happens here.
import {
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { startTree, swapTrees, treePlaces, type TreePlaces } from './swap.ts';
import { filesBelow } from './sources.ts';

/** A file as the last build left it. One that looks otherwise was touched by somebody else and is made again. */
export interface WrittenFile {
  readonly fingerprint: string;
  readonly size: number;
  readonly mtimeMs: number;
}

export type Written = Readonly<Record<string, WrittenFile>>;

/** One file to be: its path below `out/`, a name for its content, and the content when it is asked for. */
export interface PlannedFile {
  readonly path: string;
  readonly fingerprint: string;
  readonly content: () => Promise<string | Uint8Array>;
}

export interface TreeChange {
  readonly written: Written;
  /** Paths whose bytes are new or different. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** Files of others that stay in `out/`: git keeps the empty folder by it. */
const KEPT = ['.gitkeep'];

/** Makes `out` hold exactly the planned files. `before` is what the last build returned as `written`, or empty. */
export async function writeTree(out: string, files: readonly PlannedFile[], before: Written): Promise<TreeChange> {
  const places = treePlaces(out);
  const present = filesBelow(places.current, (name) => !KEPT.includes(name));
  const isPlanned = new Set(files.map((file) => file.path));
  const removed = present.filter((path) => !isPlanned.has(path));
  const isKept = files.map((file) =>
    isAsWritten(statOf(places.current, file.path), before[file.path], file.fingerprint),
  );
  if (removed.length === 0 && isKept.every(Boolean)) return { written: pick(before, files), changed: [], removed };

  startTree(places);
  const folders = new Set<string>();
  const changed: string[] = [];
  const written: Record<string, WrittenFile> = {};
  const contents = startedAhead(files.filter((_, i) => isKept[i] !== true));
  for (const [i, file] of files.entries()) {
    makeFolder(places, file.path, folders);
    if (isKept[i] !== true && !placeContent(places, file.path, await contents.next())) changed.push(file.path);
    else keepFile(places, file.path);
    const { size, mtimeMs } = lstatSync(join(places.next, file.path));
    written[file.path] = { fingerprint: file.fingerprint, size, mtimeMs };
  }
  for (const name of KEPT) if (statOf(places.current, name)?.isFile() === true) keepFile(places, name);
  swapTrees(places);
  return { written, changed, removed };
}

/** Contents asked for before their turn: pictures are drawn by other threads, several at a time. */
const AHEAD = 12;

/** Gives the contents one after another, with some more under way. */
function startedAhead(files: readonly PlannedFile[]): { readonly next: () => Promise<string | Uint8Array> } {
  const running: Promise<string | Uint8Array>[] = [];
  let startedCount = 0;
  return {
    async next() {
      while (running.length <= AHEAD && startedCount < files.length) {
        const content = files[startedCount++]?.content() ?? Promise.resolve('');
        // A failure is thrown when its turn comes; until then nobody else listens.
        content.catch(() => undefined);
        running.push(content);
      }
      return (await running.shift()) ?? '';
    },
  };
}

function isAsWritten(stat: Stats | undefined, before: WrittenFile | undefined, fingerprint: string): boolean {
  if (stat === undefined || before === undefined || !stat.isFile()) return false;
  return before.fingerprint === fingerprint && before.size === stat.size && before.mtimeMs === stat.mtimeMs;
}

/** Writes the content; true when the old file holds the very same bytes, so that it can stay. */
function placeContent(places: TreePlaces, path: string, content: string | Uint8Array): boolean {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const stat = statOf(places.current, path);
  if (stat?.isFile() === true && stat.size === bytes.length) {
    if (readFileSync(join(places.current, path)).equals(bytes)) return true;
  }
  writeFileSync(join(places.next, path), bytes);
  return false;
}

/** Links, so that bytes and times are the same file's; copies where the file system knows no links. */
function keepFile(places: TreePlaces, path: string): void {
  const from = join(places.current, path);
  const to = join(places.next, path);
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
    const { atime, mtime } = lstatSync(from);
    utimesSync(to, atime, mtime);
  }
}

function makeFolder(places: TreePlaces, path: string, made: Set<string>): void {
  const folder = dirname(path);
  if (made.has(folder)) return;
  mkdirSync(join(places.next, folder), { recursive: true });
  made.add(folder);
}

function statOf(folder: string, path: string): Stats | undefined {
  return lstatSync(join(folder, path), { throwIfNoEntry: false });
}

function pick(before: Written, files: readonly PlannedFile[]): Written {
  return Object.fromEntries(files.flatMap(({ path }) => (before[path] ? [[path, before[path]]] : [])));
}
