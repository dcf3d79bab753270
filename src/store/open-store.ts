// DATABASE_URL -> the store it names. The one place that knows which databases there are.
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../errors.ts';
import type { HashesOf } from './departure-rows.ts';
import type { Store } from './store.ts';

/** Where a newsletter keeps what happened, unless DATABASE_URL says otherwise. Relative to its folder. */
const DEFAULT_STORE = 'data/masthead.sqlite';

/**
 * Opens the store: nothing, a path, `sqlite:path` or a `file:` URL, relative to `root`, or the URL of a PostgreSQL
 * database. Only the driver of that database is loaded. Throws STORE_UNSUPPORTED for any other database, without
 * repeating the address, which may hold a password.
 */
export async function openStore(root: string, databaseUrl: string | undefined, hashesOf?: HashesOf): Promise<Store> {
  const { wanted, path } = storePlace(root, databaseUrl);
  if (path === undefined) {
    const { postgresStore } = await import('./postgres-store.ts');
    return postgresStore(wanted, hashesOf);
  }
  const { sqliteStore } = await import('./sqlite-store.ts');
  return sqliteStore(path, hashesOf);
}

/** Whether that store was ever made; of a PostgreSQL database only the server knows, so it counts as made. */
export function isStoreThere(root: string, databaseUrl: string | undefined): boolean {
  const { path } = storePlace(root, databaseUrl);
  return path === undefined || existsSync(path);
}

/** The path of an SQLite file, absolute, else the scheme and the URL of something else. */
export function storePlace(root: string, databaseUrl: string | undefined): StorePlace {
  const wanted = databaseUrl === undefined || databaseUrl.trim() === '' ? DEFAULT_STORE : databaseUrl.trim();
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(wanted)?.[1]?.toLowerCase();
  if (scheme !== undefined && /^postgres(ql)?$/.test(scheme)) return { wanted };
  const path = sqlitePath(wanted, scheme);
  return { wanted, path: isAbsolute(path) ? path : join(root, path) };
}

export interface StorePlace {
  readonly wanted: string;
  /** Absent for PostgreSQL. */
  readonly path?: string;
}

function sqlitePath(wanted: string, scheme: string | undefined): string {
  if (scheme === 'file') return fileURLToPath(wanted);
  if (scheme === undefined || scheme === 'sqlite') return wanted.replace(/^sqlite:(\/\/(?=\/))?/i, '');
  const known = 'DATABASE_URL takes the path of an SQLite file, such as data/masthead.sqlite, or a postgres: URL';
  throw new AppError('STORE_UNSUPPORTED', `${known}; it begins with ${scheme}: now.`);
}
