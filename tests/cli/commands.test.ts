import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { anIssue, ended, newsletterFolder } from '../support/newsletter-folder.ts';

/** stdout as the one JSON document that it must be. */
function json(stdout: string): Record<string, unknown> {
  // What a command prints with --json is an object, and a test that reads other fields fails by itself.
  return JSON.parse(stdout) as Record<string, unknown>;
}

test.each([
  [['--help'], 0],
  [['build', '--help'], 0],
  [['subscribers', 'import', '--help'], 0],
  [[], 2],
  [['biuld'], 2],
  [['build', '--nonsense'], 2],
  [['send'], 2],
  [['check', '--format', 'xml'], 2],
  [['send', '2026-01-05'], 2],
  [['subscribers', 'list', '--state', 'lost'], 2],
])('masthead %j ends with %i', async (args, status) => {
  const folder = newsletterFolder();
  expect((await folder.run(args)).status).toBe(status);
});

test('a mistyped command names the nearest one, on stderr', async () => {
  const { stdout, stderr } = await newsletterFolder().run(['biuld']);
  expect(stdout).toBe('');
  expect(stderr).toContain('Did you mean build?');
});

test('wrong use gives its document too when --json asks for one', async () => {
  const { status, stdout } = await newsletterFolder().run(['biuld', '--json']);
  expect([status, json(stdout)['error']]).toMatchObject([2, { code: 'USAGE' }]);
});

test('what the system refuses is one message without a stack', async () => {
  const folder = newsletterFolder({ data: 'a file where a folder should be' });
  const { status, stdout, stderr } = await folder.run(['build', '--json']);
  expect([status, json(stdout)['error']]).toMatchObject([1, { code: 'SYSTEM_REFUSED' }]);
  expect(stderr).not.toContain('node:fs');
});

test.each([
  ['check', '--json'],
  ['subscribers', 'export'],
])('masthead %s %s ends quietly when nobody reads its output', async (...args) => {
  const child = newsletterFolder().start(args);
  child.stdout?.destroy();
  expect(await ended(child)).toEqual({ status: 0, stdout: '', stderr: expect.not.stringContaining('EPIPE') });
});

test('a field that is missing or of the wrong kind is told in plain words', async () => {
  const folder = newsletterFolder();
  folder.write(
    'masthead.yaml',
    folder
      .read('masthead.yaml')
      .replace(/author:.*\n/, 'author: 5\n')
      .replace(/^title:.*/, ''),
  );
  const { stderr } = await folder.run(['check']);
  expect(stderr).toMatch(/masthead\.yaml:\d+:\d+: title: is missing; write text\./);
  expect(stderr).toMatch(/masthead\.yaml:\d+:9: author: write text, in quotes\./);
});

test('a key that cannot sign ends the command at once', { timeout: 20_000 }, async () => {
  const folder = newsletterFolder({ 'issues/2026-01-05.md': anIssue('甲', '2026-01-05') });
  const dkim = { DKIM_DOMAIN: 'other.example', DKIM_SELECTOR: 's', DKIM_PRIVATE_KEY_FILE: 'key.pem' };
  const { status, stderr } = await folder.run(['send', '2026-01-05', '--test', 'me@desk.example'], dkim);
  expect(status).toBe(2);
  expect(stderr).toContain('DKIM_MISALIGNED');
});

test('new takes a file name for the slug', async () => {
  const folder = newsletterFolder();
  const { stdout } = await folder.run(['new', 'hello.md', '--json']);
  expect(json(stdout)).toMatchObject({ slug: 'hello', path: 'issues/hello.md' });
});

test('outside a newsletter the message says what to do, and --json gives it as one document', async () => {
  const folder = newsletterFolder();
  rmSync(join(folder.root, 'masthead.yaml'));
  const { status, stdout, stderr } = await folder.run(['build', '--json']);
  expect(status).toBe(2);
  expect(json(stdout)['error']).toMatchObject({ code: 'SETTINGS_MISSING' });
  expect(stderr).toContain('masthead init');
});

