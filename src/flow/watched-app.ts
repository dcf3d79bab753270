// The newsletter for a process that runs on: opened anew when masthead.yaml, .env, a template or a text of its pages
// changes. Settings that cannot be used are told of and change nothing; what was opened before is closed when nobody
// can be using it any more.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openApp, type App } from '../app.ts';
import { filesBelow } from '../publish/sources.ts';
import type { Log } from '../system/log.ts';

const LOOK_MS = 2000;
/** Longer than any request may take. */
const CLOSE_AFTER_MS = 60_000;

export class WatchedApp implements AsyncDisposable {
  readonly #root: string;
  readonly #log: Log;
  #app: App;
  #seen: string;
  #onChanged: (app: App) => void = () => {};
  #refusal: unknown;
  #timer: NodeJS.Timeout | undefined;
  /** Those of before, until they are closed. */
  readonly #old = new Map<App, NodeJS.Timeout>();

  /** Throws what openApp throws. */
  constructor(root: string, log: Log) {
    this.#root = root;
    this.#log = log;
    this.#seen = identityOf(root);
    this.#app = this.#open();
  }

  get app(): App {
    return this.#app;
  }

  /** Why the settings as they now are cannot be used; undefined while they are in use. */
  get refusal(): unknown {
    return this.#refusal;
  }

  /** Calls `onChanged` after each change from now on. */
  watch(onChanged: (app: App) => void): void {
    this.#onChanged = onChanged;
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.#timer.unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    for (const timer of this.#old.values()) clearTimeout(timer);
    for (const app of [...this.#old.keys(), this.#app]) await app[Symbol.asyncDispose]();
  }

  /** Looks now, for whoever has heard of a change before the next look is due. */
  look(): void {
    const seen = identityOf(this.#root);
    if (seen === this.#seen) return;
    this.#seen = seen;
    try {
      const before = this.#app;
      const app = this.#open();
      this.#onChanged(app);
      this.#app = app;
      this.#refusal = undefined;
      this.#retire(before);
      this.#log.info('The settings have changed and are used from now on');
    } catch (error) {
      this.#refusal = error;
      this.#log.error({ err: error }, 'The settings have changed and cannot be used; those of before stay');
    }
  }

  #open(): App {
    return openApp(this.#root, { onNotice: (sentence) => this.#log.warn(sentence) });
  }

  #retire(app: App): void {
    const close = (): void => {
      this.#old.delete(app);
      app[Symbol.asyncDispose]().then(undefined, (error: unknown) => this.#log.warn({ err: error }, 'Closing failed'));
    };
    const timer = setTimeout(close, CLOSE_AFTER_MS);
    timer.unref();
    this.#old.set(app, timer);
  }
}

/** Another one whenever one of the files is written. */
function identityOf(root: string): string {
  const words = ['web-templates', 'messages'].flatMap((folder) =>
    filesBelow(join(root, folder)).map((name) => join(folder, name)),
  );
  return ['masthead.yaml', '.env', ...words]
    .map((name) => {
      const stat = statSync(join(root, name), { throwIfNoEntry: false });
      return `${name} ${stat?.size} ${stat?.mtimeMs}`;
    })
    .join('\n');
}
