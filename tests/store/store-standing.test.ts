// A look at a store that changes nothing, on real files.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { MIGRATION_NAMES } from '../../src/store/migrations.ts';
import { openStore } from '../../src/store/open-store.ts';
import { storeStanding } from '../../src/store/store-standing.ts';
import { postgres } from '../support/postgres.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

async function newStore(): Promise<{ readonly root: string; readonly path: string }> {
  const root = scratchFolder();
  await using store = await openStore(root, 'store.sqlite');
  await store.openMailings();
  return { root, path: join(root, 'store.sqlite') };
}

test('a store of this version has nothing pending, and looking leaves every byte and no file behind', async () => {
  const { root, path } = await newStore();
  const before = readFileSync(path);
  const standing = await storeStanding(root, 'store.sqlite');
  expect(standing).toEqual({ kind: 'readable', where: path, pending: [], unknown: [] });
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(root)).toEqual(['store.sqlite']);
});

test('steps that an older store lacks are named and not taken', async () => {
  const { root, path } = await newStore();
  const [, ...later] = MIGRATION_NAMES;
  {
    using database = new DatabaseSync(path);
    database.exec(`delete from kysely_migration where name <> '${MIGRATION_NAMES[0]}'`);
  }
  const before = readFileSync(path);
  expect(await storeStanding(root, 'store.sqlite')).toMatchObject({ pending: later, unknown: [] });
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('a store of a newer version is known by its steps', async () => {
  const { root, path } = await newStore();
  {
    using database = new DatabaseSync(path);
    database.exec("insert into kysely_migration (name, timestamp) values ('9999-later', '2030-01-01')");
  }
  expect(await storeStanding(root, 'store.sqlite')).toMatchObject({ pending: [], unknown: ['9999-later'] });
});

test('what is only in the log of a store that is open is seen', async () => {
  const root = scratchFolder();
  await using store = await openStore(root, 'store.sqlite');
  await store.openMailings();
  expect(readdirSync(root)).toContain('store.sqlite-wal');
  expect(await storeStanding(root, 'store.sqlite')).toMatchObject({ kind: 'readable', pending: [] });
});

test('a store that was never made is absent, and is not made', async () => {
  const root = scratchFolder();
  expect(await storeStanding(root, undefined)).toMatchObject({ kind: 'absent' });
  expect(readdirSync(root)).toEqual([]);
});

test('a file that is no database is unreadable', async () => {
  const root = scratchFolder();
  writeFileSync(join(root, 'store.sqlite'), 'This is a letter and no database.'.repeat(100));
  expect(await storeStanding(root, 'store.sqlite')).toMatchObject({ kind: 'unreadable' });
});

test('a server that is not there is unreadable, and its password is not told', async () => {
  const standing = await storeStanding(scratchFolder(), 'postgres://news:secret@127.0.0.1:1/letters');
  expect(standing).toMatchObject({ kind: 'unreadable' });
  expect(JSON.stringify(standing)).not.toContain('secret');
});

test('a copy without its log is read as it lies', async () => {
  const { root, path } = await newStore();
  copyFileSync(path, join(root, 'copy.sqlite'));
  expect(await storeStanding(root, 'copy.sqlite')).toMatchObject({ kind: 'readable', pending: [] });
});

test('a PostgreSQL database is asked without making a table in it', { timeout: 60_000 }, async () => {
  await using server = await postgres();
  const url = await server.freshDatabase();
  const root = scratchFolder();
  // Twice, because the first look must not have made anything.
  for (const _ of [1, 2]) {
    expect(await storeStanding(root, url)).toMatchObject({ kind: 'absent' });
  }
  {
    await using store = await openStore(root, url);
    await store.openMailings();
  }
  expect(await storeStanding(root, url)).toMatchObject({ kind: 'readable', pending: [], unknown: [] });
});
