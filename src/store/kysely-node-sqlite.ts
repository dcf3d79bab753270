// kysely on node:sqlite: a thin dialect, because the published ones are no better kept. It keeps three things right
// that are wrong by default: what may be bound, how a transaction begins and ends, and that a failed migration leaves
// nothing behind.
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type DialectAdapter,
  type Driver,
  type SqliteDatabase,
  type SqliteStatement,
} from 'kysely';

/**
 * node:sqlite takes an object in first place for named parameters: `run(new Date(), 'x')` silently shifts the rest by
 * one and binds NULL. Nothing but the five bindable kinds may reach it.
 */
function bindable(value: unknown): SQLInputValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`cannot bind ${value}`);
    return value;
  }
  if (value === null || typeof value === 'string' || typeof value === 'bigint') return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`cannot bind a ${value === undefined ? 'undefined' : Object.prototype.toString.call(value)}`);
}

class Statement implements SqliteStatement {
  readonly reader: boolean;
  readonly #statement: StatementSync;
  constructor(statement: StatementSync) {
    this.#statement = statement;
    this.reader = statement.columns().length > 0;
  }
  all(parameters: readonly unknown[]): unknown[] {
    return this.#statement.all(...parameters.map(bindable));
  }
  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return this.#statement.run(...parameters.map(bindable));
  }
  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    return this.#statement.iterate(...parameters.map(bindable));
  }
}

/** Statements kept prepared; the hot ones are a dozen, so this is only a bound. */
const PREPARED = 200;

class Database implements SqliteDatabase {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, Statement>();
  constructor(db: DatabaseSync) {
    this.#db = db;
  }
  prepare(text: string): Statement {
    const known = this.#prepared.get(text);
    if (known !== undefined) return known;
    if (this.#prepared.size >= PREPARED) this.#prepared.clear();
    const statement = new Statement(this.#db.prepare(text));
    this.#prepared.set(text, statement);
    return statement;
  }
  close(): void {
    this.#prepared.clear();
    this.#db.close();
  }
}

/** How long a transaction waits for another process that is writing. A freeze of a million takes seconds. */
const BUSY_FOR_MS = 60_000;
const LONGEST_PAUSE_MS = 20;

class ImmediateDriver extends SqliteDriver {
  readonly #db: DatabaseSync;
  readonly #toDisk: () => Promise<void>;
  constructor(db: DatabaseSync, database: SqliteDatabase, toDisk: () => Promise<void>) {
    super({ database });
    this.#db = db;
    this.#toDisk = toDisk;
  }

  /**
   * A deferred transaction that writes after reading fails with SQLITE_BUSY_SNAPSHOT, which no busy timeout retries.
   * Waiting for another writer is done here and not in SQLite, where it would hold up the whole thread: the connections
   * to the mail server, and the very transaction that it waits for if that is ours.
   */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const until = performance.now() + BUSY_FOR_MS;
    for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        await connection.executeQuery(CompiledQuery.raw('begin immediate'));
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > until) throw error;
      }
      await sleep(pauseMs);
    }
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection);
    await this.#toDisk();
  }

  /** SQLite may have rolled back by itself, and what did not reach the disk has been committed: both are over. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#db.isTransaction) await super.rollbackTransaction(connection);
  }
}

function isBusy(error: unknown): boolean {
  const SQLITE_BUSY = 5;
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

class TransactionalAdapter extends SqliteAdapter {
  /** SQLite has transactional DDL; Kysely says it has not and would leave a failed migration half done. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

export class NodeSqliteDialect extends SqliteDialect {
  readonly #driver: () => Driver;
  /** `toDisk` is called after each commit, which counts when it resolves. */
  constructor(db: DatabaseSync, toDisk: () => Promise<void>) {
    const database = new Database(db);
    super({ database });
    this.#driver = () => new ImmediateDriver(db, database, toDisk);
  }
  override createDriver(): Driver {
    return this.#driver();
  }
  override createAdapter(): DialectAdapter {
    return new TransactionalAdapter();
  }
}
