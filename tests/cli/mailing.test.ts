import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dayOf } from '../../src/core/issue/zoned-time.ts';
import { anIssue, ended, newsletterFolder, type NewsletterFolder } from '../support/newsletter-folder.ts';

const TODAY = dayOf(Date.now(), 'Asia/Shanghai');

/** An issue that is due now, one from long ago, and two readers. */
async function newsletter(): Promise<NewsletterFolder> {
  const folder = newsletterFolder({
    'issues/today.md': anIssue('今天的一期', TODAY),
    'issues/2020-01-06.md': anIssue('旧的一期', '2020-01-06'),
    'readers.csv': '邮箱,状态\nlin@readers.example,active\nmori@readers.example,active\nnobody,active\n',
  });
  // Strikes every minute, so that today's issue is due whatever the time.
  folder.write('masthead.yaml', folder.read('masthead.yaml').replace('0 8 * * *', '* * * * *'));
  const imported = await folder.run([
    'subscribers',
    'import',
    'readers.csv',
    '--consent-source',
    '表单',
    '--consent-date',
    '2026-01-01',
    '--json',
  ]);
  expect(JSON.parse(imported.stdout)).toMatchObject({ rows: 3, refused: 1, results: { added: 2 } });
  return folder;
}

/** Addresses that the local mailbox holds mail for, by issue. */
function mailed(folder: NewsletterFolder, slug: string): readonly string[] {
  try {
    const names = readdirSync(join(folder.root, 'data/mailbox', slug)).filter((name) => name.endsWith('.eml'));
    return names.map((name) => name.replace(/^\d+-|\.eml$/g, '')).toSorted();
  } catch {
    return [];
  }
}

const BOTH = ['lin@readers.example', 'mori@readers.example'];

test('publish mails what is due once, says so, and status shows it', async () => {
  const folder = await newsletter();
  const dry = await folder.run(['publish', '--dry-run']);
  expect([dry.status, mailed(folder, 'today')]).toEqual([0, []]);
  expect(dry.stdout).toContain('Would mail today: whole to 2 readers.');
  const first = await folder.run(['publish', '--no-images']);
  expect(first.status).toBe(0);
  expect(first.stdout).toContain('today: 2 accepted.');
  expect(first.stdout).toContain('SMTP_URL is not set');
  expect(mailed(folder, 'today')).toEqual(BOTH);
  expect(mailed(folder, '2020-01-06')).toEqual([]);
  const second = await folder.run(['publish', '--no-images', '--json']);
  expect(JSON.parse(second.stdout)).toMatchObject({ started: [], reports: [] });
  expect(mailed(folder, 'today')).toHaveLength(2);
  const status = await folder.run(['status', '--json']);
  expect(JSON.parse(status.stdout)).toMatchObject({ mailings: [{ slug: 'today', total: 2, counts: { accepted: 2 } }] });
  expect((await folder.run(['status'])).stdout).toMatch(/^issue +started +total +accepted\ntoday .* 2 +2$/m);
});

test('asking makes no store: neither a dry run nor status leaves one behind', async () => {
  const folder = newsletterFolder({ 'issues/today.md': anIssue('今天的一期', TODAY) });
  expect((await folder.run(['publish', '--dry-run'])).status).toBe(0);
  expect((await folder.run(['status'])).stdout).toContain('today');
  expect((await folder.run(['status', '--watch'])).status).toBe(0);
  expect(existsSync(join(folder.root, 'data/masthead.sqlite'))).toBe(false);
});

test('a server that is not there is told at once, with what is waited for and until when', async () => {
  const folder = await newsletter();
  const nobody = createServer().listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const bound = nobody.address();
  nobody.close();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const child = folder.start(['publish', '--no-images'], { SMTP_URL: `smtp://127.0.0.1:${port}` });
  const end = ended(child);
  await new Promise<void>((resolve) => {
    child.stderr?.on('data', (text: string) => {
      if (text.includes('2 deferred')) resolve();
    });
  });
  child.kill('SIGINT');
  const { status, stdout, stderr } = await end;
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /today: nothing to do until \d{4}-\d\d-\d\d \d\d:\d\d \(Asia\/Shanghai\).*ECONNREFUSED.*Ctrl-C/,
  );
  expect(stdout).toContain('Interrupted; the next "masthead publish" goes on.');
});

test('a correction that is sent a second time is said to have been mailed before', async () => {
  const folder = await newsletter();
  await folder.run(['publish', '--no-images']);
  const corrected = folder
    .read('issues/today.md')
    .replace('\n---\n', `\ncorrections:\n  - { date: ${TODAY}, note: 更正 }\n---\n`);
  folder.write('issues/today.md', corrected);
  const first = await folder.run(['send', 'today', '--correction']);
  expect(first.stdout).toMatch(/^today \(correction of .*\): 2 accepted\.$/m);
  const second = await folder.run(['send', 'today', '--correction']);
  expect(second.stdout).toMatch(/^This correction was mailed before, from .* nobody is mailed twice\.$/m);
  expect(mailed(folder, 'today')).toHaveLength(4);
});

