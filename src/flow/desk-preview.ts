// The desk's view of the issues: files watched, read anew, and told of. What an editor has just saved is read first and
// shown at once; what only the whole newsletter can tell (duplicates, all checks) follows when the typing pauses.
import { readFileSync } from 'node:fs';
import type { Problem } from '../core/issue/problem.ts';
import type { EventStream } from '../desk/event-stream.ts';
import type { PreviewTools } from '../desk/preview-tools.ts';
import { AppError } from '../errors.ts';
import { LiveLibrary, type LiveLine } from '../publish/live-library.ts';
import { inOrder } from '../publish/open-library.ts';
import { WatchedFiles } from '../system/watch-files.ts';
import { checkNewsletter } from './check-newsletter.ts';
import type { WatchedApp } from './watched-app.ts';

const FOLDERS = ['issues', 'static', 'web-templates', 'email-templates', 'messages'];
const FILES = ['masthead.yaml', '.env'];
/** A pause in the writing: long enough that checks do not delay the next save's preview. */
const CHECK_AFTER_MS = 300;
/** Issues checked between two looks at what else there is to do. */
const CHECKED_TOGETHER = 8;

export interface PreviewHears {
  /** Of what failed while nobody waited for it. */
  readonly onFailure: (error: unknown) => void;
  /** Of each issue that had to be rendered when the desk was opened. */
  readonly onProgress: (done: number, total: number) => void;
}

export class DeskPreview implements AsyncDisposable {
  readonly #watched: WatchedApp;
  readonly #events: EventStream;
  readonly #live: LiveLibrary;
  readonly #files: WatchedFiles;
  readonly #onFailure: (error: unknown) => void;
  /** What the checks have found beyond what reading a file finds, by path; of the file as it last was checked. */
  readonly #beyond = new Map<string, readonly Problem[]>();
  readonly #toCheck = new Set<string>();
  #isReopenDue = false;
  /** Of opening the whole, and of reading one file. */
  #failures: { whole?: AppError | undefined; one?: AppError | undefined } = {};
  #timer: NodeJS.Timeout | undefined;
  #checking: Promise<void> = Promise.resolve();
  #isEnding = false;

  /** Throws what opening the library throws. */
  static async open(watched: WatchedApp, events: EventStream, hears: PreviewHears): Promise<DeskPreview> {
    const { root, newsletter } = watched.app;
    return new DeskPreview(watched, events, {
      ...hears,
      live: await LiveLibrary.open(root, newsletter, hears.onProgress),
    });
  }

  private constructor(
    watched: WatchedApp,
    events: EventStream,
    { live, onFailure }: PreviewHears & { readonly live: LiveLibrary },
  ) {
    this.#watched = watched;
    this.#events = events;
    this.#live = live;
    this.#onFailure = onFailure;
    const { root } = watched.app;
    this.#files = new WatchedFiles({ root, folders: FOLDERS, files: FILES, onChanged: (paths) => this.#take(paths) });
    for (const { path } of live.lines()) this.#toCheck.add(path);
    this.#checkSoon();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    clearTimeout(this.#timer);
    this.#files[Symbol.dispose]();
    await this.#checking;
  }

  /** What the desk's pages ask for. */
  tools(): PreviewTools {
    return {
      lines: () => this.#live.lines().map((line) => this.#checked(line)),
      issue: (path) => {
        const issue = this.#rendering(() => this.#live.issue(path));
        return issue && this.#checked(issue);
      },
      templates: () => this.#live.templates,
      staticFile: (path) => {
        const file = this.#live.library.sources.staticFiles.find((one) => one.path === path);
        return file && readFileSync(file.source);
      },
      failure: () => {
        const { refusal } = this.#watched;
        return refusal instanceof Error ? refusal.message : (this.#failures.whole ?? this.#failures.one)?.message;
      },
    };
  }

  #checked<T extends LiveLine>(line: T): T {
    // While one types, what was found in the letter a moment ago stands until it is looked for again.
    const beyond = line.card ? this.#beyond.get(line.path) : undefined;
    return beyond ? { ...line, problems: inOrder([...line.problems, ...beyond]) } : line;
  }

  #take(paths: ReadonlySet<string>): void {
    const others = [...paths].some((path) => !path.startsWith('issues/'));
    if (others) {
      this.#watched.look();
      this.#isReopenDue = true;
    }
    const changed = this.#rendering(() => this.#live.take(paths)) ?? new Set<string>();
    for (const path of changed) this.#toCheck.add(path);
    if (changed.size > 0 || others) this.#checkSoon();
    for (const path of changed) this.#events.send(`issue:${path}`);
    if (changed.size > 0) this.#events.send('issues');
  }

  /** A template that cannot be used is told of, and what was made by the last one that could stays. */
  #rendering<T>(work: () => T): T | undefined {
    try {
      const done = work();
      this.#failures.one = undefined;
      return done;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#failures.one = error;
      return undefined;
    }
  }

  #checkSoon(): void {
    clearTimeout(this.#timer);
    // Templates and settings are shown at once: nothing is right before they are taken.
    const delayMs = this.#isReopenDue ? 0 : CHECK_AFTER_MS;
    this.#timer = setTimeout(() => {
      this.#checking = this.#checking.then(() => this.#check()).catch(this.#onFailure);
    }, delayMs);
  }

  async #check(): Promise<void> {
    const { app } = this.#watched;
    const isAll = this.#isReopenDue;
    this.#isReopenDue = false;
    try {
      await this.#live.reopen(app.newsletter);
      this.#failures.whole = undefined;
    } catch (error) {
      if (isSystemError(error)) return this.#checkAgain(isAll);
      if (!(error instanceof AppError)) throw error;
      this.#failures.whole = error;
    }
    if (isAll) {
      for (const { path } of this.#live.lines()) this.#toCheck.add(path);
      this.#events.send('newsletter');
    }
    const { library } = this.#live;
    while (this.#toCheck.size > 0 && !this.#isEnding) {
      const paths = new Set([...this.#toCheck].slice(0, CHECKED_TOGETHER));
      // What is saved meanwhile comes to be checked again.
      for (const path of paths) this.#toCheck.delete(path);
      const { problems } = await checkNewsletter(app, { library, paths });
      const byPath = Map.groupBy(problems, (problem) => problem.path);
      for (const path of paths) if (!this.#toCheck.has(path)) this.#note(path, byPath.get(path) ?? []);
      // Whoever waits for a page goes first.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#events.send('issues');
  }

  #checkAgain(isAll: boolean): void {
    this.#checkSoon();
    this.#isReopenDue ||= isAll;
  }

  #note(path: string, problems: readonly Problem[]): void {
    const own = new Set(this.#live.line(path)?.problems.map((problem) => JSON.stringify(problem)));
    const beyond = problems.filter((problem) => !own.has(JSON.stringify(problem)));
    const before = this.#beyond.get(path) ?? [];
    this.#beyond.set(path, beyond);
    if (JSON.stringify(before) !== JSON.stringify(beyond)) this.#events.send(`issue:${path}`);
  }
}

/** A file has gone between being listed and being read: in a moment it is there again, or not listed. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
