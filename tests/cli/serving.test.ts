import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { ask } from '../support/a-server.ts';
import { anIssue, ended, newsletterFolder, type NewsletterFolder } from '../support/newsletter-folder.ts';

interface Running {
  readonly child: ChildProcess;
  /** Where it listens; empty where it does not. */
  readonly url: string;
  /** The first line of the log that holds the text, among those that are there already too. */
  readonly said: (text: string) => Promise<string>;
  readonly stop: () => Promise<number | null>;
}

/** Runs `start` until the test ends, from the moment on at which it says that it has started. */
async function started(folder: NewsletterFolder, only: string, more: readonly string[] = []): Promise<Running> {
  const child = folder.start(['start', `--only=${only}`, ...more]);
  const end = ended(child);
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  if (child.stderr) {
    createInterface(child.stderr).on('line', (line) => {
      lines.push(line);
      for (const look of waiting) look();
    });
  }
  const said = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const line = lines.find((each) => each.includes(text));
        if (line !== undefined) resolve(line);
      };
      waiting.add(look);
      look();
      void end.then(({ stderr }) => reject(new Error(`It ended without saying "${text}":\n${stderr}`)));
    });
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    return (await end).status;
  };
  onTestFinished(() => void child.kill('SIGKILL'));
  await said('"Started"');
  const serving = lines.find((line) => line.includes('"Serving"')) ?? '';
  return { child, url: /"url":"([^"]+)"/.exec(serving)?.[1] ?? '', said, stop };
}

function aFolder(): NewsletterFolder {
  return newsletterFolder({ 'issues/2026-01-05.md': anIssue('甲', '2026-01-05') });
}

test('the web part serves what is built, also what is built later, and ends orderly', { timeout: 60_000 }, async () => {
  const folder = aFolder();
  const { url, stop } = await started(folder, 'web');
  expect((await ask(url, '/readyz')).status).toBe(503);
  await folder.run(['build', '--no-images']);
  // The new tree is seen within a second.
  let page = await ask(url, '/2026-01-05/');
  while (page.status !== 200) page = await ask(url, '/2026-01-05/');
  expect(page.body.toString()).toContain('甲');
  expect((await ask(url, '/readyz')).status).toBe(200);
  const { etag = '', 'last-modified': time } = (await ask(url, '/feed.atom')).headers;
  expect((await ask(url, '/feed.atom', { headers: { 'if-none-match': etag } })).status).toBe(304);
  expect(await stop()).toBe(0);
  const again = await started(folder, 'web');
  expect((await ask(again.url, '/feed.atom')).headers).toMatchObject({ etag, 'last-modified': time });
});

test('an edited newsletter needs no restart, and a broken one changes nothing', { timeout: 60_000 }, async () => {
  const folder = aFolder();
  const { url, said } = await started(folder, 'web');
  const title = async (): Promise<string> => (await ask(url, '/nothing')).body.toString();
  expect(await title()).toContain('示例周报');
  const settings = folder.read('masthead.yaml');
  folder.write('masthead.yaml', settings.replaceAll('示例周报', '新的周报'));
  await said('used from now on');
  expect(await title()).toContain('新的周报');
  folder.write('masthead.yaml', 'title: [');
  await said('cannot be used');
  expect(await title()).toContain('新的周报');
});

test('several servers may run at once, one scheduler, and a port only once', { timeout: 60_000 }, async () => {
  const folder = aFolder();
  const one = await started(folder, 'web');
  const other = await started(folder, 'web');
  expect(other.url).not.toBe(one.url);
  await started(folder, 'schedule');
  const second = await folder.run(['start', '--only=schedule,web']);
  expect([second.status, second.stderr]).toEqual([1, expect.stringContaining('ALREADY_RUNNING')]);
  const taken = await folder.run(['start', '--only=web'], { PORT: new URL(one.url).port });
  expect([taken.status, taken.stderr]).toEqual([1, expect.stringContaining('PORT_UNUSABLE')]);
});

test.each(['', 'web,mail', 'all'])('start --only=%s is refused', async (only) => {
  expect((await newsletterFolder().run(['start', `--only=${only}`])).status).toBe(2);
});

test('what one process starts another one delivers', { timeout: 60_000 }, async () => {
  const folder = aFolder();
  await folder.run(['subscribers', 'add', 'lin@readers.example']);
  const scheduler = await started(folder, 'schedule', ['--mail-back-issues']);
  await scheduler.said('Started a mailing');
  const deliverer = await started(folder, 'deliver');
  expect(await deliverer.said('Delivered as far as it goes now')).toContain('"accepted":1');
  expect([await scheduler.stop(), await deliverer.stop()]).toEqual([0, 0]);
});

test('feed services are counted by what they say, and shown', { timeout: 60_000 }, async () => {
  const folder = aFolder();
  await folder.run(['build', '--no-images']);
  const { url, stop } = await started(folder, 'web');
  const headers = { 'user-agent': 'Feedly/1.0 (+http://www.feedly.com/fetcher.html; 42 subscribers)' };
  await ask(url, '/feed.atom', { headers });
  await ask(url, '/feed.atom', { headers: { 'user-agent': 'newsboat/2.36 (Linux)' } });
  await stop();
  const { stdout } = await folder.run(['status']);
  expect(stdout).toMatch(/Feedly +feed\.atom +42/);
  // What a command prints with --json is an object.
  const data = JSON.parse((await folder.run(['status', '--json'])).stdout) as Record<string, unknown>;
  expect(data['feedReaders']).toMatchObject([{ client: 'Feedly', feed: 'feed.atom', subscribers: 42 }]);
});
