import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { presentIssues } from '../../src/flow/present-issues.ts';
import { publishIssues } from '../../src/flow/publish-issues.ts';
import { importIssues, type IssueImport, type IssueImportReport } from '../../src/importing/import-issues.ts';
import { filesBelow } from '../../src/publish/sources.ts';
import { emailAddress } from '../../src/core/audience/email-address.ts';
import { GHOST_EXPORT } from '../support/ghost-export.ts';
import { newsletterFolder, type NewsletterFolder } from '../support/newsletter-folder.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const JPEG = Buffer.from('ffd8ffe000104a46494600', 'hex');

test('an export of Ghost becomes files, once; what was there is never touched', async () => {
  const folder = newsletterFolder({ 'ghost.json': GHOST_EXPORT, 'issues/post-2.md': 'mine' });
  const first = await imported(folder, 'ghost.json', { site: 'https://old.invalid', withImages: false });
  expect(first.issues.map(({ path, status, result }) => [path, status, result])).toEqual([
    ['issues/first.md', 'published', 'written'],
    ['issues/post-2-2.md', 'published', 'written'],
    ['issues/post-3.md', 'published', 'written'],
    ['issues/post-4.md', 'draft', 'written'],
    ['issues/post-5.md', 'draft', 'written'],
    ['issues/post-6.md', 'draft', 'written'],
    ['issues/feed-issue.md', 'published', 'written'],
  ]);
  expect(first).toMatchObject({
    kind: 'an export of Ghost',
    skipped: ['"About us" is a page and no post.'],
    strayTags: { Gardening: 1 },
    redirects: { '/feed/': '/feed-issue/', '/post-2/': '/post-2-2/' },
  });
  folder.write('issues/post-3.md', folder.read('issues/post-3.md').replace('Strong', 'Edited'));
  const before = everythingIn(folder);
  const second = await imported(folder, 'ghost.json', { site: 'https://old.invalid', withImages: false });
  expect(everythingIn(folder)).toEqual(before);
  expect(second.issues.map(({ result }) => result)).toEqual(
    first.issues.map(({ path }) => (path === 'issues/post-3.md' ? 'kept' : 'unchanged')),
  );
});

test('a dry run says the same and writes nothing', async () => {
  const folder = newsletterFolder({ 'ghost.json': GHOST_EXPORT });
  const before = everythingIn(folder);
  const dry = await imported(folder, 'ghost.json', { withImages: true, isDry: true });
  expect(everythingIn(folder)).toEqual(before);
  const real = await imported(folder, 'ghost.json', { withImages: false });
  expect(dry.issues).toEqual(real.issues);
});

test('only those since a day are taken, and all of them may be made drafts', async () => {
  const folder = newsletterFolder({ 'ghost.json': GHOST_EXPORT });
  const some = { since: '2023-01-05T00:00:00Z', status: 'draft', withImages: false } as const;
  const { issues } = await imported(folder, 'ghost.json', some);
  expect(issues.map(({ slug, status }) => `${slug} ${status}`)).toEqual([
    'post-5 draft',
    'post-6 draft',
    'feed-issue draft',
  ]);
});

test('nothing of an import is ever mailed, however young it is and whoever names it', async () => {
  const now = new Date('2023-01-03T12:00:00Z');
  const folder = newsletterFolder({ 'ghost.json': GHOST_EXPORT });
  await imported(folder, 'ghost.json', { withImages: false, status: 'published' });
  await using app = openApp(folder.root, { clock: { now: () => now }, variables: {} });
  const address = emailAddress('reader@readers.example');
  if (!address) throw new Error('not an address');
  const reader = { address, event: 'added', source: 'a test', consentAt: now.toISOString() } as const;
  await (await app.store()).addSubscribers([reader], now.toISOString());
  for (const backIssues of ['due', 'kept'] as const) {
    for (const named of [undefined, 'all', { slugs: new Set(['post-3']) }] as const) {
      const report = await publishIssues(app, { named: () => named, backIssues, extent: 'start', images: false });
      expect([report.started, report.due?.next]).toEqual([[], []]);
    }
  }
  expect(folder.out()).toHaveProperty('post-3/index.html');
  expect(await (await app.store()).mailings()).toEqual([]);
});

