import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sqliteStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { dryAdder } from '../../src/subscribers/dry-adder.ts';
import { importSubscribers, type ImportOptions, type ImportReport } from '../../src/subscribers/import-subscribers.ts';
import { address, AT } from '../support/a-letter.ts';
import { BUTTONDOWN, GHOST, LISTMONK, MAILCHIMP, SUBSTACK, SUBSTACK_OPENINGS } from '../support/export-files.ts';
import { aNewsletter } from '../support/newsletter.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { zipFile } from '../support/zip-file.ts';

const OPTIONS: ImportOptions = { topics: aNewsletter().topics, now: () => new Date(AT) };

test.each([
  [
    'listmonk',
    LISTMONK,
    { system: 'listmonk', pending: 1, refused: 1, states: { pending: 1, 'suppressed (manual)': 1 } },
  ],
  ['Ghost', GHOST, { system: 'Ghost', pending: 1, states: { active: 1, unsubscribed: 1, pending: 1 } }],
  ['Substack', SUBSTACK, { system: 'Substack', pending: 0, states: { active: 1, unsubscribed: 1 } }],
  [
    'Buttondown',
    BUTTONDOWN,
    {
      system: 'Buttondown',
      pending: 1,
      refused: 1,
      states: { active: 1, pending: 1, unsubscribed: 1, 'suppressed (bounce)': 1 },
    },
  ],
])('an export of %s is known by itself, and each reader keeps their state', async (_, text, report) => {
  const { store, folder } = await bench({ 'readers.csv': text });
  const { files } = await imported(store, [join(folder, 'readers.csv')]);
  expect(files).toMatchObject([report]);
});

test('what another system records of a consent stands in the record', async () => {
  const { store, folder } = await bench(MAILCHIMP);
  await imported(store, [folder]);
  expect(await recordOf(store, 'kim@readers.example')).toMatchObject({
    standing: { state: 'active' },
    topics: ['research'],
    consents: [
      {
        what: 'imported',
        source: 'Mailchimp export subscribed_email_audience_export_1a2b3c.csv',
        consentAt: '2024-03-14T09:14:00.000Z',
        asked: { at: '2024-03-14T09:12:31.000Z', ip: '198.51.100.7' },
        evidence: { ip: '198.51.100.8' },
        details: {
          system: 'Mailchimp',
          file: 'subscribed_email_audience_export_1a2b3c.csv',
          state: 'subscribed',
          labels: ['VIP', '论文'],
        },
      },
    ],
  });
});

test('who left elsewhere has left here, on the day they did, and for the same reason', async () => {
  const { store, folder } = await bench(MAILCHIMP);
  const { files } = await imported(store, [folder]);
  const records = await Promise.all(['leo', 'mia', 'ned'].map((name) => recordOf(store, `${name}@readers.example`)));
  expect(records).toMatchObject([
    { standing: { state: 'unsubscribed' }, updatedAt: '2023-05-06T07:08:09.000Z' },
    { standing: { state: 'suppressed', reason: 'complaint' }, updatedAt: '2023-05-07T07:08:09.000Z' },
    { standing: { state: 'suppressed', reason: 'bounce' }, updatedAt: '2023-06-07T08:09:10.000Z' },
  ]);
  expect(await store.subscriber(address('ola@readers.example'))).toBeUndefined();
  expect(files.flatMap(({ refusals }) => refusals)).toEqual([
    {
      reason: 'Mailchimp has this one as never subscribed',
      count: 1,
      examples: [{ line: 2, address: 'o***@readers.example' }],
    },
  ]);
});

test('a second run changes nothing, whatever system it comes from', async () => {
  const { store, folder } = await bench({ ...MAILCHIMP, 'b.csv': BUTTONDOWN, 'g.csv': GHOST, 'l.csv': LISTMONK });
  await imported(store, [folder]);
  const before = await everything(store);
  const { files } = await imported(store, [folder]);
  expect(await everything(store)).toEqual(before);
  expect(files.every(({ rows, refused, results }) => results.unchanged === rows - refused)).toBe(true);
});

