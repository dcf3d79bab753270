import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { checkLines } from '../../src/cli/check-lines.ts';
import { terminal } from '../../src/cli/terminal.ts';
import type { Problem } from '../../src/core/issue/problem.ts';
import { dayOf } from '../../src/core/issue/zoned-time.ts';
import { codeBlocks, sectionOf } from '../support/markdown-document.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';
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

const TODAY = dayOf(Date.now(), 'Asia/Shanghai');

function dueWithSlip(): NewsletterFolder {
  const settings = SETTINGS.replace('0 8 * * *', '* * * * *');
  const text = anIssue('甲', TODAY, SLIPS).replace(
    'date:',
    'summary: 一句足够长的话，让收件箱在主题旁边有东西可看。\ndate:',
  );
  return newsletterFolder({
    'masthead.yaml': `${settings}checks: { text-unfinished: error }\n`,
    'issues/today.md': text,
  });
}

test('publish says what holds it back and how to go on, status says it too, and --force goes on', async () => {
  const folder = dueWithSlip();
  await folder.run(['subscribers', 'add', 'lin@readers.example']);
  const named = ['publish', '--no-images', 'issues/today.md'];
  const held = await folder.run(named);
  expect([held.status, held.stdout]).toEqual([
    1,
    [
      'Nothing was written or mailed: 1 error in what is on its way to readers.',
      '  issues/today.md:17  text-unfinished',
      'Mend it, or take it upon yourself with --force text-unfinished.',
      '',
    ].join('\n'),
  ]);
  const status = await folder.run(['status', '--json']);
  expect(JSON.parse(status.stdout)).toMatchObject({ heldBy: [{ code: 'text-unfinished', level: 'error' }] });
  const forced = await folder.run([...named, '--force', 'text-unfinished', '--json']);
  expect([forced.status, JSON.parse(forced.stdout)]).toMatchObject([
    0,
    { started: ['today'], heldBy: [], forced: [{ code: 'text-unfinished', path: 'issues/today.md' }] },
  ]);
});

test.each([
  ['text-unfinishd', 'did you mean "text-unfinished"?'],
  ['slug-duplicate', 'cannot be forced'],
])('--force %s is wrong use', async (code, message) => {
  const { status, stderr } = await dueWithSlip().run(['publish', '--force', code]);
  expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test('the scheduler says which issue is held back and why', { timeout: 30_000 }, async () => {
  const folder = dueWithSlip();
  const child = folder.start(['start', '--only=schedule', '--mail-back-issues']);
  onTestFinished(() => void child.kill('SIGKILL'));
  if (!child.stderr) throw new Error('its log cannot be heard');
  const lines = createInterface(child.stderr);
  for await (const line of lines) {
    if (!line.includes('nothing was written or mailed')) continue;
    expect(JSON.parse(line)).toMatchObject({ problems: [{ code: 'text-unfinished', path: 'issues/today.md' }] });
    break;
  }
  expect(existsSync(join(folder.root, 'out'))).toBe(false);
});

test('the workflow in the documents is YAML, and its commands do what it says of them', async () => {
  const page = readFileSync(join(REPOSITORY_ROOT, 'docs/checks.md'), 'utf8');
  const workflow = parse(codeBlocks(sectionOf(page, 'Checks in CI'), 'yaml')[0] ?? '') as Workflow;
  const commands = workflow.jobs.check.steps.flatMap(({ run }) => run ?? []);
  expect(commands[0]).toBe('npm ci');
  const folder = slips('checks: { text-unfinished: error }\n');
  const statuses = commands.slice(1).map((command) => {
    const ours = `npm run --silent --prefix '${REPOSITORY_ROOT}' masthead --`;
    const script = command.replace('npm run --silent masthead --', ours);
    return spawnSync('sh', ['-c', script], { env: { PATH: process.env['PATH'], GITHUB_WORKSPACE: folder.root } })
      .status;
  });
  expect(statuses).toEqual([0, 1]);
  expect(folder.read('found.sarif')).toContain('text-unfinished');
});

/** What is looked at of it. */
interface Workflow {
  readonly jobs: { readonly check: { readonly steps: readonly { readonly run?: string }[] } };
}
