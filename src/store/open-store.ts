// DATABASE_URL -> the store it names. The one place that knows which databases there are.
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../errors.ts';
import { sqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

/** Where a newsletter keeps what happened, unless DATABASE_URL says otherwise. Relative to its folder. */
export const DEFAULT_STORE = 'data/masthead.sqlite';

/**
 * Opens the store: nothing, a path, `sqlite:path` or a `file:` URL, relative to `root`. Throws STORE_UNSUPPORTED for
 * any other database, without repeating the address, which may hold a password.
 */
export async function openStore(root: string, databaseUrl: string | undefined): Promise<Store> {
  const wanted = databaseUrl === undefined || databaseUrl.trim() === '' ? DEFAULT_STORE : databaseUrl.trim();
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(wanted)?.[1]?.toLowerCase();
  if (scheme === 'file') return sqliteStore(fileURLToPath(wanted));
  if (scheme !== undefined && scheme !== 'sqlite') {
    const known = 'DATABASE_URL takes the path of an SQLite file, such as data/masthead.sqlite';
    const later = /^postgres(ql)?$/.test(scheme) ? ' PostgreSQL comes with a later version.' : '';
    throw new AppError('STORE_UNSUPPORTED', `${known}; it begins with ${scheme}: now.${later}`);
  }
  const path = wanted.replace(/^sqlite:(\/\/(?=\/))?/i, '');
  return sqliteStore(isAbsolute(path) ? path : join(root, path));
}