test('a file that is named and not mailed is told with the reason', async () => {
  const folder = await newsletter();
  await folder.run(['publish', '--no-images']);
  await folder.run(['new', 'later']);
  const { status, stderr } = await folder.run(['publish', 'issues/later.md', 'issues/today.md', '--no-images']);
  expect(status).toBe(0);
  expect(stderr).toContain('issues/later.md is not mailed: it is a draft.');
  // What a draft still lacks is for `check` to say.
  expect(stderr).not.toContain('issue-empty');
  expect(stderr).toContain('issues/today.md is not mailed: its mailing was started before.');
});

test('an old issue is mailed when it is named, a removed reader never', async () => {
  const folder = await newsletter();
  expect((await folder.run(['subscribers', 'remove', 'mori@readers.example'])).status).toBe(0);
  expect((await folder.run(['subscribers', 'add', 'mori@readers.example'])).status).toBe(1);
  const { status } = await folder.run(['publish', 'issues/2020-01-06.md', '--no-images']);
  expect([status, mailed(folder, '2020-01-06')]).toEqual([0, ['lin@readers.example']]);
});

test('--no-mail builds alone, and --detach leaves the deliveries to the next run', async () => {
  const folder = await newsletter();
  await folder.run(['publish', '--no-mail', '--no-images']);
  expect(JSON.parse((await folder.run(['status', '--json'])).stdout)).toMatchObject({ mailings: [] });
  await folder.run(['publish', '--detach', '--no-images']);
  expect(mailed(folder, 'today')).toEqual([]);
  await folder.run(['publish', '--no-images']);
  expect(mailed(folder, 'today')).toEqual(BOTH);
});

test('send --test sends one message without a mailing', async () => {
  const folder = await newsletter();
  const { status, stdout } = await folder.run(['send', 'today', '--test', 'editor@news.example']);
  expect([status, mailed(folder, 'test')]).toEqual([0, ['editor@news.example']]);
  expect(stdout).toContain('Accepted for editor@news.example');
  expect((await folder.run(['send', 'none', '--test', 'editor@news.example'])).status).toBe(2);
  expect(JSON.parse((await folder.run(['status', '--json'])).stdout)).toMatchObject({ mailings: [] });
});

test('subscribers are added, listed, shown and exported', async () => {
  const folder = await newsletter();
  await folder.run(['subscribers', 'add', 'okafor@readers.example']);
  const list = await folder.run(['subscribers', 'list']);
  expect(list.stdout).toContain('okafor@readers.example  active');
  expect(list.stdout).toContain('3 active');
  expect((await folder.run(['subscribers', 'show', 'okafor@readers.example'])).stdout).toContain('added, the operator');
  expect((await folder.run(['subscribers', 'show', 'nobody@readers.example'])).status).toBe(1);
  await folder.run(['subscribers', 'export', 'all.csv']);
  expect(readFileSync(join(folder.root, 'all.csv'), 'utf8').split('\n')).toHaveLength(5);
  expect((await folder.run(['subscribers', 'export'])).stdout).toContain('okafor@readers.example');
});

test('start mails what is due, refuses a second one, and ends orderly at SIGTERM', async () => {
  const folder = await newsletter();
  const child = folder.start(['start']);
  const end = ended(child);
  await new Promise<void>((resolve) => {
    child.stderr?.on('data', (text: string) => {
      if (text.includes('"slug":"today","edition":""')) resolve();
    });
  });
  expect(mailed(folder, 'today')).toEqual(BOTH);
  expect(mailed(folder, '2020-01-06')).toEqual([]);
  const second = await folder.run(['start']);
  expect([second.status, second.stderr]).toEqual([1, expect.stringContaining('ALREADY_RUNNING')]);
  child.kill('SIGTERM');
  const { status, stdout, stderr } = await end;
  expect([status, stdout]).toEqual([0, '']);
  const lines = stderr.trim().split('\n');
  expect(lines.filter((line) => line.startsWith('{'))).toHaveLength(lines.length);
  expect(stderr).not.toContain('readers.example');
});

test('start --mail-back-issues mails the issues from before it too', async () => {
  const folder = await newsletter();
  const child = folder.start(['start', '--mail-back-issues']);
  const end = ended(child);
  await new Promise<void>((resolve) => {
    child.stderr?.on('data', (text: string) => {
      if (text.includes('"slug":"today","edition":""')) resolve();
    });
  });
  child.kill('SIGTERM');
  await end;
  expect([mailed(folder, 'today'), mailed(folder, '2020-01-06')]).toEqual([BOTH, BOTH]);
});
