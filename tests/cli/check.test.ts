import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkLines } from '../../src/cli/check-lines.ts';
import { terminal } from '../../src/cli/terminal.ts';
import type { Problem } from '../../src/core/issue/problem.ts';
import { anIssue, newsletterFolder, SETTINGS, type NewsletterFolder } from '../support/newsletter-folder.ts';

const SLIPS = '\n一段足够长的正文，收件箱可以在主题旁边整行显示它：[这里](https://bit.ly/x)，数字 TK。\n';

function slips(settings = ''): NewsletterFolder {
  const text = anIssue('甲', '2026-01-05', SLIPS);
  return newsletterFolder({ 'issues/2026-01-05.md': text, 'masthead.yaml': SETTINGS + settings });
}

const FOUND: readonly Problem[] = [
  { code: 'subject-long', path: 'issues/a.md', line: 2, column: 8, message: 'The subject is too wide for a phone.' },
  { code: 'title-missing', path: 'issues/a.md', message: 'No title.' },
  { code: 'link-empty', path: 'issues/b.md', line: 120, message: 'The link has no text.', level: 'error' },
];

test('findings stand under their files in columns, and each code is told once how to mend', () => {
  const screen = { ...terminal(process.stdout, process.stderr), columns: Infinity };
  expect(checkLines(FOUND, screen)).toEqual([
    'issues/a.md',
    '  2:8  warning  subject-long   The subject is too wide for a phone.',
    '    -  warning  title-missing  No title.',
    '',
    'issues/b.md',
    '  120  error    link-empty     The link has no text.',
    '',
    'How to mend',
    '  link-empty     Write some text between its brackets. docs/checks.md#link-empty',
    '  subject-long   Put what matters first, or write a shorter "subject". docs/checks.md#subject-long',
    '  title-missing  Write a title. docs/checks.md#title-missing',
    '',
  ]);
});

test.each([60, 40])('no line is wider than a terminal of %i columns', (columns) => {
  const screen = { ...terminal(process.stdout, process.stderr), columns };
  const pages = new Set(FOUND.map(({ code }) => `docs/checks.md#${code}`));
  const wide = checkLines(FOUND, screen).filter((line) => line.length > columns);
  expect(wide.filter((line) => !pages.has(line.trim()))).toEqual([]);
});

test('the level of masthead.yaml counts everywhere', async () => {
  const folder = slips('checks: { link-shortened: error, text-unfinished: off, link-generic: info }\n');
  const { status, stdout, stderr } = await folder.run(['check', '--format=lines']);
  expect([status, stdout.split('\n').map((line) => line.split(': ')[1])]).toEqual([
    1,
    ['info link-generic', 'error link-shortened', undefined],
  ]);
  expect(stderr).toBe('Checked 1 file: 1 error, 1 note.\n');
});

test('a rule that is fixed cannot be switched, which is wrong use', async () => {
  const { status, stderr } = await slips('checks: { slug-duplicate: off }\n').run(['check']);
  expect([status, stderr]).toEqual([2, expect.stringContaining('checks.slug-duplicate: cannot be switched')]);
});

test('marks in a pull request count paths from the root of the repository', async () => {
  const text = anIssue('甲', '2026-01-05', SLIPS);
  const files = { '.git/HEAD': '', 'letters/masthead.yaml': SETTINGS, 'letters/issues/2026-01-05.md': text };
  const folder = newsletterFolder(files);
  const { stdout } = await folder.run(['-C', join(folder.root, 'letters'), 'check', '--format=github']);
  expect(stdout).toContain('::warning file=letters/issues/2026-01-05.md,line=16,title=link-generic::');
});

test('--output writes the findings into a file, and the exit status stays', async () => {
  const folder = slips();
  const run = await folder.run(['check', '--strict', '--format=sarif', '--output', 'found.sarif']);
  expect([run.status, run.stdout]).toEqual([1, '']);
  const log: unknown = JSON.parse(folder.read('found.sarif'));
  expect(log).toMatchObject({ version: '2.1.0', runs: [{ tool: { driver: { name: 'masthead' } } }] });
  expect(folder.read('found.sarif')).toContain('"ruleId": "text-unfinished"');
});
