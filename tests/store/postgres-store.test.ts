import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { postgresStore } from '../../src/store/postgres-store.ts';
import { AT } from '../support/a-letter.ts';
import { postgres, type Postgres } from '../support/postgres.ts';
import { CONSENT_CHANGES, hashesOf, optIn } from '../support/an-ask.ts';
import { readerContract } from './reader-contract.ts';
import { ledgerLaws } from './ledger-laws.ts';
import { openedAtOnce } from './opened-at-once.ts';
import { storeContract } from './store-contract.ts';
import { Client } from 'pg';

let server: Postgres;
beforeAll(async () => {
  server = await postgres();
});
afterAll(() => server[Symbol.asyncDispose]());

const fresh = async () => {
  const url = await server.freshDatabase();
  const store = await postgresStore(url, hashesOf);
  onTestFinished(() => store[Symbol.asyncDispose]());
  return { store, again: () => postgresStore(url, hashesOf) };
};

storeContract(fresh);
readerContract(fresh);

test('the database itself refuses to change a line of the consent log', async () => {
  const url = await server.freshDatabase();
  await using store = await postgresStore(url, hashesOf);
  await optIn(store, 'a@readers.example');
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const statement of [...CONSENT_CHANGES, 'truncate consents']) {
    await expect(client.query(statement)).rejects.toThrow(/append-only/);
  }
  await client.end();
});

ledgerLaws(async () => {
  const store = await postgresStore(await server.freshDatabase());
  onTestFinished(() => store[Symbol.asyncDispose]());
  return { store };
}, 15);

test('processes that start at once on an empty database make its tables once', async () => {
  const firstStarts = await openedAtOnce(await server.freshDatabase(), 4);
  expect(new Set(firstStarts).size).toBe(1);
});

test('DATABASE_URL may name a PostgreSQL database', async () => {
  await using store = await openStore('/nowhere', await server.freshDatabase());
  expect(await store.firstStartAt(AT)).toBe(AT);
});

test('a store that a newer version has written is refused and left alone', async () => {
  const url = await server.freshDatabase();
  await (await postgresStore(url))[Symbol.asyncDispose]();
  await run(url, `insert into kysely_migration values ('9999-later', '${AT}')`);
  await expect(postgresStore(url)).rejects.toMatchObject({ code: 'STORE_NEWER' });
});

test('a connection that the server cuts is made again, and what was asked is done', async () => {
  const url = await server.freshDatabase();
  await using store = await postgresStore(url);
  await store.firstStartAt(AT);
  await run(
    url,
    `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`,
  );
  expect(await store.firstStartAt('2026-02-02T00:00:00.000Z')).toBe(AT);
});

test('a wrong password or database is named at once, and the password is not', async () => {
  const url = new URL(await server.freshDatabase());
  url.pathname = '/not_there';
  const opening = postgresStore(url.href);
  await expect(opening).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
  await expect(opening).rejects.not.toThrow(/masthead:/);
});

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
