import { expect, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { checkNewsletter } from '../../src/flow/check-newsletter.ts';
import { anIssue, newsletterFolder, SETTINGS, type NewsletterFolder } from '../support/newsletter-folder.ts';

async function found(folder: NewsletterFolder, paths?: readonly string[]): Promise<readonly string[]> {
  await using app = openApp(folder.root, { clock: { now: () => new Date('2026-01-10T00:00:00Z') }, variables: {} });
  const { problems } = await checkNewsletter(app, paths && { paths: new Set(paths) });
  return problems.map(({ path, line, code, level }) => `${path}:${line ?? ''} ${level} ${code}`);
}

const FIRST = anIssue('甲', '2026-01-05');
/** The same source, as a phone has it. */
const AGAIN = anIssue('乙', '2026-01-06').replace(
  '/source.example/2026-01-06',
  '/m.source.example/2026-01-05?utm_source=x',
);

test('an article that an earlier issue had is a finding of the later one, be that only a draft', async () => {
  const folder = newsletterFolder({
    'issues/2026-01-05.md': FIRST,
    'issues/2026-01-06.md': AGAIN.replace('date:', 'status: draft\ndate:'),
  });
  expect(await found(folder)).toEqual(['issues/2026-01-06.md:11 warning article-repeated']);
});

test('what was withdrawn may be told anew', async () => {
  const folder = newsletterFolder({
    'issues/2026-01-05.md': FIRST.replace('date:', 'status: withdrawn\ndate:'),
    'issues/2026-01-06.md': AGAIN,
  });
  expect(await found(folder)).toEqual([]);
});

test('an issue of a day to come is worth knowing, and only of the files that are asked for', async () => {
  const folder = newsletterFolder({
    'issues/2026-01-05.md': FIRST,
    'issues/2026-02-01.md': anIssue('丙', '2026-02-01'),
  });
  expect(await found(folder)).toEqual(['issues/2026-02-01.md: info date-future']);
  expect(await found(folder, ['issues/2026-01-05.md'])).toEqual([]);
});

test('a rule that is switched off says nothing', async () => {
  const folder = newsletterFolder({
    'masthead.yaml': `${SETTINGS}checks: { article-repeated: off, date-future: off }\n`,
    'issues/2026-01-05.md': FIRST,
    'issues/2026-01-06.md': AGAIN,
    'issues/2026-02-01.md': anIssue('丙', '2026-02-01'),
  });
  expect(await found(folder)).toEqual([]);
});
