import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch-folder.ts';
import { serverOver, writeTree, type Answer, type ServerOptions, type ServerUnderTest } from '../support/a-server.ts';

const FEED = `<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="https://news.example/feed.atom"/>
<link rel="hub" href="https://hub.example/?a=1&amp;b=2"/>${'<entry><link rel="self" href="x"/>漢字</entry>'.repeat(100)}</feed>`;
const PAGE = `<!doctype html><title>n</title>${'<p>一段话。</p>'.repeat(200)}`;
const FILES = {
  'index.html': PAGE,
  '404.html': '<!doctype html><title>404</title>',
  'feed.atom': FEED,
  'feed.rss': `<rss>${'<item/>'.repeat(200)}</rss>`,
  'feed.json': JSON.stringify({ feed_url: 'https://news.example/feed.json', items: 'item '.repeat(200).split(' ') }),
  'feeds.opml': `<opml>${' '.repeat(700)}</opml>`,
  'archive/0001.atom': FEED,
  'archive/0001.json': '{}',
  '2026-01-05/index.html': PAGE,
  '2026-01-05/email.html': PAGE,
  '2026-01-05/issue.md': '# One\n',
  '第一期/index.html': PAGE,
  'assets/style.css': 'p { color: red }'.repeat(100),
  'assets/dot.png': Buffer.from([137, 80, 78, 71, 1, 2, 3, 4]),
  'data.json': '{}',
  '.secret': 'hidden',
  '.well-known/thing': 'found',
};

async function aServer(options: ServerOptions = {}): Promise<ServerUnderTest & { readonly out: string }> {
  const out = join(scratchFolder(), 'out');
  writeTree(out, FILES);
  return { out, ...(await serverOver(out, options)) };
}

/** Headers that are about one connection and not about the file. */
function lasting({ headers }: Answer): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name)),
  );
}

test.each([
  ['/feed.atom', 'application/atom+xml; charset=utf-8'],
  ['/feed.rss', 'application/rss+xml; charset=utf-8'],
  ['/feed.json', 'application/feed+json; charset=utf-8'],
  ['/archive/0001.json', 'application/feed+json; charset=utf-8'],
  ['/data.json', 'application/json; charset=utf-8'],
  ['/feeds.opml', 'text/x-opml; charset=utf-8'],
  ['/', 'text/html; charset=utf-8'],
  ['/2026-01-05/', 'text/html; charset=utf-8'],
  ['/2026-01-05/issue.md', 'text/markdown; charset=utf-8'],
  ['/%E7%AC%AC%E4%B8%80%E6%9C%9F/', 'text/html; charset=utf-8'],
  ['/assets/style.css', 'text/css; charset=utf-8'],
  ['/assets/dot.png', 'image/png'],
  ['/.well-known/thing', 'application/octet-stream'],
])('%s is %s, and no browser may take it for something else', async (path, type) => {
  const { ask } = await aServer();
  const { status, headers } = await ask(path);
  expect([status, headers['content-type'], headers['x-content-type-options']]).toEqual([200, type, 'nosniff']);
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['cache-control']).toMatch(/^public, max-age=[1-9]\d{2,}$/);
});

