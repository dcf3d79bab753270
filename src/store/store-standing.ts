// A look at the store that changes nothing: no file is made, no table altered, no number of a migration moved. For
// whoever asks how things stand (`doctor`); everybody else opens the store itself.
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { StoreStanding } from '../core/doctor/judge-store.ts';
import { MIGRATION_NAMES } from './migrations.ts';
import { storePlace } from './open-store.ts';

/** A server that does not answer keeps nobody waiting. */
const CONNECT_TIMEOUT_MS = 5000;
const STATEMENT_TIMEOUT_MS = 5000;
const APPLIED = 'select name from kysely_migration order by name';

/** How the store of DATABASE_URL stands. Throws STORE_UNSUPPORTED. */
export async function storeStanding(root: string, databaseUrl: string | undefined): Promise<StoreStanding> {
  const { wanted, path } = storePlace(root, databaseUrl);
  const where = path ?? databaseName(wanted);
  if (path !== undefined && !existsSync(path)) return { kind: 'absent', where };
  try {
    const applied = path === undefined ? await appliedInPostgres(wanted) : appliedInSqlite(path);
    // A database that was never used is as good as none.
    if (applied.length === 0) return { kind: 'absent', where };
    const pending = MIGRATION_NAMES.filter((name) => !applied.includes(name));
    const unknown = applied.filter((name) => !MIGRATION_NAMES.includes(name));
    return { kind: 'readable', where, pending, unknown };
  } catch (error) {
    return { kind: 'unreadable', where, detail: error instanceof Error ? error.message : String(error) };
  }
}

function appliedInSqlite(path: string): readonly string[] {
  // Even a reader makes the side files of a log that is not there. Without one nobody has the database open, and it is
  // read as it lies; with one they are there already.
  const url = pathToFileURL(path);
  if (!existsSync(`${path}-wal`)) url.searchParams.set('immutable', '1');
  const database = new DatabaseSync(url, { readOnly: true });
  try {
    const table = database.prepare("select 1 from sqlite_master where name = 'kysely_migration'").get();
    if (table === undefined) return [];
    return database
      .prepare(APPLIED)
      .all()
      .map(({ name }) => String(name));
  } finally {
    database.close();
  }
}

async function appliedInPostgres(url: string): Promise<readonly string[]> {
  const { Client } = await import('pg');
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
  });
  // What breaks the connection is thrown by the query that needs it.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('begin read only');
    const { rows } = await client.query<{ there: string | null }>("select to_regclass('kysely_migration') as there");
    if (rows[0]?.there === null) return [];
    const applied = await client.query<{ name: string }>(APPLIED);
    return applied.rows.map(({ name }) => name);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Host and database alone: the URL holds a password. */
function databaseName(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? 'of DATABASE_URL' : `${parsed.host}${parsed.pathname}`;
}
