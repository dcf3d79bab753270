import { expect, test } from 'vitest';
import { openApp, type App } from '../../src/app.ts';
import { emailAddress } from '../../src/core/audience/email-address.ts';
import type { Named } from '../../src/flow/due-issues.ts';
import { publishIssues, type PublishReport } from '../../src/flow/publish-issues.ts';
import { anIssue, newsletterFolder, type NewsletterFolder } from '../support/newsletter-folder.ts';

/** A minute of `start` at an instant: the slugs whose mailing began. */
async function nudgeAt(folder: NewsletterFolder, instant: string): Promise<readonly string[]> {
  await using app = openApp(folder.root, { clock: { now: () => new Date(instant) }, variables: {} });
  await addReader(app);
  return (await publish(app, undefined)).started;
}

function publish(app: App, named: Named | undefined): Promise<PublishReport> {
  return publishIssues(app, { named: () => named, backIssues: 'kept', extent: 'start', images: false });
}

async function addReader(app: App): Promise<void> {
  const address = emailAddress('reader@readers.example');
  if (!address) throw new Error('not an address');
  const at = '2026-01-01T00:00:00Z';
  await (await app.store()).addSubscribers([{ address, event: 'added', source: 'a test', consentAt: at }], at);
}

async function nudges(folder: NewsletterFolder, instants: readonly string[]): Promise<readonly (readonly string[])[]> {
  const all = [];
  for (const instant of instants) all.push(await nudgeAt(folder, instant));
  return all;
}

function inZone(zone: string, cron: string, issues: Readonly<Record<string, string>>): NewsletterFolder {
  const files = Object.entries(issues).map(([slug, date]) => [`issues/${slug}.md`, anIssue(`第 ${slug} 期`, date)]);
  // Entries of pairs make an object of strings.
  const folder = newsletterFolder(Object.fromEntries(files) as Record<string, string>);
  const settings = folder.read('masthead.yaml').replace('Asia/Shanghai', zone).replace('0 8 * * *', cron);
  folder.write('masthead.yaml', settings);
  return folder;
}

test('an issue is mailed at its slot and once, however the clock jumps', async () => {
  const folder = inZone('Asia/Shanghai', '0 8 * * *', { a: '2026-01-06' });
  expect(
    await nudges(folder, [
      '2026-01-05T10:00:00Z',
      '2026-01-05T23:59:59Z',
      '2026-01-06T00:00:00Z',
      '2026-01-05T22:00:00Z',
      '2026-01-06T00:00:00Z',
      '2026-01-06T09:00:00Z',
    ]),
  ).toEqual([[], [], ['a'], [], [], []]);
});

test('an issue that was mailed elsewhere is published and never mailed', async () => {
  const folder = inZone('Asia/Shanghai', '0 8 * * *', { a: '2026-01-06', b: '2026-01-06' });
  const elsewhere = folder.read('issues/a.md').replace('---', '---\nmailed: elsewhere');
  folder.write('issues/a.md', elsewhere);
  await using app = openApp(folder.root, { clock: { now: () => new Date('2026-01-06T03:00:00Z') }, variables: {} });
  await addReader(app);
  for (const named of ['all', { slugs: new Set(['a']) }] as const) {
    const report = await publishIssues(app, { named: () => named, backIssues: 'due', extent: 'start', images: false });
    expect(report.started).toEqual(named === 'all' ? ['b'] : []);
  }
  expect((await (await app.store()).mailings()).map(({ slug }) => slug)).toEqual(['b']);
  expect(folder.out()).toHaveProperty('a/index.html');
});

test('a slot in the spring gap is kept at the first minute after it', async () => {
  const folder = inZone('America/New_York', '30 2 * * *', { a: '2027-03-14', b: '2027-03-15' });
  expect(
    await nudges(folder, [
      '2027-03-13T12:00:00Z',
      '2027-03-14T06:59:59Z',
      '2027-03-14T07:00:00Z',
      '2027-03-15T06:30:00Z',
    ]),
  ).toEqual([[], [], ['a'], ['b']]);
});

test('a slot in the repeated hour of autumn is kept the first time and only then', async () => {
  const folder = inZone('America/New_York', '30 1 * * *', { a: '2026-11-01' });
  expect(
    await nudges(folder, [
      '2026-10-31T12:00:00Z',
      '2026-11-01T05:29:00Z',
      '2026-11-01T05:30:00Z',
      '2026-11-01T06:30:00Z',
    ]),
  ).toEqual([[], [], ['a'], []]);
});

test('an issue that is too late and one from before the first start are published and not mailed', async () => {
  const folder = inZone('UTC', '0 8 * * *', { old: '2026-01-02', late: '2026-01-06T09:00:00Z' });
  expect(await nudges(folder, ['2026-01-05T00:00:00Z', '2026-01-08T10:00:00Z'])).toEqual([[], []]);
  expect(Object.keys(folder.out())).toEqual(expect.arrayContaining(['old/index.html', 'late/index.html']));
});

test('an issue with a time of its own is due then and hidden before', async () => {
  const folder = inZone('UTC', '0 8 * * *', { a: '2026-01-06T17:45:00+08:00' });
  expect(await nudgeAt(folder, '2026-01-06T09:44:00Z')).toEqual([]);
  expect(Object.keys(folder.out())).not.toContain('a/index.html');
  expect(await nudgeAt(folder, '2026-01-06T09:45:00Z')).toEqual(['a']);
  expect(Object.keys(folder.out())).toContain('a/index.html');
});

test('whoever names an issue has that one mailed and no other, be it only a draft', async () => {
  const folder = inZone('UTC', '0 8 * * *', { a: '2026-01-06', b: '2026-01-06' });
  await using app = openApp(folder.root, { clock: { now: () => new Date('2026-01-06T09:00:00Z') }, variables: {} });
  await addReader(app);
  expect((await publish(app, { slugs: new Set() })).started).toEqual([]);
  expect((await publish(app, { slugs: new Set(['b']) })).started).toEqual(['b']);
});

test('an issue that is due while nobody subscribes stays due until somebody does', async () => {
  const folder = inZone('UTC', '0 8 * * *', { a: '2026-01-06' });
  await using app = openApp(folder.root, { clock: { now: () => new Date('2026-01-06T09:00:00Z') }, variables: {} });
  expect(await publish(app, undefined)).toMatchObject({ started: [], isAudienceEmpty: true });
  await addReader(app);
  expect(await publish(app, undefined)).toMatchObject({ started: ['a'], isAudienceEmpty: false });
});