test('who has left here stays away, and who agreed here after leaving there stays', async () => {
  const { store, folder } = await bench({ 'b.csv': BUTTONDOWN });
  await store.addSubscribers(
    [
      { ...reader('fay'), event: 'unsubscribed' },
      { ...reader('hal'), event: 'imported', consentAt: '2025-01-01T00:00:00.000Z' },
      { ...reader('ida'), event: 'imported', consentAt: '2024-01-01T00:00:00.000Z' },
    ],
    AT,
  );
  const { files } = await imported(store, [join(folder, 'b.csv')]);
  expect(files[0]?.results).toMatchObject({ blocked: 1, unchanged: 1, changed: 1, added: 1 });
  expect((await recordOf(store, 'fay@readers.example')).standing).toEqual({ state: 'unsubscribed' });
  expect((await recordOf(store, 'hal@readers.example')).standing).toEqual({ state: 'active' });
  expect((await recordOf(store, 'ida@readers.example')).standing).toMatchObject({ reason: 'bounce' });
});

test('a record that proves no consent is pending until the owner says where it comes from', async () => {
  const { store, folder } = await bench({ 'l.csv': LISTMONK });
  await imported(store, [join(folder, 'l.csv')]);
  expect((await recordOf(store, 'lin@readers.example')).standing).toEqual({ state: 'pending' });
  const { files } = await imported(store, [join(folder, 'l.csv')], {
    consent: { source: 'double opt-in of our site' },
  });
  expect(files[0]?.results).toMatchObject({ activated: 1, unchanged: 1 });
  expect(await recordOf(store, 'lin@readers.example')).toMatchObject({
    standing: { state: 'active' },
    consent: { source: 'double opt-in of our site (listmonk export l.csv)', at: '2023-01-02T15:04:05.000Z' },
  });
});

test('lists of listmonk that say who has confirmed or left are believed', async () => {
  const rows = [
    ['a', 'confirmed'],
    ['b', 'unconfirmed'],
    ['c', 'unsubscribed'],
  ].map(([name, state]) => {
    const lists = JSON.stringify([{ name: 'Weekly', subscription_status: state }]).replaceAll('"', '""');
    return `${name}@readers.example,enabled,{},2023-01-02 15:04:05 +0000 UTC,"${lists}"`;
  });
  const { store, folder } = await bench({ 'l.csv': `email,status,attribs,created_at,lists\n${rows.join('\n')}\n` });
  const { files } = await imported(store, [join(folder, 'l.csv')]);
  expect(files[0]?.states).toEqual({ active: 1, pending: 1, unsubscribed: 1 });
});

test('labels become topics by the map and by the names in masthead.yaml; the others are told', async () => {
  const { store, folder } = await bench({ 'g.csv': GHOST, 'b.csv': BUTTONDOWN });
  const topicOfLabel = new Map([['vip', 'tools']]);
  const { files } = await imported(store, [folder], { topicOfLabel });
  expect((await recordOf(store, 'an@readers.example')).topics).toEqual(['tools']);
  expect((await recordOf(store, 'fay@readers.example')).topics).toEqual(['research']);
  expect(files.map(({ strayLabels }) => strayLabels)).toEqual([{ Vintage: 1 }, { Paper: 1 }]);
  expect(files[1]?.lostColumns).toEqual(['id', 'name', 'note', 'complimentary_plan', 'stripe_customer_id', 'tiers']);
});

test('the owner can say that a file holds only those who have left', async () => {
  const { store, folder } = await bench({ 's.csv': SUBSTACK, 'plain.csv': 'email\nzoe@readers.example\n' });
  const files = [join(folder, 's.csv'), join(folder, 'plain.csv')];
  await imported(store, files, { as: 'unsubscribed' });
  expect(await store.subscriberCounts()).toMatchObject({ active: 0, pending: 0, unsubscribed: 3 });
});

test('an archive is read where it is: lists are taken, the rest is told', async () => {
  const members = [
    { name: 'posts.csv', content: 'post_id,post_date,title\n1,2024-01-01,One\n' },
    { name: 'posts/1.opens.csv', content: SUBSTACK_OPENINGS },
    { name: '__MACOSX/email_list.morning.csv', content: 'shadow' },
    { name: 'email_list.morning.csv', content: SUBSTACK },
    { name: 'posts/1.one.html', content: '<p>One</p>' },
  ];
  const { store, folder } = await bench({});
  const file = join(folder, 'export.zip');
  writeFileSync(file, zipFile(members));
  const { files, passedOver } = await imported(store, [file], { from: 'substack' });
  expect(files).toMatchObject([{ file: `${file}, email_list.morning.csv`, system: 'Substack', rows: 2 }]);
  expect(passedOver).toEqual([`${file}, posts.csv`, `${file}, posts/1.opens.csv`]);
});

