import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { sqliteStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { CONFIRMING, EVIDENCE, optIn } from '../support/an-ask.ts';
import { exportConsents, exportSubscribers } from '../../src/subscribers/export-subscribers.ts';
import { importSubscribers, type FileReport, type ImportOptions } from '../../src/subscribers/import-subscribers.ts';
import { address, aReader, AT } from '../support/a-letter.ts';
import { aNewsletter } from '../support/newsletter.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

/** One file into the store, and what the report says of it. */
async function importFile(store: Store, file: string, options: ImportOptions): Promise<FileReport | undefined> {
  const report = await importSubscribers((batch, at) => store.addSubscribers(batch, at), [file], options);
  return report.files[0];
}

const OPTIONS: ImportOptions = { topics: aNewsletter().topics, now: () => new Date(AT) };
const ROWS = 'email,consent date,source\na@x.example,2025-03-01,form\nB@x.example,2025-03-02,fair\n';

// 邮箱,同意日期,来源 and one row with 表单 as its source, as a Chinese spreadsheet saves it. TextEncoder knows UTF-8 only.
const GB18030 = Buffer.from(
  'd3cacfe42ccdacd2e2c8d5c6da2cc0b4d4b40a6140782e6578616d706c652c323032352d30332d30312cb1edb5a50a',
  'hex',
);

test.each([
  ['plain UTF-8', Buffer.from(ROWS), 'utf-8'],
  ['a byte order mark', Buffer.from(`\uFEFF${ROWS}`), 'utf-8'],
  ['semicolons', Buffer.from(ROWS.replaceAll(',', ';')), 'utf-8'],
  ['tabs', Buffer.from(ROWS.replaceAll(',', '\t')), 'utf-8'],
  ['CRLF', Buffer.from(ROWS.replaceAll('\n', '\r\n')), 'utf-8'],
  ['quoted fields', Buffer.from(ROWS.replace('form', '"form, the ""long"" one\nof 2025"')), 'utf-8'],
  ['UTF-16', Buffer.from(`\uFEFF${ROWS}`, 'utf16le'), 'utf-16le'],
])('a file with %s is read', async (_, bytes, encoding) => {
  const { store, file } = await bench(bytes);
  const report = await importFile(store, file, OPTIONS);
  expect(report).toMatchObject({ encoding, rows: 2, results: { added: 2 }, pending: 0, refused: 0 });
  const subscriber = await store.subscriber(address('b@x.example'));
  expect(subscriber).toMatchObject({
    address: 'B@x.example',
    consent: { source: 'fair', at: '2025-03-02T00:00:00.000Z' },
  });
});

test('GB18030 is told apart from UTF-8', async () => {
  const { store, file } = await bench(GB18030);
  expect(await importFile(store, file, OPTIONS)).toMatchObject({ encoding: 'gb18030', results: { added: 1 } });
  expect((await store.subscriber(address('a@x.example')))?.consent?.source).toBe('表单');
});

test.each([
  ['is empty', Buffer.alloc(0)],
  ['is in no encoding that is known', Buffer.from([0x65, 0x6d, 0xff, 0x2c, 0x0a])],
  ['is UTF-16 without a mark', Buffer.from(ROWS, 'utf16le')],
  ['has no column of addresses', Buffer.from('one,two\nthree,four\n')],
  ['has a quote that is never closed', Buffer.from(`email\n"${'a'.repeat(200_000)}`)],
])('a file that %s is refused as a whole', async (_, bytes) => {
  const { store, file } = await bench(bytes);
  await expect(importFile(store, file, OPTIONS)).rejects.toMatchObject({ code: 'CSV_UNREADABLE' });
});

test('a file without a head is a column of addresses, which start as pending', async () => {
  const { store, file } = await bench(Buffer.from('a@x.example\nb@x.example\n\nA@X.example\n'));
  const report = await importFile(store, file, OPTIONS);
  expect(report).toMatchObject({ rows: 3, results: { added: 2, unchanged: 1 }, pending: 2 });
});

test('what the owner vouches for makes them active', async () => {
  const { store, file } = await bench(Buffer.from('a@x.example\n'));
  const consent = { source: 'paper list of 2024', at: '2024-05-01T00:00:00.000Z' };
  expect(await importFile(store, file, { ...OPTIONS, consent })).toMatchObject({ pending: 0 });
  expect(await store.subscriber(address('a@x.example'))).toMatchObject({ standing: { state: 'active' }, consent });
});

test('refused rows go into a file with line and reason, which goes away when nothing is refused any more', async () => {
  const { store, file } = await bench(Buffer.from('email,topics\nnobody,\n=cmd@x,research\na@x.example,knitting\n'));
  const report = await importFile(store, file, OPTIONS);
  expect(report).toMatchObject({ rows: 3, refused: 3, refusedFile: `${file}.refused.csv` });
  const lines = readFileSync(`${file}.refused.csv`, 'utf8').trimEnd().split('\n');
  expect(lines).toEqual([
    'line,refused because,email,topics',
    '2,this is not one plain address such as reader@news.example,nobody,',
    "3,this is not one plain address such as reader@news.example,'=cmd@x,research",
    '4,"""knitting"" is no topic of masthead.yaml",a@x.example,knitting',
  ]);
  writeFileSync(file, 'email\na@x.example\n');
  expect(await importFile(store, file, OPTIONS)).not.toHaveProperty('refusedFile');
  expect(existsSync(`${file}.refused.csv`)).toBe(false);
});

test('nobody who has left is brought back', async () => {
  const { store, file } = await bench(Buffer.from(ROWS));
  await store.addSubscribers([aReader('A@x.example'), aReader('b@x.example')], AT);
  await store.changeSubscriber(address('a@x.example'), 'unsubscribed', 'link', AT);
  await store.changeSubscriber(address('b@x.example'), 'complained', 'report', AT);
  expect(await importFile(store, file, OPTIONS)).toMatchObject({ results: { added: 0, blocked: 2 } });
});

test('an export imported elsewhere means the same', async () => {
  const { store } = await bench(Buffer.from(''));
  const choice = { topics: ['research', 'tools'], frequency: 'weekly', language: 'zh-CN' } as const;
  await store.addSubscribers([{ ...aReader('=a@x.example'), ...choice }], AT);
  await store.addSubscribers([aReader('b@x.example'), aReader('c@x.example'), aReader('d@x.example', 'unproven')], AT);
  await store.changeSubscriber(address('b@x.example'), 'unsubscribed', 'link', AT);
  await store.changeSubscriber(address('c@x.example'), 'complained', 'report', AT);
  const exported = await written((output) => exportSubscribers(store, output));
  expect(exported).toContain("\n'=a@x.example,active,,research;tools,weekly,zh-CN,2025-03-01T00:00:00.000Z,form,");

  const { store: other, file } = await bench(Buffer.from(exported));
  expect(await importFile(other, file, OPTIONS)).toMatchObject({ refused: 0, results: { added: 4 } });
  expect(await meaning(other)).toEqual(await meaning(store));
});

async function meaning(of: Store) {
  const all = await of.subscribers({ limit: 9 });
  return all.map((one) => [one.address, one.standing, one.topics, one.frequency]);
}

test('the consent log is exported line by line, for one or for all', async () => {
  const { store } = await bench(Buffer.from(''));
  await store.addSubscribers([aReader('a@x.example'), aReader('b@x.example')], AT);
  await store.changeSubscriber(address('a@x.example'), 'unsubscribed', 'link', AT);
  const all = await written((output) => exportConsents(store, output));
  expect(all.trimEnd().split('\n')).toHaveLength(4);
  const subscriber = await store.subscriber(address('a@x.example'));
  const one = await written((output) => exportConsents(store, output, subscriber));
  expect(one.trimEnd().split('\n').slice(1)).toEqual([
    `a@x.example,${AT},imported,form,2025-03-01T00:00:00.000Z${','.repeat(12)}`,
    `a@x.example,${AT},unsubscribed,link${','.repeat(13)}`,
  ]);
});

test('an exported line of consent holds everything that proves it', async () => {
  const { store } = await bench(Buffer.from(''));
  await optIn(store, 'a@x.example');
  const [head = '', line = ''] = (await written((output) => exportConsents(store, output))).trim().split('\n');
  expect(head.split(',')).toHaveLength(line.split(',').length);
  for (const piece of [EVIDENCE.text, EVIDENCE.textVersion, EVIDENCE.ip, CONFIRMING.ip, CONFIRMING.tokenId]) {
    expect(line).toContain(piece);
  }
});

test('ten thousand rows take a few seconds, with progress on the way', async () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => `r${index}@x.example,2025-03-01,form\n`).join('');
  const { store, file } = await bench(Buffer.from(`email,consent date,source\n${rows}`));
  const seen: number[] = [];
  const report = await importFile(store, file, {
    ...OPTIONS,
    onProgress: (progress) => seen.push(progress.rows),
  });
  expect(report).toMatchObject({ rows: 10_000, results: { added: 10_000 } });
  expect(seen).toHaveLength(10);
});

async function bench(bytes: Buffer) {
  const folder = scratchFolder();
  const store = await sqliteStore(join(folder, 'masthead.sqlite'));
  onTestFinished(() => store[Symbol.asyncDispose]());
  const file = join(folder, 'readers.csv');
  writeFileSync(file, bytes);
  return { store, file };
}

async function written(write: (output: PassThrough) => Promise<number>): Promise<string> {
  const output = new PassThrough();
  const whole = text(output);
  await write(output);
  output.end();
  return whole;
}
