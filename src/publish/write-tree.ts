// Writes `out/` whole: files that stay are linked into the new tree with their bytes and times, changed ones are made,
// and what nobody asked for is left behind. Until the swap the old tree is untouched, whatever happens here.
import { copyFileSync, linkSync, lstatSync, mkdirSync, readFileSync, utimesSync, writeFile, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
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
  const isPresent = new Set(present);
  const isPlanned = new Set(files.map((file) => file.path));
  const removed = present.filter((path) => !isPlanned.has(path));
  const isKept = files.map(
    ({ path, fingerprint }) =>
      isPresent.has(path) && isAsWritten(statOf(places.current, path), before[path], fingerprint),
  );
  if (removed.length === 0 && isKept.every(Boolean)) return { written: pick(before, files), changed: [], removed };

  using _next = startTree(places);
  const folders = new Set<string>();
  const changed: string[] = [];
  const contents = startedAhead(files.filter((_, i) => isKept[i] !== true));
  {
    await using writes = severalWrites();
    for (const [i, { path }] of files.entries()) {
      makeFolder(places, dirname(path), folders);
      const bytes = isKept[i] === true ? undefined : bytesOf(await contents.next());
      if (bytes === undefined || (isPresent.has(path) && holds(places, path, bytes))) keepFile(places, path);
      else {
        changed.push(path);
        await writes.start(join(places.next, path), bytes);
      }
    }
    await writes.finish();
  }
  for (const name of KEPT) if (statOf(places.current, name)?.isFile() === true) keepFile(places, name);
  const written = writtenFiles(places, files);
  swapTrees(places);
  return { written, changed, removed };
}

function writtenFiles(places: TreePlaces, files: readonly PlannedFile[]): Written {
  const entries = files.map(({ path, fingerprint }): [string, WrittenFile] => {
    const { size, mtimeMs } = lstatSync(join(places.next, path));
    return [path, { fingerprint, size, mtimeMs }];
  });
  return Object.fromEntries(entries);
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

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : content;
}

/** Whether the old file has the very same bytes, so that it can stay. */
function holds(places: TreePlaces, path: string, bytes: Uint8Array): boolean {
  const stat = statOf(places.current, path);
  const isAlike = stat?.isFile() === true && stat.size === bytes.length;
  return isAlike && readFileSync(join(places.current, path)).equals(bytes);
}

/** Files on their way to the disk while the next ones are made: creating one is mostly waiting. */
const WRITES_AT_ONCE = 16;

interface SeveralWrites extends AsyncDisposable {
  /** Comes back when there is room for another. */
  readonly start: (file: string, bytes: Uint8Array) => Promise<void>;
  /** Comes back when all are done. Disposing waits too, and throws nothing: then something else has failed. */
  readonly finish: () => Promise<void>;
}

/** A write that fails throws at one of the next starts or at the end. */
function severalWrites(): SeveralWrites {
  const running = new Set<Promise<void>>();
  const written = promisify(writeFile);
  return {
    async start(file, bytes) {
      const write = written(file, bytes);
      running.add(write);
      // A failure stays in the set and is thrown from there; until then nobody else listens.
      write.then(
        () => running.delete(write),
        () => undefined,
      );
      if (running.size >= WRITES_AT_ONCE) await Promise.race(running);
    },
    async finish() {
      await Promise.all(running);
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(running);
    },
  };
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

/** With those above it. `made` spares the file system the question. */
function makeFolder(places: TreePlaces, folder: string, made: Set<string>): void {
  if (folder === '.' || made.has(folder)) return;
  makeFolder(places, dirname(folder), made);
  mkdirSync(join(places.next, folder));
  made.add(folder);
}

function statOf(folder: string, path: string): Stats | undefined {
  return lstatSync(join(folder, path), { throwIfNoEntry: false });
}

function pick(before: Written, files: readonly PlannedFile[]): Written {
  return Object.fromEntries(files.flatMap(({ path }) => (before[path] ? [[path, before[path]]] : [])));
}
