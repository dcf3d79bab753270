// Stores for the crash proof: one is filled with readers once, each round gets a copy of it with a mailing started.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import type { Mailing } from '../../src/core/ledger/mailing.ts';
import { startMailing } from '../../src/delivery/start-mailing.ts';
import { openStore } from '../../src/store/open-store.ts';
import { SUBSCRIBER_BATCH, type Store } from '../../src/store/store.ts';
import { aLetter, AT, KEYS, readers } from '../support/a-letter.ts';
import { aNewsletter } from '../support/newsletter.ts';
import { postgres } from '../support/postgres.ts';

export interface ProvedStore extends AsyncDisposable {
  readonly store: Store;
  readonly databaseUrl: string;
  readonly mailing: Mailing;
  /** Whatever waits for a later attempt is due now. */
  passTime(): Promise<void>;
  /** Cuts every connection to the database. */
  cut(): Promise<void>;
}

export interface StoreMaker extends AsyncDisposable {
  make(): Promise<ProvedStore>;
}

const PASS_TIME = `update deliveries set next_attempt_at = '2026-01-01T00:00:00.000Z'
  where next_attempt_at is not null`;

export async function sqliteMaker(readerCount: number): Promise<StoreMaker> {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-prove-'));
  const template = join(folder, 'template.sqlite');
  await fill(template, readerCount);
  let made = 0;
  return {
    make: async () => {
      const databaseUrl = join(folder, `round-${(made += 1)}.sqlite`);
      copyFileSync(template, databaseUrl);
      const store = await openStore('/', databaseUrl);
      return {
        store,
        mailing: await startOne(store),
        databaseUrl,
        passTime: async () => {
          const raw = new DatabaseSync(databaseUrl, { timeout: 5000 });
          raw.exec(PASS_TIME);
          raw.close();
        },
        cut: async () => {},
        [Symbol.asyncDispose]: async () => {
          await store[Symbol.asyncDispose]();
          for (const end of ['', '-wal', '-shm']) rmSync(databaseUrl + end, { force: true });
        },
      };
    },
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Databases are used again, because to make one costs more than a round. */
export async function postgresMaker(readerCount: number): Promise<StoreMaker> {
  const server = await postgres();
  const template = await server.freshDatabase();
  await fill(template, readerCount);
  const opened = new AsyncDisposableStack();
  opened.use(server);
  const idle: { readonly store: Store; readonly databaseUrl: string }[] = [];
  const another = async () => {
    const databaseUrl = await server.freshDatabase(new URL(template).pathname.slice(1));
    return { databaseUrl, store: opened.use(await openStore('/', databaseUrl)) };
  };
  return {
    make: async () => {
      const one = idle.pop() ?? (await another());
      const { store, databaseUrl } = one;
      await run(databaseUrl, FORGET);
      return {
        store,
        mailing: await startOne(store),
        databaseUrl,
        passTime: () => run(databaseUrl, PASS_TIME),
        cut: () => run(databaseUrl, CUT),
        [Symbol.asyncDispose]: async () => void idle.push(one),
      };
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const FORGET = `truncate deliveries, delivery_counts, mailings, senders, pace cascade;
  update subscribers set state = 'active', suppression_reason = null where state <> 'active'`;

const CUT = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  // A connection that is cut rejects its query; unheard, the event beside it would end the prover.
  client.on('error', () => {});
  await client.connect();
  await client.query(statement);
  await client.end();
}

async function fill(databaseUrl: string, readerCount: number): Promise<void> {
  await using store = await openStore('/', databaseUrl);
  const all = readers(readerCount);
  for (let from = 0; from < all.length; from += SUBSCRIBER_BATCH) {
    await store.addSubscribers(all.slice(from, from + SUBSCRIBER_BATCH), AT);
  }
}

async function startOne(store: Store): Promise<Mailing> {
  const at = new Date().toISOString();
  const start = { slug: 'proof', letter: aLetter(), newsletter: aNewsletter(), keys: KEYS, at };
  return (await startMailing(store, start)).mailing;
}