test('pictures come along: by what they are, each once, and those that fail stay where they are', async () => {
  const asked: string[] = [];
  const origin = await site((request, response) => {
    asked.push(request.url ?? '');
    const bodies: Readonly<Record<string, Buffer>> = { '/a.gif': PNG, '/again.png': PNG, '/photo': JPEG };
    const body = bodies[request.url ?? ''];
    if (request.url === '/feed.json') response.end(feedWith(origin));
    else if (request.url === '/page.png') response.end('<html>not a picture</html>');
    else if (request.url === '/inside.png') response.writeHead(302, { location: 'http://169.254.169.254/x.png' }).end();
    else if (body === undefined) response.writeHead(404).end();
    else response.end(body);
  });
  const folder = newsletterFolder();
  const report = await imported(folder, `${origin}/feed.json`, { withImages: true });
  expect(report.images).toMatchObject({ wanted: 7, fetched: 4 });
  expect(report.images.failed.map(({ url, why }) => [url.replace(origin, ''), why])).toEqual([
    ['/page.png', 'it is no PNG, JPEG, GIF, WebP or AVIF'],
    ['/inside.png', '169.254.169.254 is no public address'],
    ['/gone.png', 'the server answers 404'],
  ]);
  const names = filesBelow(join(folder.root, 'static/images/imported'));
  expect(names.map((name) => name.replace(/^[0-9a-f]{20}/, '*')).toSorted()).toEqual(['*.jpg', '*.png']);
  const text = folder.read('issues/one.md');
  expect(text.match(/\.\.\/images\/imported\/[0-9a-f]{20}\.png/g)).toHaveLength(4);
  expect(text).toContain(`![gone](${origin}/gone.png)`);
  const requests = asked.length;
  const again = await imported(folder, `${origin}/feed.json`, { withImages: true });
  expect(again.issues).toMatchObject([{ result: 'unchanged' }]);
  expect(asked.length - requests).toBe(4);
});

test('pictures of an export come from the site that the owner names, wherever it is', async () => {
  const origin = await site((_, response) => response.end(PNG));
  const folder = newsletterFolder({ 'ghost.json': GHOST_EXPORT });
  const { images } = await imported(folder, 'ghost.json', { site: origin });
  expect(images).toEqual({ wanted: 2, fetched: 2, failed: [] });
});

test('archives of a feed are followed to the end, and one that is missing is told', async () => {
  const origin = await site((request, response) => {
    if (request.url === '/feed') response.end(rssPage(3, archive('/2')));
    else if (request.url === '/2') response.end(rssPage(2, archive(`${origin}/1`)));
    else if (request.url === '/1') response.end(rssPage(1, archive(`${origin}/feed`)));
    else if (request.url === '/broken') response.end(rssPage(3, archive('/nothing')));
    else response.writeHead(404).end();
  });
  const whole = await imported(newsletterFolder(), `${origin}/feed`, {});
  expect(whole.issues.map(({ slug }) => slug)).toEqual(['issue-1', 'issue-2', 'issue-3']);
  expect(whole.notes).toEqual([]);
  const broken = await imported(newsletterFolder(), `${origin}/broken`, {});
  expect(broken.issues.map(({ slug }) => slug)).toEqual(['issue-3']);
  expect(broken.notes).toEqual([`The posts before these are missing: ${origin}/nothing answers 404.`]);
});

test('a feed on the disk leads to the archives beside it, and to nothing outside of its folder', async () => {
  const folder = newsletterFolder({
    'export/feed.json': jsonPage(2, 'https://old.invalid/site/older/1.json'),
    'export/older/1.json': jsonPage(1, 'https://old.invalid/masthead.yaml'),
  });
  const { issues, notes } = await imported(folder, 'export/feed.json', { withImages: false });
  expect(issues.map(({ slug }) => slug)).toEqual(['issue-1', 'issue-2']);
  expect(notes).toHaveLength(1);
});

