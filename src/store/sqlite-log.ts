// The write-ahead log of an SQLite store, put on the disk by a thread of its own: SQLite would wait for the disk in the
// thread that sends. What SQLite does itself under `synchronous = normal` (the log's header, checkpoints) keeps the
// order of things; the one wait that `full` adds to it, after each commit, is this one.
import { closeSync, fdatasync, fstatSync, openSync } from 'node:fs';

export class SqliteLog implements AsyncDisposable {
  readonly #path: string;
  #file: number | undefined;
  #flushing: Promise<Error | undefined> = Promise.resolve(undefined);

  /** `path` of the database; its log is opened when it is there, which is after the first transaction. */
  constructor(path: string) {
    this.#path = `${path}-wal`;
  }

  /** Resolves when all that was committed before is on the disk. */
  async toDisk(): Promise<void> {
    // After a failure the system may call pages clean that never arrived: nothing is believed until the store is opened
    // anew and SQLite has read its log again.
    this.#flushing = this.#flushing.then((earlier) => earlier ?? this.#flush());
    const failure = await this.#flushing;
    if (failure !== undefined) throw failure;
  }

  #flush(): Promise<Error | undefined> {
    return new Promise((resolve) => {
      const file = (this.#file ??= openSync(this.#path, 'r+'));
      fdatasync(file, (error) => resolve(error ?? (isDeleted(file) ? new Error(DELETED) : undefined)));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#flushing.catch(() => {});
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

const DELETED = 'its log was deleted by another program while it was open';

/** SQLite would go on writing to a log that nobody else sees, and that is gone with the last descriptor. */
function isDeleted(file: number): boolean {
  return fstatSync(file).nlink === 0;
}
