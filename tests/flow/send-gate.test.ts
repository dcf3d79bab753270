import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { emailAddress } from '../../src/core/audience/email-address.ts';
import type { ProblemCode } from '../../src/core/issue/problem.ts';
import { publishIssues, type PublishInput, type PublishReport } from '../../src/flow/publish-issues.ts';
import { anIssue, newsletterFolder, SETTINGS, type NewsletterFolder } from '../support/newsletter-folder.ts';

const STRICT = `${SETTINGS}checks: { text-unfinished: error }\n`;
/** The schedule's slot is at eight in Shanghai, which is midnight in UTC. */
const AFTER_SLOT = '2026-01-06T01:00:00Z';
const BEFORE_SLOT = '2026-01-05T22:00:00Z';

function newsletter(issues: Readonly<Record<string, string>>, settings = STRICT): NewsletterFolder {
  const files = Object.entries(issues).map(([slug, text]) => [`issues/${slug}.md`, text] as const);
  return newsletterFolder({ 'masthead.yaml': settings, ...Object.fromEntries(files) });
}

async function publish(
  folder: NewsletterFolder,
  instant: string,
  input: Partial<PublishInput> & { readonly variables?: Record<string, string> } = {},
): Promise<PublishReport> {
  const clock = { now: () => new Date(instant) };
  await using app = openApp(folder.root, { clock, variables: input.variables ?? {} });
  const address = emailAddress('reader@readers.example');
  if (!address) throw new Error('not an address');
  const at = '2026-01-01T00:00:00Z';
  await (await app.store()).addSubscribers([{ address, event: 'added', source: 'a test', consentAt: at }], at);
  return await publishIssues(app, {
    named: () => undefined,
    backIssues: 'due',
    extent: 'start',
    images: false,
    ...input,
  });
}

function codes({ gate }: PublishReport): readonly (readonly string[])[] {
  return [gate.holding.map(({ code }) => code), gate.forced.map(({ code }) => code)];
}

const BAD = anIssue('甲', '2026-01-06', '\n数字 TK。\n');
const GOOD = anIssue('乙', '2026-01-06');
const FORCED: ReadonlySet<ProblemCode> = new Set(['text-unfinished']);

test('an issue that is due and has an error is not mailed, and nothing is written', async () => {
  const folder = newsletter({ bad: BAD, good: GOOD });
  const report = await publish(folder, AFTER_SLOT);
  expect([report.done, report.started, codes(report)]).toEqual([undefined, [], [['text-unfinished'], []]]);
  expect(existsSync(join(folder.root, 'out'))).toBe(false);
});

test('the same finding as a warning holds nothing back', async () => {
  const report = await publish(newsletter({ bad: BAD }, SETTINGS), AFTER_SLOT);
  expect([report.started, codes(report)]).toEqual([['bad'], [[], []]]);
});

test('whoever forces the code mails it, and the log keeps what was forced', async () => {
  const folder = newsletter({ bad: BAD });
  const report = await publish(folder, AFTER_SLOT, { forced: FORCED });
  expect([report.started, codes(report)]).toEqual([['bad'], [[], ['text-unfinished']]]);
  const [line, ...more] = folder.read('data/publish.log').trim().split('\n');
  expect(more).toEqual([]);
  expect(JSON.parse(line ?? '')).toMatchObject({ msg: 'Forced', code: 'text-unfinished', path: 'issues/bad.md' });
});

test('what was forced once holds nothing back later', async () => {
  const folder = newsletter({ bad: BAD, later: anIssue('丙', '2026-01-07') });
  await publish(folder, AFTER_SLOT, { forced: FORCED });
  expect((await publish(folder, '2026-01-07T01:00:00Z')).started).toEqual(['later']);
});

test('another code that is forced does not open the gate', async () => {
  const report = await publish(newsletter({ bad: BAD }), AFTER_SLOT, { forced: new Set(['link-empty']) });
  expect([report.started, codes(report)]).toEqual([[], [['text-unfinished'], []]]);
});

test('an issue is held back from the day on on which the site would show it', async () => {
  const folder = newsletter({ bad: BAD });
  expect(codes(await publish(folder, '2026-01-05T10:00:00Z'))).toEqual([[], []]);
  expect(codes(await publish(folder, BEFORE_SLOT))).toEqual([['text-unfinished'], []]);
});

test.each([
  ['a draft', { good: GOOD, draft: BAD.replace('date:', 'status: draft\ndate:') }],
  ['an issue that is too late to be mailed', { good: GOOD, old: BAD.replace('2026-01-06\n', '2020-01-06\n') }],
])('errors of %s hold nothing back', async (_, issues) => {
  expect((await publish(newsletter(issues), AFTER_SLOT)).started).toEqual(['good']);
});

test('whoever names an issue is not held back by another one', async () => {
  const folder = newsletter({ bad: BAD, good: GOOD });
  const report = await publish(folder, AFTER_SLOT, { named: () => ({ slugs: new Set(['good']) }) });
  expect(report.started).toEqual(['good']);
});

test('an error that only the finished letter shows holds back too', async () => {
  const settings = `${SETTINGS.replace('https://news', 'http://news')}checks: { one-click-missing: error }\n`;
  const report = await publish(newsletter({ good: GOOD }, settings), AFTER_SLOT);
  expect([report.started, codes(report)]).toEqual([[], [['one-click-missing'], []]]);
});

test('a dry run says what the gate would say, and changes nothing', async () => {
  const folder = newsletter({ bad: BAD });
  expect(codes(await publish(folder, AFTER_SLOT, { extent: 'dry' }))).toEqual([['text-unfinished'], []]);
  expect(codes(await publish(folder, AFTER_SLOT, { extent: 'dry', forced: FORCED }))).toEqual([
    [],
    ['text-unfinished'],
  ]);
  expect(existsSync(join(folder.root, 'data/publish.log'))).toBe(false);
});

test('a build without mail asks for no gate', async () => {
  const report = await publish(newsletter({ bad: BAD }), AFTER_SLOT, { extent: 'build' });
  expect(report.done?.issueCount).toBe(1);
});
