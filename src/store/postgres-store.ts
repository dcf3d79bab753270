// The store in a PostgreSQL database, for those who send from several machines. A connection that breaks is made again
// for a while, because a database that restarts is ordinary; what is tried again are whole transactions that may run
// twice.
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import { AppError } from '../errors.ts';
import { noHashes, type HashesOf } from './departure-rows.ts';
import { POSTGRES } from './flavour.ts';
import { kyselyStore } from './kysely-store.ts';
import { migrate } from './migrations.ts';
import type { Store } from './store.ts';
import type { Tables } from './tables.ts';

/** A sender commits in one stream; the others are for its heartbeat, its progress and whoever asks meanwhile. */
const CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 5000;
/** Shorter than a lease: whoever cannot reach the database for that long has to ask anew what is his. */
const RETRY_FOR_MS = 20_000;
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 1000;

/**
 * Opens the store at a `postgres:` URL and makes its tables; `hashesOf` is asked for when somebody is, or was, erased.
 * Throws STORE_UNUSABLE or STORE_NEWER.
 */
export async function postgresStore(url: string, hashesOf: HashesOf = noHashes): Promise<Store> {
  const where = databaseName(url);
  const pool = makePool(url);
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const attempt = <T>(work: () => Promise<T>): Promise<T> => tryAgain(work, where);
  try {
    // Migrations know no tables yet, the queries know all of them.
    await attempt(() => migrate(database as Kysely<unknown>, POSTGRES, where));
  } catch (error) {
    await database.destroy();
    throw error;
  }
  return kyselyStore({ database, flavour: POSTGRES, hashesOf, attempt, close: () => database.destroy() });
}

function makePool(url: string): Pool {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    // bigint and count() come as strings otherwise; every number here is far below 2^53.
    types: {
      getTypeParser: (oid, format) => (oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)),
    },
  });
  // A server that shuts down says so on idle connections too; unheard, that would end the process. The query that
  // needs the connection next hears of it.
  pool.on('error', () => {});
  pool.on('connect', (client) => {
    client.on('error', () => {});
    // The server's default may be to answer before the commit is on the disk.
    client.query('set synchronous_commit to on').catch(() => {});
  });
  return pool;
}

async function tryAgain<T>(work: () => Promise<T>, where: string): Promise<T> {
  const until = performance.now() + RETRY_FOR_MS;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await work();
    } catch (error) {
      const fault = faultOf(error);
      if (fault === 'none') throw error;
      if (fault === 'permanent' || performance.now() + waitMs > until) throw unusable(where, error);
    }
    await sleep(waitMs);
  }
}

/** Serialization failure and deadlock: the other one won, and now it is our turn. */
const COLLISIONS: ReadonlySet<string> = new Set(['40001', '40P01']);

/**
 * What an error of pg says about the surroundings. SQLSTATE classes: 08 connection, 53 resources, 57P0 shutdown and
 * start; 28 and 3D are a wrong password or name, which no waiting cures.
 */
function faultOf(error: unknown): 'none' | 'passing' | 'permanent' {
  if (error instanceof AppError) return error.cause === undefined ? 'none' : faultOf(error.cause);
  if (!(error instanceof Error)) return 'none';
  const code = 'code' in error ? String(error.code) : '';
  if (COLLISIONS.has(code) || /^(08|57P0|53[013])/.test(code)) return 'passing';
  if (/^(28|3D|58|XX|53)/.test(code)) return 'permanent';
  if (/^E(CONN|PIPE|HOST|NET|TIMEDOUT|NOTFOUND|AI_AGAIN)/.test(code)) return 'passing';
  return NO_CODE.test(error.message) ? 'passing' : 'none';
}

/** pg gives no code, and these words alone, when the socket closes under a query or has closed before it. */
const NO_CODE = /^(Connection terminated|timeout exceeded when trying to connect|Client .* is not queryable)/;

function unusable(where: string, cause: unknown): AppError {
  const detail = cause instanceof Error ? `: ${cause.message}` : '';
  const message = `${where} cannot be used${detail}. See that DATABASE_URL is right and the server runs.`;
  return new AppError('STORE_UNUSABLE', message, { cause });
}

/** For people: without user and password. */
function databaseName(url: string): string {
  if (!URL.canParse(url)) return 'The PostgreSQL database';
  const { host, pathname } = new URL(url);
  return `The PostgreSQL database ${host}${pathname}`;
}