test('all problems of masthead.yaml and .env are shown at once with their places', async () => {
  const folder = newsletterFolder({ '.env': 'PORT=many\nDKIM_DOMAIN=news.example\n' });
  const yaml = folder.read('masthead.yaml').replace('author:', 'auhtor:').replace('0 8 * * *', '0 8 * * *');
  folder.write('masthead.yaml', yaml.replace('letters@news.example', 'letters'));
  const { status, stderr } = await folder.run(['check']);
  expect(status).toBe(2);
  expect(stderr).toContain('masthead.yaml:4:1: auhtor: unknown field; did you mean "author"?');
  expect(stderr).toContain('masthead.yaml:8:32: sender.address: write one plain address');
  expect(stderr).toContain('.env: PORT:');
  expect(stderr).toContain('DKIM_PRIVATE_KEY_FILE');
});

test('a name in .env that is nearly one of ours is asked about, others are left alone', async () => {
  const folder = newsletterFolder({ '.env': 'SMPT_URL=smtp://127.0.0.1:1\nCOMPOSE_PROJECT_NAME=news\n' });
  const { status, stderr } = await folder.run(['build', '--no-images']);
  expect(status).toBe(0);
  expect(stderr).toContain('.env: SMPT_URL is not a name that masthead reads; is SMTP_URL meant?');
  expect(stderr).not.toContain('COMPOSE');
});

test('a schedule that cannot be kept is shown at its place', async () => {
  const folder = newsletterFolder();
  folder.write(
    'masthead.yaml',
    folder.read('masthead.yaml').replace('0 8 * * *', '0 8 1 * 1').replace('Asia/Shanghai', 'Asia/Peking'),
  );
  const { stderr } = await folder.run(['check']);
  expect(stderr).toMatch(/masthead\.yaml:11:\d+: schedule\.cron: restrict the day of month or the weekday/);
  expect(stderr).toMatch(/masthead\.yaml:11:\d+: schedule\.time_zone: write a name/);
});

test('build says what it wrote, and --json gives the lists', async () => {
  const folder = newsletterFolder({ 'issues/2026-01-05.md': anIssue('甲', '2026-01-05') });
  const first = await folder.run(['build', '--no-images', '--json']);
  expect([first.status, json(first.stdout)['issueCount']]).toEqual([0, 1]);
  const second = await folder.run(['build', '--no-images']);
  expect(second.stdout).toMatch(/^Built 1 issue into out\/: \d+ files \(0 changed, 0 removed\)\.\n$/);
});

test('a broken issue ends build with 1, and check names file, line and code', async () => {
  const folder = newsletterFolder({
    'issues/2026-01-05.md': anIssue('甲', '2026-01-05').replace('date: ', 'date: 31.31.'),
  });
  const build = await folder.run(['build', '--no-images']);
  expect([build.status, existsSync(join(folder.root, 'out'))]).toEqual([1, false]);
  const check = await folder.run(['check', '--json']);
  expect(check.status).toBe(1);
  expect(json(check.stdout)['problems']).toMatchObject([{ level: 'error', path: 'issues/2026-01-05.md', line: 3 }]);
  const github = await folder.run(['check', '--format=github']);
  expect(github.stdout).toMatch(/^::error file=issues\/2026-01-05\.md,line=3,/m);
});

test('warnings fail a check only when it is strict, and only of the files that are named', async () => {
  const folder = newsletterFolder({
    'issues/2026-01-05.md': anIssue('甲', '2026-01-05').replace('title:', 'titel: x\ntitle:'),
    'issues/2026-01-06.md': anIssue('乙', '2026-01-06'),
  });
  const statuses = [];
  for (const args of [['check'], ['check', '--strict'], ['check', '--strict', 'issues/2026-01-06.md']]) {
    statuses.push((await folder.run(args)).status);
  }
  expect(statuses).toEqual([0, 1, 0]);
  expect((await folder.run(['check', 'issues/none.md'])).status).toBe(2);
});

