// The desk on real files: what a save, a rename, a slip and a change of settings make of its pages.
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { aRunningDesk, type RunningDesk } from '../support/a-running-desk.ts';
import { anIssue, newsletterFolder, SETTINGS } from '../support/newsletter-folder.ts';

const FILE = 'issues/2026-01-06.md';
const PAGE = '/frames/2026-01-06.md/page';

/** Asks until the answer holds the words, or lacks them. */
async function shows(desk: RunningDesk, path: string, words: string, isThere = true): Promise<void> {
  const look = async (): Promise<void> => {
    expect((await (await desk.ask(path)).text()).includes(words), `${words} on ${path}`).toBe(isThere);
  };
  await vi.waitFor(look, { timeout: 10_000, interval: 20 });
}

test('a save is shown, however the editor writes, and the list follows files that come and go', async () => {
  const folder = newsletterFolder({ [FILE]: anIssue('第一期', '2026-01-06') });
  const desk = await aRunningDesk(folder.root);
  await shows(desk, '/', '第一期');
  folder.write(FILE, anIssue('改过一次', '2026-01-06'));
  await shows(desk, PAGE, '改过一次');
  // Written beside and renamed into its place, as vim and many others do.
  folder.write('issues/.2026-01-06.md.swp', anIssue('改过两次', '2026-01-06'));
  renameSync(join(folder.root, 'issues/.2026-01-06.md.swp'), join(folder.root, FILE));
  await shows(desk, PAGE, '改过两次');
  for (let i = 0; i < 20; i += 1) folder.write(FILE, anIssue(`第${i}次`, '2026-01-06'));
  await shows(desk, PAGE, '第19次');
  folder.write('issues/2026/late.md', anIssue('新的一期', '2026-02-01').replace('date:', 'status: draft\ndate:'));
  await shows(desk, '/', '新的一期');
  await shows(desk, '/issues/2026%2Flate.md/mail', '草稿');
  rmSync(join(folder.root, 'issues/2026'), { recursive: true });
  await shows(desk, '/', '新的一期', false);
  expect((await desk.ask('/issues/2026%2Flate.md/mail')).status).toBe(404);
});

test('a file that cannot be read shows its errors beside the last state that could', async () => {
  const folder = newsletterFolder({ [FILE]: anIssue('第一期', '2026-01-06') });
  const desk = await aRunningDesk(folder.root);
  await shows(desk, PAGE, '第一期');
  folder.write(FILE, '---\ntitle: [第一期\n---\n\n正文。\n');
  await shows(desk, '/issues/2026-01-06.md/page', 'front-matter-invalid');
  const page = await (await desk.ask('/issues/2026-01-06.md/page')).text();
  expect(page).toContain('文件现在无法读取，下面是它之前的样子。');
  expect(page).toMatch(/issues\/2026-01-06\.md:\d+/);
  await shows(desk, PAGE, '第一期的文章');
  folder.write(FILE, anIssue('又好了', '2026-01-06'));
  await shows(desk, '/issues/2026-01-06.md/page', 'front-matter-invalid', false);
  await shows(desk, PAGE, '又好了');
});

test('settings and templates are taken while it runs, and where they cannot be used those of before stay', async () => {
  const folder = newsletterFolder({ [FILE]: anIssue('第一期', '2026-01-06') });
  const desk = await aRunningDesk(folder.root);
  folder.write('masthead.yaml', SETTINGS.replace('示例周报', '改名周报'));
  await shows(desk, PAGE, '改名周报');
  folder.write('masthead.yaml', SETTINGS.replace('title:', 'titel:'));
  await shows(desk, '/issues/2026-01-06.md/page', 'masthead.yaml:1:1');
  await shows(desk, PAGE, '改名周报');
  folder.write('masthead.yaml', SETTINGS);
  await shows(desk, '/issues/2026-01-06.md/page', 'masthead.yaml:1:1', false);
  folder.write('email-templates/letter-footer.liquid', '{% if %}');
  await shows(desk, '/issues/2026-01-06.md/mail', 'TEMPLATE', false);
  await shows(desk, '/issues/2026-01-06.md/mail', 'letter-footer.liquid');
  rmSync(join(folder.root, 'email-templates/letter-footer.liquid'));
  await shows(desk, '/issues/2026-01-06.md/mail', 'letter-footer.liquid', false);
});

test('a burst of saves wakes each page, and the streams end with the desk', async () => {
  const folder = newsletterFolder({ [FILE]: anIssue('第一期', '2026-01-06') });
  const desk = await aRunningDesk(folder.root);
  const stream = (await desk.ask('/events')).body?.pipeThrough(new TextDecoderStream());
  let heard = '';
  const ended = (async () => {
    for await (const text of stream ?? []) heard += text;
  })();
  folder.write(FILE, anIssue('改过', '2026-01-06'));
  await vi.waitFor(() => expect(heard).toContain(`"topic":"issue:${FILE}"`), { timeout: 10_000 });
  await desk.end();
  await ended;
  await expect(fetch(desk.origin)).rejects.toThrow();
});

test('a picture of the newsletter comes from its own folder, and nothing else of the disk does', async () => {
  const folder = newsletterFolder({
    [FILE]: `${anIssue('第一期', '2026-01-06')}\n![图](https://news.example/images/a.png)\n`,
    'static/images/a.png': 'png',
    'static/notes.txt': 'text',
  });
  const desk = await aRunningDesk(folder.root);
  expect(await (await desk.ask('/frames/2026-01-06.md/mail')).text()).toContain('src="/files/images/a.png"');
  expect((await desk.ask('/files/images/a.png')).headers.get('content-type')).toBe('image/png');
  for (const path of ['/files/notes.txt', '/files/../masthead.yaml', '/files/..%2Fmasthead.yaml', '/files/images']) {
    expect([path, (await desk.ask(path)).status]).toEqual([path, 404]);
  }
});

test('a frame has a policy of its own: styles, no script, and no picture where they are blocked', async () => {
  const folder = newsletterFolder({ [FILE]: anIssue('第一期', '2026-01-06') });
  const desk = await aRunningDesk(folder.root);
  const policyOf = async (path: string): Promise<string> =>
    (await desk.ask(path)).headers.get('content-security-policy') ?? '';
  expect(await policyOf('/frames/2026-01-06.md/mail')).toContain("img-src 'self' https: http: data:");
  const blocked = await policyOf('/frames/2026-01-06.md/mail?images=blocked');
  expect(blocked).toContain("img-src 'none'");
  expect(blocked).toContain("default-src 'none'");
  expect(blocked).toContain('sandbox allow-same-origin allow-popups');
  expect(blocked).not.toContain('script-src');
  const mail = await (await desk.ask('/frames/2026-01-06.md/mail?styles=stripped')).text();
  expect(mail).not.toMatch(/<style/i);
  expect(mail).toContain('第一期的文章');
});
