// The store in one SQLite file, readable by its owner alone. Commits are on the disk when they return (sqlite-log.ts
// waits for it), because the ledger's promise is about the moment the power goes. Several processes may have it open:
// each write transaction takes the file from its beginning on, and the others wait.
import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { AppError } from '../errors.ts';
import { noHashes, type HashesOf } from './departure-rows.ts';
import { SQLITE } from './flavour.ts';
import { NodeSqliteDialect } from './kysely-node-sqlite.ts';
import { kyselyStore } from './kysely-store.ts';
import { migrate } from './migrations.ts';
import { SqliteLog } from './sqlite-log.ts';
import type { Store } from './store.ts';
import type { Tables } from './tables.ts';

/** For the few moments in which SQLite itself holds the file; waiting for a writer is kysely-node-sqlite.ts. */
const BUSY_TIMEOUT_MS = 20;
/** Two that open a new file at once: one makes it a WAL, the other waits. */
const OPEN_TIMEOUT_MS = 10_000;

/**
 * Opens or makes the store at `path`; `hashesOf` is asked for when somebody is, or was, erased. Throws STORE_UNUSABLE
 * or STORE_NEWER.
 */
export async function sqliteStore(path: string, hashesOf: HashesOf = noHashes): Promise<Store> {
  const sqlite = openDatabase(path);
  const log = new SqliteLog(path);
  const toDisk = () => log.toDisk().catch((error: unknown) => Promise.reject(unusable(path, error)));
  const database = new Kysely<Tables>({ dialect: new NodeSqliteDialect(sqlite, toDisk) });
  const close = async () => {
    // First, because SQLite removes the log when it closes the database.
    await log[Symbol.asyncDispose]();
    await database.destroy();
  };
  try {
    // Migrations know no tables yet, the queries know all of them.
    await migrate(database as Kysely<unknown>, SQLITE, path);
  } catch (error) {
    await close();
    throw error;
  }
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw isFault(error) ? unusable(path, error) : error;
    }
  };
  return kyselyStore({ database, flavour: SQLITE, hashesOf, attempt, close });
}

function openDatabase(path: string): DatabaseSync {
  try {
    mkdirSync(dirname(path), { recursive: true });
    makeFile(path);
    const database = new DatabaseSync(path, { timeout: OPEN_TIMEOUT_MS });
    chmodSync(path, 0o600);
    database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on');
    database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
    return database;
  } catch (error) {
    throw unusable(path, error);
  }
}

/**
 * Made by us first, so that it is never readable by others, not even for a moment; SQLite gives its side files the same
 * mode. One that is there is not opened: closing it would drop the locks that this process holds on it for another
 * store, and whoever closes the database next would take itself for the last one and delete the log under us.
 */
function makeFile(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return;
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    // Another process was quicker.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB: the surroundings, and no bug of ours. */
const FAULTS: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 11, 13, 14, 26]);

function isFault(error: unknown): boolean {
  return FAULTS.has(codeOf(error));
}

/** SQLite's result code; 0 for what is not SQLite's. */
function codeOf(error: unknown): number {
  const isSqlite = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';
  // The lower eight bits are the code, the upper ones only say more about it.
  return isSqlite ? Number(error.errcode) & 0xff : 0;
}

const WRONG_FILE = 'It is no SQLite database: name another file in DATABASE_URL, or restore a backup in its place.';
const BUSY = 'Another program holds it: end that one, or wait.';

/** What to do about a fault, where the folder is not the first thing to look at. */
const CURES: ReadonlyMap<number, string> = new Map([
  [5, BUSY],
  [6, BUSY],
  [8, 'See that the file and its folder can be written by this user.'],
  [10, 'The disk refused: see that it is not full and not broken.'],
  [11, 'The file is damaged: stop all senders and restore a backup in its place.'],
  [13, 'The disk is full: make room; nothing that was recorded is lost.'],
  [26, WRONG_FILE],
]);

function unusable(path: string, cause: unknown): AppError {
  const detail = cause instanceof Error ? `: ${cause.message}` : '';
  const isFolder = isFolderAt(path);
  const cure = isFolder ? WRONG_FILE : (CURES.get(codeOf(cause)) ?? 'See that its folder can be written.');
  return new AppError('STORE_UNUSABLE', `The store ${path} cannot be used${detail}. ${cure}`, { cause });
}

function isFolderAt(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
