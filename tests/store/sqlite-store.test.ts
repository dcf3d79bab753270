import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { frozenLetter } from '../../src/core/message/frozen-letter.ts';
import { NodeSqliteDialect } from '../../src/store/kysely-node-sqlite.ts';
import { openStore } from '../../src/store/open-store.ts';
import { SqliteLog } from '../../src/store/sqlite-log.ts';
import { sqliteStore } from '../../src/store/sqlite-store.ts';
import { SUBSCRIBER_BATCH } from '../../src/store/store.ts';
import { aLetter, AT, readers } from '../support/a-letter.ts';
import { aNewsletter } from '../support/newsletter.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { CONSENT_CHANGES, hashesOf, optIn } from '../support/an-ask.ts';
import { readerContract } from './reader-contract.ts';
import { ledgerLaws } from './ledger-laws.ts';
import { openedAtOnce } from './opened-at-once.ts';
import { storeContract } from './store-contract.ts';

const fresh = async () => {
  const path = join(scratchFolder(), 'masthead.sqlite');
  const store = await sqliteStore(path, hashesOf);
  onTestFinished(() => store[Symbol.asyncDispose]());
  return { store, again: () => sqliteStore(path, hashesOf) };
};

storeContract(fresh);
readerContract(fresh);

test('the database itself refuses to change a line of the consent log', async () => {
  const path = join(scratchFolder(), 'masthead.sqlite');
  await using store = await sqliteStore(path, hashesOf);
  await optIn(store, 'a@readers.example');
  const raw = new DatabaseSync(path);
  for (const statement of CONSENT_CHANGES) expect(() => raw.exec(statement)).toThrow(/append-only/);
  raw.close();
});

ledgerLaws(async () => {
  const store = await sqliteStore(join(scratchFolder(), 'masthead.sqlite'));
  onTestFinished(() => store[Symbol.asyncDispose]());
  return { store };
}, 60);

test('processes that start at once on a new file make its tables once', async () => {
  const firstStarts = await openedAtOnce(join(scratchFolder(), 'data', 'masthead.sqlite'), 4);
  expect(new Set(firstStarts).size).toBe(1);
});

test('the file is for its owner alone, with its side files', async () => {
  const folder = scratchFolder();
  await using store = await openStore(folder, undefined);
  await store.firstStartAt(AT);
  const files = ['masthead.sqlite', 'masthead.sqlite-wal'].map((name) => join(folder, 'data', name));
  expect(files.map((file) => (statSync(file).mode & 0o777).toString(8))).toEqual(['600', '600']);
});

test('a store that a newer version has written is refused and left alone', async () => {
  const path = join(scratchFolder(), 'masthead.sqlite');
  await (await sqliteStore(path))[Symbol.asyncDispose]();
  const raw = new DatabaseSync(path);
  raw.exec(`insert into kysely_migration values ('9999-later', '${AT}')`);
  raw.close();
  await expect(sqliteStore(path)).rejects.toMatchObject({ code: 'STORE_NEWER' });
});

test.each(['mysql://user:secret@db.example/news', 'redis://db.example'])(
  '%s is refused without its password',
  async (url) => {
    const opening = openStore(scratchFolder(), url);
    await expect(opening).rejects.toMatchObject({ code: 'STORE_UNSUPPORTED' });
    await expect(opening).rejects.not.toThrow(/secret/);
  },
);

test('DATABASE_URL may be a path, sqlite: or file:, and a relative one starts at the newsletter', async () => {
  const folder = scratchFolder();
  for (const url of ['a.sqlite', 'sqlite:a.sqlite', `sqlite://${folder}/a.sqlite`, `file://${folder}/a.sqlite`]) {
    await using store = await openStore(folder, url);
    expect(await store.firstStartAt(AT)).toBe(AT);
  }
  expect(statSync(join(folder, 'a.sqlite')).isFile()).toBe(true);
});

test('a store in a place that cannot be written says so', async () => {
  const file = join(scratchFolder(), 'file');
  writeFileSync(file, '');
  await expect(sqliteStore(join(file, 'masthead.sqlite'))).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
});

test('a file that is no database is told as that, and left as it is', async () => {
  const file = join(scratchFolder(), 'masthead.sqlite');
  writeFileSync(
    file,
    'a letter to a friend, which is long enough to have the length of a header, and then some more\n'.repeat(20),
  );
  const opening = sqliteStore(file);
  await expect(opening).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
  await expect(opening).rejects.toThrow(/no SQLite database: name another file in DATABASE_URL/);
});

test('an audience of twenty thousand is frozen in well under a second', async () => {
  await using store = await sqliteStore(join(scratchFolder(), 'masthead.sqlite'));
  const all = readers(20_000);
  for (let from = 0; from < all.length; from += SUBSCRIBER_BATCH) {
    await store.addSubscribers(all.slice(from, from + SUBSCRIBER_BATCH), AT);
  }
  const began = performance.now();
  const letter = frozenLetter(aLetter(), aNewsletter());
  const { mailing } = await store.startMailing({ slug: 'a', edition: '', letter, keyId: '0', audience: 'active' }, AT);
  expect(mailing.total).toBe(20_000);
  expect(performance.now() - began).toBeLessThan(1000);
});

// Else whoever looks into it with an older sqlite3 takes itself for the last one, and deletes the log that is in use.
test.runIf(process.platform === 'linux')('a store that one process opens twice stays locked', async () => {
  const path = join(scratchFolder(), 'masthead.sqlite');
  const locks = (): number => {
    const held = readFileSync('/proc/locks', 'utf8').split('\n');
    const ofFile = new RegExp(` ${process.pid} \\S+:${statSync(path).ino} `);
    return held.filter((line) => ofFile.test(line)).length;
  };
  await using first = await sqliteStore(path, hashesOf);
  expect(locks()).toBe(1);
  await using second = await sqliteStore(path, hashesOf);
  expect(locks()).toBe(1);
  await second.setHome('here');
  expect(await first.home()).toBe('here');
});

test('a commit into a log that was deleted is not believed', async () => {
  const path = join(scratchFolder(), 'masthead.sqlite');
  await using store = await sqliteStore(path, hashesOf);
  await store.setHome('here');
  rmSync(`${path}-wal`);
  await expect(store.setHome('there')).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
});

test('a log that did not reach the disk once is not believed again', async () => {
  const path = join(scratchFolder(), 'masthead.sqlite');
  await using log = new SqliteLog(path);
  await expect(log.toDisk()).rejects.toMatchObject({ code: 'ENOENT' });
  writeFileSync(`${path}-wal`, '');
  await expect(log.toDisk()).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a transaction whose log does not reach the disk fails, and the database goes on', async () => {
  const sqlite = new DatabaseSync(':memory:');
  sqlite.exec('create table facts (name text)');
  const flushes = [Promise.reject(new Error('the disk is gone')), Promise.resolve()];
  const dialect = new NodeSqliteDialect(sqlite, () => flushes.shift() ?? Promise.resolve());
  await using database = new Kysely<{ facts: { name: string } }>({ dialect });
  const write = (name: string) =>
    database.transaction().execute((tx) => tx.insertInto('facts').values({ name }).execute());
  await expect(write('first')).rejects.toThrow('the disk is gone');
  await expect(write('second')).resolves.toBeDefined();
});
