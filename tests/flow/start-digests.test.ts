import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openApp, type App } from '../../src/app.ts';
import type { NewSubscriber } from '../../src/core/audience/subscriber.ts';
import { mailingName } from '../../src/core/ledger/mailing.ts';
import { publishIssues, type PublishInput, type PublishReport } from '../../src/flow/publish-issues.ts';
import { lastSlot } from '../../src/schedule/last-slot.ts';
import { aReader } from '../support/a-letter.ts';
import { anIssue, newsletterFolder, SETTINGS, type NewsletterFolder } from '../support/newsletter-folder.ts';

// Shanghai, eight hours before UTC: issues at eight, daily digests at half past nine, weekly ones on Fridays.
const DIGESTS = `${SETTINGS}digests: { daily: '09:30', weekly: { day: friday, time: '09:30' } }\n`;
const JOINED = '2026-01-01T00:00:00.000Z';

test('a digest starts at its slot with what has been mailed since the last one, and one issue alone is its own letter', async () => {
  const folder = digestFolder([aReader('each@readers.example'), reader('daily'), reader('weekly')]);
  expect(await started(folder, '2026-01-05T00:00:00Z')).toEqual(['2026-01-05']);
  expect(await started(folder, '2026-01-05T01:29:00Z')).toEqual([]);
  expect(await started(folder, '2026-01-05T01:30:00Z')).toEqual(['daily digest of 2026-01-05']);
  expect(await started(folder, '2026-01-05T01:31:00Z')).toEqual([]);
  expect(await started(folder, '2026-01-06T00:00:00Z')).toEqual(['2026-01-06']);
  expect(await started(folder, '2026-01-06T01:30:00Z')).toEqual(['daily digest of 2026-01-06']);
  expect(await started(folder, '2026-01-07T01:30:00Z')).toEqual([]);
  expect(await started(folder, '2026-01-09T01:30:00Z')).toEqual(['weekly digest of 2026-01-09']);
  expect(await subjects(folder)).toEqual([
    'daily digest of 2026-01-05: 一月五日',
    'daily digest of 2026-01-06: 一月六日',
    'weekly digest of 2026-01-09: 示例周报：2026年1月5日至6日',
  ]);
});

test('issues of the minute of a slot are in its digest, and a slot that was missed is made up for, the latest alone', async () => {
  const folder = digestFolder([reader('daily'), reader('weekly')]);
  // Nobody wants each issue, and the mailings of the issues start all the same: digests count by them.
  expect(await started(folder, '2026-01-05T00:00:00Z')).toEqual(['2026-01-05']);
  expect(await started(folder, '2026-01-06T04:00:00Z')).toEqual(['2026-01-06', 'daily digest of 2026-01-06']);
  expect(await started(folder, '2026-01-06T04:01:00Z')).toEqual([]);
  expect(await subjects(folder)).toEqual(['daily digest of 2026-01-06: 示例周报：2026年1月5日至6日']);
});

test('whoever names an issue starts that one and no digest', async () => {
  const folder = digestFolder([reader('daily')]);
  expect(await started(folder, '2026-01-04T00:00:00Z')).toEqual([]);
  await using app = appAt(folder, '2026-01-10T03:00:00Z');
  const report = await publish(app, { named: () => 'all' });
  expect(report.started).toEqual(['2026-01-05', '2026-01-06']);
  expect(report.digests).toEqual([]);
});

test('a dry run says who would get what, and starts nothing', async () => {
  const folder = digestFolder([
    aReader('each@readers.example'),
    reader('daily'),
    { ...aReader('some@readers.example'), topics: ['tools'] },
  ]);
  await using app = appAt(folder, '2026-01-05T00:00:00Z');
  await fill(app);
  const { forecasts } = await publish(app, { extent: 'dry' });
  expect(forecasts).toEqual([
    { slug: '2026-01-05', wholeCount: 1, sliceCount: 0, letterCount: 0, nothingCount: 1, digestCount: 1 },
  ]);
  expect(await (await app.store()).mailings()).toEqual([]);
});

test('the messages of a digest lie in a folder of their own in the local mailbox', { timeout: 30_000 }, async () => {
  const folder = digestFolder([reader('daily')]);
  await started(folder, '2026-01-05T00:00:00Z');
  await using app = appAt(folder, '2026-01-05T01:30:00Z');
  const { reports } = await publish(app, { extent: 'deliver' });
  expect(reports.map(({ counts }) => counts.accepted)).toEqual([1]);
  const mailbox = join(folder.root, 'data', 'mailbox', 'digest-daily-2026-01-05');
  const [file = ''] = readdirSync(mailbox);
  const message = readFileSync(join(mailbox, file), 'utf8');
  expect(message).toMatch(/^List-Unsubscribe: </m);
  expect(message).toMatch(/^Feedback-ID: \w+:\w+:digest:\w+\r$/m);
});

test.each([
  ['2026-03-28T12:00:00Z', '2026-03-28T01:30:00.000Z'],
  // Clocks in Berlin skip half past two on this day: it strikes when the gap ends.
  ['2026-03-29T12:00:00Z', '2026-03-29T01:00:00.000Z'],
  // And have it twice on this one: it strikes the first time.
  ['2026-10-25T12:00:00Z', '2026-10-25T00:30:00.000Z'],
  ['2026-10-26T01:29:59Z', '2026-10-25T00:30:00.000Z'],
])('at %s the last slot of half past two in Berlin was %s', (now, slot) => {
  const schedule = { cron: '30 2 * * *', time_zone: 'Europe/Berlin' };
  expect(lastSlot(schedule, new Date(now), 2 * 86_400_000)?.toISOString()).toBe(slot);
});

function reader(frequency: 'daily' | 'weekly'): NewSubscriber {
  return { ...aReader(`${frequency}@readers.example`), frequency };
}

const audiences = new WeakMap<NewsletterFolder, readonly NewSubscriber[]>();

function digestFolder(audience: readonly NewSubscriber[]): NewsletterFolder {
  const issues = {
    'issues/2026-01-05.md': anIssue('一月五日', '2026-01-05'),
    'issues/2026-01-06.md': anIssue('一月六日', '2026-01-06'),
  };
  const folder = newsletterFolder({ 'masthead.yaml': DIGESTS, ...issues });
  audiences.set(folder, audience);
  return folder;
}

function appAt(folder: NewsletterFolder, instant: string): App {
  const app = openApp(folder.root, { clock: { now: () => new Date(instant) }, variables: {} });
  return Object.assign(app, { audience: audiences.get(folder) ?? [] });
}

async function fill(app: App): Promise<void> {
  const { audience } = app as App & { readonly audience: readonly NewSubscriber[] };
  await (await app.store()).addSubscribers(audience, JOINED);
}

/** What begins in a minute of `start`: slugs of issues, names of digests. */
async function started(folder: NewsletterFolder, instant: string): Promise<readonly string[]> {
  await using app = appAt(folder, instant);
  await fill(app);
  const report = await publish(app, {});
  return [...report.started, ...report.digests.map(mailingName)];
}

function publish(app: App, input: Partial<PublishInput>): Promise<PublishReport> {
  return publishIssues(app, { named: () => undefined, backIssues: 'kept', extent: 'start', images: false, ...input });
}

async function subjects(folder: NewsletterFolder): Promise<readonly string[]> {
  await using app = appAt(folder, '2026-01-10T00:00:00Z');
  const mailings = (await (await app.store()).mailings()).filter(({ edition }) => edition !== '');
  return mailings.map((mailing) => `${mailingName(mailing)}: ${mailing.letter.subject}`).toReversed();
}