test('refused rows of an archive stand beside it, under no name that the archive chose', async () => {
  const { store, folder } = await bench({});
  const file = join(folder, 'export.zip');
  writeFileSync(file, zipFile([{ name: 'a b/c$d/readers;.csv', content: LISTMONK }]));
  const { files } = await imported(store, [file]);
  expect(files[0]?.refusedFile).toBe(`${file}.readers-.csv.refused.csv`);
  expect(readFileSync(`${file}.readers-.csv.refused.csv`, 'utf8')).toContain('not an address');
  expect(readdirSync(folder)).toEqual(['export.zip', 'export.zip.readers-.csv.refused.csv']);
});

test.each([
  ['that is damaged', Buffer.concat([zipFile([{ name: 'a.csv', content: GHOST }]).subarray(0, 80)])],
  ['that climbs out of its folder', zipFile([{ name: '../a.csv', content: GHOST }])],
  ['that is locked', zipFile([{ name: 'a.csv', content: GHOST, isEncrypted: true }])],
  ['that is a bomb', zipFile([{ name: 'a.csv', content: Buffer.alloc(50_000_000, 'a') }])],
  ['that lies about a size', zipFile([{ name: 'a.csv', content: GHOST.repeat(2000), statedSize: 900 }])],
])('an archive %s is refused as a whole', async (_, bytes) => {
  const { store, folder } = await bench({});
  const file = join(folder, 'export.zip');
  writeFileSync(file, bytes);
  await expect(imported(store, [file])).rejects.toMatchObject({ code: 'ARCHIVE_UNREADABLE' });
});

test.each([
  ['a file of another system', { from: 'ghost' }, SUBSTACK],
  ['a plain list', { from: 'mailchimp' }, 'email\na@readers.example\n'],
] as const)('%s is not taken for what it is not', async (_, options, text) => {
  const { store, folder } = await bench({ 'a.csv': text });
  await expect(imported(store, [join(folder, 'a.csv')], options)).rejects.toMatchObject({ code: 'CSV_UNREADABLE' });
});

test('a dry run says what a run would do, and writes nothing', async () => {
  const twice = { ...MAILCHIMP, 'l.csv': LISTMONK, 'z.csv': LISTMONK };
  const { store, folder } = await bench(twice);
  await store.addSubscribers([{ address: address('kim@readers.example'), event: 'unsubscribed', source: 'link' }], AT);
  const before = await everything(store);
  const dry = await importSubscribers(dryAdder(store), [folder], { ...OPTIONS, isDry: true });
  expect(await everything(store)).toEqual(before);
  expect(existsSync(join(folder, 'l.csv.refused.csv'))).toBe(false);
  const real = await imported(store, [folder]);
  expect(dry.files.map(({ results }) => results)).toEqual(real.files.map(({ results }) => results));
});

test('a hundred thousand rows of an export take seconds', { timeout: 60_000 }, async () => {
  const [head] = GHOST.split('\n');
  const rows = Array.from(
    { length: 100_000 },
    (_, i) => `${i},r${i}@readers.example,,,true,false,,2024-01-15T10:00:00.000Z,,,`,
  );
  const { store, folder } = await bench({ 'g.csv': `${head}\n${rows.join('\n')}\n` });
  const start = performance.now();
  const { files } = await importSubscribers(dryAdder(store), [join(folder, 'g.csv')], { ...OPTIONS, isDry: true });
  expect(files[0]?.results.added).toBe(100_000);
  expect(performance.now() - start).toBeLessThan(20_000);
});

function reader(name: string) {
  return { address: address(`${name}@readers.example`), source: 'our form' };
}

function imported(store: Store, paths: readonly string[], options: Partial<ImportOptions> = {}): Promise<ImportReport> {
  return importSubscribers((batch, at) => store.addSubscribers(batch, at), paths, { ...OPTIONS, ...options });
}

async function bench(files: Readonly<Record<string, string>>): Promise<{ store: Store; folder: string }> {
  const root = scratchFolder();
  const folder = join(root, 'export');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const store = await sqliteStore(join(root, 'store.sqlite'));
  onTestFinished(() => store[Symbol.asyncDispose]());
  return { store, folder };
}

async function recordOf(store: Store, who: string) {
  const subscriber = await store.subscriber(address(who));
  const consents = await store.consents(subscriber?.id ?? 0);
  const read = consents.map(({ details, ...line }) => ({ ...line, details: JSON.parse(details ?? '{}') as unknown }));
  return { ...subscriber, consents: read };
}

async function everything(store: Store) {
  const all = await store.subscribers({ limit: 100 });
  return Promise.all(all.map(async (one) => [one, await store.consents(one.id)]));
}
