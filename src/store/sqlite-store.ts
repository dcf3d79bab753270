// The store in one SQLite file, readable by its owner alone. Commits are on the disk when they return (synchronous
// FULL), because the ledger's promise is about the moment the power goes. Everything here is about SQLite; the queries
// are not.
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { addressKey } from '../core/audience/email-address.ts';
import { AppError } from '../errors.ts';
import { claim, deliveryPage, nextDueAt, recordOutcome, recover } from './delivery-rows.ts';
import { NodeSqliteDialect } from './kysely-node-sqlite.ts';
import { allMailings, deliveryCounts, finishMailing, mailingBy, openMailings, startMailing } from './mailing-rows.ts';
import { migrate } from './migrations.ts';
import { changePace, paceStates } from './pace-rows.ts';
import { SUBSCRIBER_BATCH, type Attempt, type Store } from './store.ts';
import {
  addSubscribers,
  changeSubscriber,
  consentsOf,
  subscriberBy,
  subscriberCounts,
  subscriberPage,
} from './subscriber-rows.ts';
import type { Tables } from './tables.ts';

/** How long a statement waits for another process that is writing. A freeze of a million takes seconds. */
const BUSY_TIMEOUT_MS = 30_000;

/** Opens or makes the store at `path`. Throws STORE_UNUSABLE or STORE_NEWER. */
export async function sqliteStore(path: string): Promise<Store> {
  const sqlite = openDatabase(path);
  const database = new Kysely<Tables>({ dialect: new NodeSqliteDialect(sqlite) });
  try {
    // Migrations know no tables yet, the queries know all of them.
    await migrate(database as Kysely<unknown>, path);
  } catch (error) {
    await database.destroy();
    throw error;
  }
  return storeOn(database, path);
}

function openDatabase(path: string): DatabaseSync {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // Made by us first, so that it is never readable by others, not even for a moment. SQLite gives its side files the
    // same mode.
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
    const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on');
    return database;
  } catch (error) {
    const message = `The store ${path} cannot be opened. See that the folder can be written and the disk is not full.`;
    throw new AppError('STORE_UNUSABLE', message, { cause: error });
  }
}

function storeOn(database: Kysely<Tables>, path: string): Store {
  const write = database.transaction();
  return {
    firstStartAt: (now) => firstStartAt(database, now),
    addSubscribers: async (subscribers, at) => {
      if (subscribers.length > SUBSCRIBER_BATCH)
        throw new RangeError(`more than ${SUBSCRIBER_BATCH} subscribers at once`);
      return write.execute((tx) => addSubscribers(tx, subscribers, at));
    },
    subscriber: (address) => subscriberBy(database, addressKey(address)),
    changeSubscriber: (address, event, source, at) =>
      write.execute((tx) => changeSubscriber(tx, addressKey(address), event, source, at)),
    subscribers: (page) => subscriberPage(database, page),
    subscriberCounts: () => subscriberCounts(database),
    consents: (subscriberId) => consentsOf(database, subscriberId),
    startMailing: (mailing, at) => write.execute((tx) => startMailing(tx, mailing, at)),
    mailing: (slug, edition) => mailingBy(database, slug, edition),
    mailings: () => allMailings(database),
    openMailings: () => openMailings(database),
    finishMailing: (mailingId, at) => finishMailing(database, mailingId, at),
    counts: (mailingId) => deliveryCounts(database, mailingId),
    deliveries: (mailingId, state, limit) => deliveryPage(database, mailingId, state, limit),
    nextDueAt: (mailingId, uncertain) => nextDueAt(database, mailingId, uncertain),
    paceStates: () => paceStates(database),
    changePace: (keys, change) => write.execute((tx) => changePace(tx, false, keys, change)),
    claim: (mailingId, due) => write.execute((tx) => claim(tx, mailingId, due)),
    record: (attempt, event, reply, at) =>
      write.execute(async (tx) => {
        const after = await recordOutcome(tx, attempt, event, reply.text, at);
        if (reply.isHard === true)
          await changeSubscriber(tx, addressKey(attempt.address), 'bounced', from(attempt), at);
        return after;
      }),
    recover: (at) => write.execute((tx) => recover(tx, at)),
    takeSending: async () => takeSending(`${path}-sending`),
    [Symbol.asyncDispose]: () => database.destroy(),
  };
}

function from(attempt: Attempt): string {
  return `mailing ${attempt.mailingId}`;
}

async function firstStartAt(database: Kysely<Tables>, now: string): Promise<string> {
  const fact = { name: 'first_start_at', value: now };
  await database
    .insertInto('facts')
    .values(fact)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const row = database.selectFrom('facts').select('value').where('name', '=', fact.name);
  return (await row.executeTakeFirstOrThrow()).value;
}

/**
 * A write transaction held open on a database of its own: a lock that the kernel takes back the moment its process is
 * gone, however it goes. Nothing is ever written into that file.
 */
function takeSending(path: string): AsyncDisposable | undefined {
  closeSync(openSync(path, 'a', 0o600));
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if (isBusy(error)) return undefined;
    throw new AppError('STORE_UNUSABLE', `The lock ${path} cannot be taken.`, { cause: error });
  }
  return {
    [Symbol.asyncDispose]: async () => lock.close(),
  };
}

function isBusy(error: unknown): boolean {
  const SQLITE_BUSY = 5;
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