test.each([
  ['nothing', {}, 200],
  ['the tag', { 'if-none-match': 'TAG' }, 304],
  ['the tag among others, weak', { 'if-none-match': '"a", W/TAG' }, 304],
  ['any tag', { 'if-none-match': '*' }, 304],
  ['another tag', { 'if-none-match': '"a"' }, 200],
  ['its time', { 'if-modified-since': 'TIME' }, 304],
  ['a later time', { 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' }, 304],
  ['an earlier time', { 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 200],
  ['the old forms of a time', { 'if-modified-since': 'Friday, 01-Jan-49 00:00:00 GMT' }, 304],
  ['something that is no time', { 'if-modified-since': '2100' }, 200],
  ['another tag and its time', { 'if-none-match': '"a"', 'if-modified-since': 'TIME' }, 200],
  [
    'the tag and an earlier time',
    { 'if-none-match': 'TAG', 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
    304,
  ],
  ['the tag for If-Match', { 'if-match': 'TAG' }, 200],
  ['another for If-Match', { 'if-match': '"a"' }, 412],
  ['an earlier time for If-Unmodified-Since', { 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 412],
])('who sends %s gets what RFC 9110 says', async (_, asked, expected) => {
  const { ask } = await aServer();
  const first = await ask('/feed.atom');
  const headers = Object.fromEntries(
    Object.entries(asked).map(([name, value]) => [
      name,
      value.replace('TAG', String(first.headers.etag)).replace('TIME', String(first.headers['last-modified'])),
    ]),
  );
  const { status, body } = await ask('/feed.atom', { headers });
  expect([status, body.length > 0]).toEqual([expected, expected === 200]);
});

test('"not modified" repeats what a cache needs, and has no body', async () => {
  const { ask } = await aServer();
  const whole = await ask('/feed.atom', { headers: { 'accept-encoding': 'gzip' } });
  const { etag } = whole.headers;
  const headers = { 'accept-encoding': 'gzip', 'if-none-match': String(etag) };
  const { status, headers: kept, body } = await ask('/feed.atom', { headers });
  expect([status, body.length]).toEqual([304, 0]);
  for (const name of ['etag', 'cache-control', 'vary', 'link', 'last-modified', 'access-control-allow-origin']) {
    expect([name, kept[name]]).toEqual([name, whole.headers[name]]);
  }
  expect(kept.date).toBeDefined();
  expect(kept['content-length']).toBeUndefined();
});

test.each([
  ['br, gzip', 'br'],
  ['gzip, deflate, br;q=0.5', 'gzip'],
  ['gzip;q=0, *', 'br'],
  ['x-gzip', 'gzip'],
  ['deflate', undefined],
  ['br;q=0, gzip;q=0', undefined],
  ['identity, gzip;q=0.2', undefined],
])('who accepts "%s" gets %s', async (accepted, encoding) => {
  const { ask } = await aServer();
  const { headers, body } = await ask('/feed.atom', { headers: { 'accept-encoding': accepted } });
  expect([headers['content-encoding'], headers.vary]).toEqual([encoding, 'Accept-Encoding']);
  const plain = encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body;
  expect(plain.toString()).toBe(FEED);
  expect(Number(headers['content-length'])).toBe(body.length);
});

test('each encoding has a strong tag of its own, and one does not stand for the other', async () => {
  const { ask } = await aServer();
  const tags = new Set<string>();
  for (const accepted of ['br', 'gzip', 'identity']) {
    tags.add(String((await ask('/feed.atom', { headers: { 'accept-encoding': accepted } })).headers.etag));
  }
  expect(tags.size).toBe(3);
  expect([...tags].every((tag) => tag.startsWith('"'))).toBe(true);
  const [brotli = ''] = tags;
  const headers = { 'accept-encoding': 'gzip', 'if-none-match': brotli };
  expect((await ask('/feed.atom', { headers })).status).toBe(200);
});

test.each(['/feed.atom', '/', '/assets/dot.png', '/2026-01-05/email.html'])(
  'HEAD %s has the headers of GET',
  async (path) => {
    const { ask } = await aServer();
    for (const accepted of ['identity', 'br']) {
      const headers = { 'accept-encoding': accepted };
      const [get, head] = [await ask(path, { headers }), await ask(path, { headers, method: 'HEAD' })];
      expect(lasting(head)).toEqual(lasting(get));
      expect(head.body.length).toBe(0);
    }
  },
);

test.each([
  ['bytes=0-3', 206, 'bytes 0-3/8'],
  ['bytes=4-', 206, 'bytes 4-7/8'],
  ['bytes=-2', 206, 'bytes 6-7/8'],
  ['bytes=-20', 206, 'bytes 0-7/8'],
  ['bytes=2-100', 206, 'bytes 2-7/8'],
  ['bytes=8-', 416, 'bytes */8'],
  ['bytes=-0', 416, 'bytes */8'],
  ['bytes=3-2', 200, undefined],
  ['bytes=0-1,3-4', 200, undefined],
  ['lines=0-1', 200, undefined],
])('Range: %s gives %i', async (range, status, contentRange) => {
  const { ask } = await aServer();
  const answer = await ask('/assets/dot.png', { headers: { range } });
  expect([answer.status, answer.headers['content-range']]).toEqual([status, contentRange]);
  const [, first, last] = /bytes (\d+)-(\d+)/.exec(contentRange ?? '') ?? [];
  if (first !== undefined) {
    expect(answer.body).toEqual(FILES['assets/dot.png'].subarray(Number(first), Number(last) + 1));
  }
});

test('a range of another version is the whole file, and a range is never of something compressed', async () => {
  const { ask } = await aServer();
  const { etag = '', 'last-modified': time = '' } = (await ask('/feed.atom')).headers;
  const asked = { range: 'bytes=0-9', 'accept-encoding': 'br' };
  expect((await ask('/feed.atom', { headers: { ...asked, 'if-range': etag } })).body.toString()).toBe(
    FEED.slice(0, 10),
  );
  expect((await ask('/feed.atom', { headers: { ...asked, 'if-range': time } })).status).toBe(206);
  expect((await ask('/feed.atom', { headers: { ...asked, 'if-range': '"other"' } })).status).toBe(200);
});

test('a file too large for memory comes from the disk, whole and in parts', async () => {
  const { ask, site, out } = await aServer();
  const large = Buffer.alloc(3_000_000, 'masthead ');
  writeFileSync(join(out, 'assets', 'large.bin'), large);
  await site.refresh();
  expect((await ask('/assets/large.bin')).body.equals(large)).toBe(true);
  const part = await ask('/assets/large.bin', { headers: { range: 'bytes=9-17' } });
  expect([part.status, part.body.toString()]).toEqual([206, 'masthead ']);
  expect((await ask('/assets/large.bin', { method: 'HEAD' })).headers['content-length']).toBe('3000000');
});

test('feeds say in a header what they say in their bodies, entities resolved', async () => {
  const { ask } = await aServer();
  expect((await ask('/feed.atom')).headers['link']).toBe(
    '<https://hub.example/?a=1&b=2>; rel="hub", <https://news.example/feed.atom>; rel="self"',
  );
  expect((await ask('/feed.json')).headers['link']).toBe('<https://news.example/feed.json>; rel="self"');
  expect((await ask('/')).headers['link']).toBeUndefined();
});

test('the address of a feed gives one representation, whatever else is accepted', async () => {
  const { ask } = await aServer();
  const answers = await Promise.all(
    [{}, { accept: 'application/rss+xml', 'accept-language': 'zh' }].map((headers) => ask('/feed.atom', { headers })),
  );
  expect(new Set(answers.map(({ headers, body }) => `${headers.etag} ${body.toString()}`)).size).toBe(1);
});

test('other pages may read feeds and show pictures; pages are for themselves', async () => {
  const { ask } = await aServer();
  const feed = await ask('/feed.json', { headers: { origin: 'https://reader.example' } });
  expect(feed.headers).toMatchObject({ 'access-control-allow-origin': '*' });
  expect(feed.headers).toMatchObject({ 'cross-origin-resource-policy': 'cross-origin' });
  const preflight = await ask('/feed.json', { method: 'OPTIONS' });
  expect([preflight.status, preflight.headers['access-control-allow-headers']]).toMatchObject([
    204,
    expect.stringContaining('If-None-Match'),
  ]);
  expect((await ask('/assets/dot.png')).headers['cross-origin-resource-policy']).toBe('cross-origin');
  const page = await ask('/');
  expect(page.headers['access-control-allow-origin']).toBeUndefined();
  expect(page.headers['cross-origin-resource-policy']).toBe('same-origin');
});

test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s of a file is not allowed, and says what is', async (method) => {
  const { ask } = await aServer();
  const { status, headers } = await ask('/feed.atom', { method, body: 'x' });
  expect([status, headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
});

test('a folder without its slash leads to it, query and all', async () => {
  const { ask } = await aServer();
  const { status, headers } = await ask('/2026-01-05?a=1');
  expect([status, headers.location]).toEqual([301, '2026-01-05/?a=1']);
});

test.each([
  '/../out/feed.atom',
  '/%2e%2e/masthead.yaml',
  '/..%2fmasthead.yaml',
  '/assets/..%5c..%5cmasthead.yaml',
  '/feed.atom%00.html',
  '/.secret',
  '/%2esecret',
  '/assets/link',
  '//feed.atom',
  '/feed.atom/',
  '/%E0%A4%A',
  '/nothing',
])('%s leads to no file', async (path) => {
  const { ask, site, out } = await aServer();
  writeTree(join(out, '..'), { 'masthead.yaml': 'title: secret' });
  symlinkSync(join(out, '..', 'masthead.yaml'), join(out, 'assets', 'link'));
  await site.refresh();
  const { status, headers, body } = await ask(path);
  expect(status).toBe(404);
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
  expect(body.toString()).not.toMatch(/secret|hidden/);
});

test('a site below a path is served with that path and without it', async () => {
  const { ask } = await aServer({ basePath: '/morning' });
  for (const path of ['/morning/feed.atom', '/feed.atom', '/morning/', '/morning/healthz', '/healthz']) {
    expect([path, (await ask(path)).status]).toEqual([path, 200]);
  }
  expect((await ask('/morningfeed.atom')).status).toBe(404);
});

test('a site below a path is found without the slash at its end', async () => {
  const { ask } = await aServer({ basePath: '/morning' });
  const { status, headers } = await ask('/morning?a=1');
  expect([status, headers.location]).toEqual([301, 'morning/?a=1']);
  const onItsOwn = await aServer();
  expect((await onItsOwn.ask('/?a=1')).status).toBe(200);
});

test('a target with scheme and host is the path behind them', async () => {
  const { ask } = await aServer({ basePath: '/morning' });
  for (const path of ['http://a.example/morning/feed.atom', 'HTTP://a.example/', 'http://a.example']) {
    expect([path, (await ask(path)).status]).toEqual([path, 200]);
  }
});

test.each(['bytes=0-3', 'bytes=-3'])('of an empty file, %s gives all of it', async (range) => {
  const { ask, site, out } = await aServer();
  writeTree(out, { 'assets/nothing.png': '' });
  await site.refresh();
  const { status, headers } = await ask('/assets/nothing.png', { headers: { range } });
  expect([status, headers['content-length'], headers['content-range']]).toEqual([200, '0', undefined]);
});

test('letters as pages may carry their styles, and are not to be found by searching', async () => {
  const { ask } = await aServer();
  const { headers } = await ask('/2026-01-05/email.html');
  expect(headers['content-security-policy']).toContain("style-src 'unsafe-inline'");
  expect(headers['x-robots-tag']).toBe('noindex');
  expect((await ask('/2026-01-05/')).headers['x-robots-tag']).toBeUndefined();
});

test('the same content has the same validators after a rebuild, wherever and whenever', async () => {
  const { ask, site, out } = await aServer({ firstSeen: seenAt('2026-01-06T00:00:00.123Z') });
  const before = lasting(await ask('/feed.atom'));
  const other = `${out}.next`;
  cpSync(out, other, { recursive: true });
  utimesSync(join(other, 'feed.atom'), new Date(), new Date(Date.now() + 3_600_000));
  swap(out, other);
  await site.refresh();
  expect(lasting(await ask('/feed.atom'))).toEqual(before);
  expect(before['last-modified']).toBe('Tue, 06 Jan 2026 00:00:00 GMT');
});

function seenAt(at: string): NonNullable<ServerOptions['firstSeen']> {
  return async (files) => new Map(files.map(({ path }) => [path, at]));
}

function swap(out: string, next: string): void {
  renameSync(out, `${out}.old`);
  renameSync(next, out);
  rmSync(`${out}.old`, { recursive: true });
}

test('no time lies in the future, even when a file or the store says so', async () => {
  const { ask } = await aServer({ firstSeen: seenAt('2100-01-01T00:00:00.000Z') });
  expect(Date.parse(String((await ask('/feed.atom')).headers['last-modified']))).toBeLessThanOrEqual(Date.now());
});

test('a new tree is seen by the first file that is not as it was, and none of the old one follows', async () => {
  const { ask, out } = await aServer();
  expect((await ask('/feed.atom')).status).toBe(200);
  writeTree(`${out}.next`, { 'feed.atom': 'new', 'index.html': 'new page' });
  swap(out, `${out}.next`);
  // The front page was not in memory, so its bytes have to come from the new tree, and everything else with them.
  const [page, feed, gone] = [await ask('/'), await ask('/feed.atom'), await ask('/feed.rss')];
  expect([page.body.toString(), feed.body.toString(), gone.status]).toEqual(['new page', 'new', 404]);
});

test('while a swap leaves no folder the old files are served on', async () => {
  const out = join(scratchFolder(), 'out');
  writeTree(out, FILES);
  const { ask } = await serverOver(out, { folders: () => [out, `${out}.old`] });
  renameSync(out, `${out}.old`);
  expect((await ask('/2026-01-05/')).body.toString()).toBe(PAGE);
  mkdirSync(out);
  writeTree(out, { 'index.html': 'new page' });
});

test('over-eager pollers are told to wait, one network at a time and never whoever may be a proxy', async () => {
  const { ask } = await aServer({ trusted: ['127.0.0.1'], now: () => new Date(0) });
  const from = (address: string): Promise<Answer> =>
    ask('/feed.atom', { headers: { 'x-forwarded-for': address, 'if-none-match': '*' } });
  for (let i = 0; i < 300; i++) expect((await from('203.0.113.9')).status).toBe(304);
  const { status, headers, body } = await from('203.0.113.9');
  expect([status, headers['retry-after'], body.length]).toEqual([429, '300', 0]);
  expect((await from('203.0.113.10')).status).toBe(304);
  expect((await from('192.168.1.1')).status).toBe(304);
});

test.each([
  ['/2026-01-05/', 410, 'Withdrawn on'],
  ['/2026-01-05/?a=1', 410, 'Withdrawn on'],
  ['/2026-01-05/index.html', 410, 'Withdrawn on'],
  ['/2026-01-05/email.html', 410, 'withdrawn'],
  ['/2026-01-05/share.png', 410, 'withdrawn'],
  ['/2026-01-05', 301, ''],
  ['/2026-01-050/', 404, 'does not exist'],
  ['/%E7%AC%AC%E4%B8%80%E6%9C%9F/', 410, 'Chinese'],
  ['/feed.atom', 200, '<feed'],
])('of withdrawn issues nothing is left: %s is %d', async (path, status, words) => {
  const out = join(scratchFolder(), 'out');
  writeTree(out, {
    'feed.atom': FEED,
    'withdrawn.json': '["2026-01-05","第一期"]\n',
    '2026-01-05/index.html': '<!doctype html><p>Withdrawn on January 7.</p>',
    '第一期/index.html': '<!doctype html><p>Chinese</p>',
  });
  const { ask: asked } = await serverOver(out);
  const answer = await asked(path);
  expect(answer.status).toBe(status);
  expect(answer.body.toString()).toContain(words);
  if (status === 410) expect(answer.headers['x-robots-tag']).toBe('noindex');
});

test('a list of withdrawn issues that cannot be read withdraws nothing', async () => {
  const out = join(scratchFolder(), 'out');
  writeTree(out, { 'withdrawn.json': 'no list', '2026-01-05/index.html': PAGE });
  expect((await (await serverOver(out)).ask('/2026-01-05/')).status).toBe(200);
});