test('what a newsletter publishes comes back as it was', { timeout: 60_000 }, async () => {
  const issue =
    '---\ntitle: 第一期\ndate: 2026-01-06\n---\n\n## 前沿研究\n\n### **“引号”**旁边的字\n\n- **要点**：细节[^1]。\n\n[^1]: 注。\n';
  const folder = newsletterFolder({ 'issues/one.md': issue });
  await folder.run(['build', '--no-images']);
  const other = newsletterFolder();
  await importIssues(input(other, join(folder.root, 'out/feed.atom'), { withImages: false }));
  expect(other.read('issues/one.md').split('---\n\n')[1]).toBe(issue.split('---\n\n')[1]);
});

test.each([
  ['a file that is neither', 'words'],
  ['a page', '<!doctype html><html><body>words</body></html>'],
])('%s is refused as a whole', async (_, text) => {
  const folder = newsletterFolder({ 'a.txt': text });
  await expect(imported(folder, 'a.txt', {})).rejects.toMatchObject({ code: 'IMPORT_UNREADABLE' });
});

test('the command tells what it did, and the lines for masthead.yaml', { timeout: 60_000 }, async () => {
  const folder = newsletterFolder({ 'ghost.json': GHOST_EXPORT });
  const dry = await folder.run(['import-issues', 'ghost.json', '--dry-run', '--no-images']);
  expect([dry.status, existsSync(join(folder.root, 'issues'))]).toEqual([0, false]);
  const { status, stdout } = await folder.run([
    'import-issues',
    'ghost.json',
    '--no-images',
    '--site',
    'https://old.invalid',
  ]);
  expect(status).toBe(0);
  expect(stdout).toContain('redirects:\n  "/feed/": "/feed-issue/"');
  const check = await folder.run(['check', '--json']);
  expect(check.status).toBe(0);
});

function rssPage(n: number, next: string): string {
  return `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>T</title><link>https://old.example</link><description>d</description>${next}
<item><title>Issue ${n}</title><link>https://old.example/issue-${n}</link><guid>${n}</guid>
<pubDate>0${n} Jan 2026 00:00:00 GMT</pubDate><description>words</description></item></channel></rss>`;
}

function archive(to: string): string {
  return `<atom:link rel="prev-archive" href="${to}"/>`;
}

function jsonPage(n: number, previous: string): string {
  const item = { id: String(n), title: `Issue ${n}`, content_text: 'words', date_published: `2026-01-0${n}T00:00:00Z` };
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'T',
    feed_url: 'https://old.invalid/site/feed.json',
    next_url: previous,
    items: [item],
  });
}

function feedWith(origin: string): string {
  const pictures = ['a.gif', 'a.gif', 'again.png', 'photo', 'page.png', 'inside.png', 'gone.png'];
  const html = pictures.map((name) => `<p><img src="/${name}" alt="${name.split('.')[0]}"></p>`).join('');
  const data = `<img src="data:image/png;base64,${PNG.toString('base64')}">`;
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'T',
    items: [
      {
        id: '1',
        url: `${origin}/one`,
        title: 'One',
        content_html: html + data,
        date_published: '2026-01-01T00:00:00Z',
      },
    ],
  });
}

function input(folder: NewsletterFolder, source: string, changes: Partial<IssueImport>): IssueImport {
  const { newsletter } = openApp(folder.root, { variables: {} });
  const present = presentIssues(folder.root, newsletter);
  return { root: folder.root, newsletter, source, withImages: true, isDry: false, present, ...changes };
}

function imported(folder: NewsletterFolder, source: string, changes: Partial<IssueImport>): Promise<IssueImportReport> {
  const place = source.startsWith('http') ? source : join(folder.root, source);
  return importIssues(input(folder, place, changes));
}

function everythingIn(folder: NewsletterFolder): Readonly<Record<string, string>> {
  return Object.fromEntries(
    filesBelow(folder.root).map((path) => [path, readFileSync(join(folder.root, path), 'latin1')]),
  );
}

async function site(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  // A server that listens on a port has an address with one.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
