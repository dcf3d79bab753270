// Tells which files of a few folders have changed, soon after they have. The system's own notices come first; whatever
// they miss (a network disk, an editor that writes another file and renames it, a folder that is new) is found by
// looking at sizes and times. It names files and reads none.
import { readdirSync, statSync, watch, type Dirent, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

export interface WatchInput {
  readonly root: string;
  /** Watched with all that is below them, whether they are there yet or not. */
  readonly folders: readonly string[];
  /** Files of the root itself. */
  readonly files: readonly string[];
  /** Hears the paths, relative to the root, with `/`; never empty. */
  readonly onChanged: (paths: ReadonlySet<string>) => void;
}

/** An editor's save is several notices within a few milliseconds; this much of silence ends it. */
const QUIET_MS = 12;
/** A program that writes without a pause is shown now and then all the same. */
const LONGEST_WAIT_MS = 100;
/** How often sizes and times are compared where the system gives no notice. */
const LOOK_MS = 2000;

export class WatchedFiles implements Disposable {
  readonly #input: WatchInput;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #timer: NodeJS.Timeout;
  #identities: ReadonlyMap<string, string>;
  #hints = new Set<string>();
  #quiet: NodeJS.Timeout | undefined;
  #firstHintAt = 0;

  constructor(input: WatchInput) {
    this.#input = input;
    this.#identities = this.#look();
    this.#timer = setInterval(() => this.#tell(), LOOK_MS);
    this.#timer.unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    clearTimeout(this.#quiet);
    for (const watcher of this.#watchers.values()) watcher.close();
  }

  #hint(path: string): void {
    const now = performance.now();
    if (this.#quiet === undefined) this.#firstHintAt = now;
    this.#hints.add(path);
    clearTimeout(this.#quiet);
    const waitMs = Math.min(QUIET_MS, Math.max(0, this.#firstHintAt + LONGEST_WAIT_MS - now));
    this.#quiet = setTimeout(() => this.#tell(), waitMs);
  }

  #tell(): void {
    clearTimeout(this.#quiet);
    this.#quiet = undefined;
    const [before, hints] = [this.#identities, this.#hints];
    this.#hints = new Set();
    this.#identities = this.#look();
    const names = new Set([...before.keys(), ...this.#identities.keys()]);
    // Two saves within one tick of the file system's clock look the same from outside: a notice counts for itself.
    const isChanged = (name: string): boolean => hints.has(name) || before.get(name) !== this.#identities.get(name);
    const changed = new Set([...names].filter(isChanged));
    if (changed.size > 0) this.#input.onChanged(changed);
  }

  /** Every file by its path; sees to it that each folder has its watcher. */
  #look(): ReadonlyMap<string, string> {
    const { root, folders, files } = this.#input;
    const found = new Map<string, string>();
    const present = new Set<string>(['']);
    for (const file of files) this.#note(file, found);
    for (const folder of folders) this.#walk(folder, found, present);
    for (const folder of present) if (!this.#watchers.has(folder)) this.#watch(folder);
    for (const [folder, watcher] of this.#watchers) {
      if (present.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    // The root itself has gone: there is nothing to see, and what was seen stays.
    return statSync(root, { throwIfNoEntry: false }) ? found : this.#identities;
  }

  #walk(folder: string, found: Map<string, string>, present: Set<string>): void {
    for (const entry of entriesOf(join(this.#input.root, folder))) {
      present.add(folder);
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) this.#walk(path, found, present);
      else this.#note(path, found);
    }
    if (statSync(join(this.#input.root, folder), { throwIfNoEntry: false })?.isDirectory()) present.add(folder);
  }

  #note(path: string, found: Map<string, string>): void {
    const stat = statSync(join(this.#input.root, path), { throwIfNoEntry: false });
    if (stat?.isFile()) found.set(path, `${stat.ino} ${stat.size} ${stat.mtimeMs}`);
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(join(this.#input.root, folder), (_, name) => this.#hint(pathOf(folder, name ?? '')));
      // The regular look goes on without it.
      watcher.on('error', () => watcher.close());
      this.#watchers.set(folder, watcher);
    } catch {
      // No notices here: the limit of the system is reached, or the folder has just gone. The regular look sees all.
    }
  }
}

function pathOf(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // Not there, or not to be read: either way nothing in it can be shown.
    return [];
  }
}
