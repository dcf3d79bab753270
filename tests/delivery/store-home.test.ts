import { cpSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { frozenLetter } from '../../src/core/message/frozen-letter.ts';
import { requireHome } from '../../src/delivery/store-home.ts';
import { sqliteStore } from '../../src/store/sqlite-store.ts';
import { aLetter, AT, readers } from '../support/a-letter.ts';
import { aNewsletter } from '../support/newsletter.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

let machines = 0;
const newId = (): string => `machine-${(machines += 1)}`;

/** The store in that folder, looked at by this machine. */
async function look(folder: string, changes: { at?: string; isAdopted?: boolean } = {}): Promise<string> {
  await using store = await sqliteStore(join(folder, 'masthead.sqlite'));
  const home = { folder, now: new Date(changes.at ?? AT), newId, isAdopted: changes.isAdopted ?? false };
  try {
    await requireHome(store, home);
    return 'at home';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

async function mail(folder: string, slug: string): Promise<void> {
  await using store = await sqliteStore(join(folder, 'masthead.sqlite'));
  await store.addSubscribers(readers(1), AT);
  const letter = frozenLetter(aLetter(), aNewsletter());
  await store.startMailing({ slug, edition: '', letter, keyId: '0', audience: 'active' }, AT);
}

test('a store that stays where it is is at home, from the first mailing on', async () => {
  const folder = scratchFolder();
  expect(await look(folder)).toBe('at home');
  await mail(folder, 'one');
  expect(await look(folder)).toBe('at home');
  expect(await look(folder, { at: '2026-02-01T00:00:00.000Z' })).toBe('at home');
});

test('a folder that was copied asks, also with everything in it, and the one that stayed does not', async () => {
  const folder = scratchFolder();
  await look(folder);
  await mail(folder, 'one');
  const copy = join(scratchFolder(), 'data');
  cpSync(folder, copy, { recursive: true });
  expect(await look(copy)).toBe('STORE_MOVED');
  expect(await look(copy, { isAdopted: true })).toBe('at home');
  expect(await look(copy)).toBe('at home');
  expect(await look(folder)).toBe('at home');
});

test('a folder that is only renamed is at home', async () => {
  const folder = join(scratchFolder(), 'data');
  await look(folder);
  const elsewhere = join(scratchFolder(), 'data');
  renameSync(folder, elsewhere);
  expect(await look(elsewhere)).toBe('at home');
});

test('a backup from before the last mailing asks, and is believed when the owner says so', async () => {
  const folder = scratchFolder();
  await mail(folder, 'one');
  await look(folder);
  const backup = scratchFolder();
  cpSync(folder, backup, { recursive: true });
  await mail(folder, 'two');
  await look(folder);
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `masthead.sqlite${end}`), { force: true });
  cpSync(join(backup, 'masthead.sqlite'), join(folder, 'masthead.sqlite'));
  expect(await look(folder)).toBe('STORE_MOVED');
  expect(await look(folder, { isAdopted: true })).toBe('at home');
  expect(await look(folder)).toBe('at home');
});

test('a clock that has gone back asks, beyond a few minutes', async () => {
  const folder = scratchFolder();
  await look(folder);
  expect(await look(folder, { at: '2026-01-05T23:56:00.000Z' })).toBe('at home');
  expect(await look(folder, { at: '2026-01-05T12:00:00.000Z' })).toBe('STORE_MOVED');
});
