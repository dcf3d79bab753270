// A restored backup, and a store that was lost: who has left stays away (standards D.11, E5.09).
import { copyFileSync, appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyJournal, keepJournal } from '../../src/readers/departure-journal.ts';
import { sqliteStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { address, aReader, AT } from '../support/a-letter.ts';
import { hashesOf, optIn } from '../support/an-ask.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const LEFT = '2026-01-07T00:00:00.000Z';
const BACK = '2026-01-08T00:00:00.000Z';
const NOW = new Date('2026-01-09T00:00:00.000Z');
const PEOPLE = ['stays', 'leaves', 'complains', 'bounces', 'blocked', 'erased', 'returns'] as const;

const reader = (name: string) => address(`${name}@readers.example`);

async function depart(store: Store): Promise<void> {
  await store.changeSubscriber(reader('leaves'), 'unsubscribed', 'link', LEFT);
  await store.changeSubscriber(reader('complains'), 'complained', 'report', LEFT);
  await store.changeSubscriber(reader('bounces'), 'bounced', 'report', LEFT);
  await store.changeSubscriber(reader('blocked'), 'removed', 'operator', LEFT);
  await store.changeSubscriber(reader('returns'), 'unsubscribed', 'link', LEFT);
  await store.erase(reader('erased'), LEFT);
  await optIn(store, 'returns@readers.example', BACK);
}

async function states(store: Store): Promise<string> {
  const found = await Promise.all(PEOPLE.map((name) => store.subscriber(reader(name))));
  return found
    .map((one) => (one?.standing.state === 'suppressed' ? one.standing.reason : one?.standing.state))
    .join(' ');
}

const WANTED = 'active unsubscribed complaint bounce manual  active';

async function journaled() {
  const folder = scratchFolder();
  const [path, backup, file] = ['store.sqlite', 'backup.sqlite', 'departures.jsonl'].map((name) => join(folder, name));
  if (path === undefined || backup === undefined || file === undefined) throw new Error('there are three');
  {
    await using store = await sqliteStore(path, hashesOf);
    await store.addSubscribers(
      PEOPLE.map((name) => aReader(`${name}@readers.example`)),
      AT,
    );
  }
  copyFileSync(path, backup);
  {
    await using store = await sqliteStore(path, hashesOf);
    await depart(store);
    await keepJournal(store, file, NOW);
    await keepJournal(store, file, NOW);
    expect(await applyJournal(store, file, { hashesOf, now: NOW })).toBe(0);
    expect(await states(store)).toBe(WANTED);
  }
  return { folder, backup, file };
}

test('a restored backup from before they left takes them out again, and only them', async () => {
  const { backup, file } = await journaled();
  await using store = await sqliteStore(backup, hashesOf);
  expect(await states(store)).toBe('active active active active active active active');
  expect(await applyJournal(store, file, { hashesOf, now: NOW })).toBe(5);
  expect(await states(store)).toBe(WANTED);
  expect(await applyJournal(store, file, { hashesOf, now: NOW })).toBe(0);
});

test('a new store, after the old one was lost, refuses them when the list is imported again', async () => {
  const { folder, file } = await journaled();
  await using store = await sqliteStore(join(folder, 'new.sqlite'), hashesOf);
  await applyJournal(store, file, { hashesOf, now: NOW });
  const results = await store.addSubscribers(
    PEOPLE.map((name) => aReader(`${name.toUpperCase()}@readers.example`)),
    BACK,
  );
  expect(results).toEqual(['added', 'blocked', 'blocked', 'blocked', 'blocked', 'blocked', 'added']);
});

test('the file is for its owner, tells no address, holds each departure once, and survives a torn line', async () => {
  const { backup, file } = await journaled();
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  const text = readFileSync(file, 'utf8');
  expect(text).not.toContain('readers.example');
  // The head, six who left, one who came back.
  expect(text.trim().split('\n')).toHaveLength(8);
  appendFileSync(file, '\n{"hash":"abc');
  await using store = await sqliteStore(backup, hashesOf);
  expect(await applyJournal(store, file, { hashesOf, now: NOW })).toBe(5);
});