test('new makes a draft that checks, and never overwrites', async () => {
  const folder = newsletterFolder();
  const made = await folder.run(['new', 'a-first-draft', '--title', '第一份: 草稿', '--json']);
  expect(json(made.stdout)['path']).toBe('issues/a-first-draft.md');
  expect(folder.read('issues/a-first-draft.md')).toMatch(
    /^---\ntitle: "第一份: 草稿"\ndate: \d{4}-\d\d-\d\d\nstatus: draft\n---\n/,
  );
  expect((await folder.run(['check'])).status).toBe(0);
  expect((await folder.run(['new', 'a-first-draft'])).status).toBe(2);
  expect((await folder.run(['new', '../escape'])).status).toBe(2);
});

test.each(['en', 'zh'])('init in %s makes a newsletter that checks and builds at once', async (language) => {
  const parent = mkdtempSync(join(tmpdir(), 'masthead-init-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const outside = newsletterFolder();
  const root = join(parent, 'morning');
  expect((await outside.run(['init', root, '--language', language])).status).toBe(0);
  for (const path of [
    'masthead.yaml',
    'masthead.schema.json',
    'masthead-issue.schema.json',
    '.vscode',
    '.env.example',
    '.gitignore',
    'web-templates',
    'email-templates',
  ]) {
    expect(readdirSync(root)).toContain(path);
  }
  expect(readFileSync(join(root, 'masthead.yaml'), 'utf8')).toMatch(/^# yaml-language-server: \$schema=/);
  const check = await outside.run(['-C', root, 'check', '--strict']);
  expect([check.status, check.stdout]).toEqual([0, '']);
  expect((await outside.run(['-C', root, 'build', '--no-images'])).status).toBe(0);
  expect(readdirSync(join(root, 'out'))).toContain('index.html');
  expect((await outside.run(['init', root])).status).toBe(2);
});

test('adopt leaves a file alone that is no UTF-8', async () => {
  const folder = newsletterFolder({ 'issues/gb.md': '' });
  const file = join(folder.root, 'issues/gb.md');
  const bytes = Buffer.from('# \xb4\xba\xcc\xec\n', 'latin1');
  writeFileSync(file, bytes);
  const { status, stderr } = await folder.run(['adopt', 'issues/gb.md', '--from', '2018-04-13', '--every', 'week']);
  expect([status, readFileSync(file).equals(bytes)]).toEqual([1, true]);
  expect(stderr).toContain('encoding-invalid');
});

test.each([
  ['2018-04-31', 'week'],
  ['April', 'week'],
  ['2018-04-13', 'fortnight'],
])('adopt refuses --from %s --every %s', async (from, every) => {
  const folder = newsletterFolder({ 'issues/one.md': '# One\n' });
  expect((await folder.run(['adopt', 'issues/one.md', '--from', from, '--every', every])).status).toBe(2);
});

test('adopt writes what is missing, and a dry run writes nothing', async () => {
  const folder = newsletterFolder({
    'issues/issue-1.md': '# Hello\n\nWords.\n',
    'issues/issue-2.md': '# Again\n\nMore.\n',
  });
  const args = ['adopt', 'issues/issue-1.md', 'issues/issue-2.md', '--from', '2018-04-13', '--every', 'week'];
  expect((await folder.run(['check'])).status).toBe(1);
  expect((await folder.run([...args, '--dry-run'])).stdout).toContain('Would complete 2 of 2 files.');
  expect(folder.read('issues/issue-1.md')).toBe('# Hello\n\nWords.\n');
  expect((await folder.run(args)).status).toBe(0);
  expect(folder.read('issues/issue-2.md')).toContain('date: 2018-04-20');
  expect((await folder.run(['check'])).status).toBe(0);
  expect((await folder.run(args.slice(0, 5))).status).toBe(2);
});

test('demo publishes and mails the samples, and what it names is there', async () => {
  const { status, stdout, stderr } = await newsletterFolder().run(['demo', '--json'], {
    SMTP_URL: 'smtp://127.0.0.1:1',
  });
  expect([status, stderr]).toEqual([0, expect.not.stringContaining('error')]);
  const report = json(stdout);
  expect(report['acceptedCount']).toBe(Number(report['issueCount']) * Number(report['readerCount']));
  for (const name of ['page', 'email', 'feed']) expect(existsSync(String(report[name]))).toBe(true);
  rmSync(String(report['root']), { recursive: true });
});
