import { connect } from 'node:net';
import { once } from 'node:events';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { WebEnv } from '../../src/server/web-app.ts';
import { pageResponse } from '../../src/server/page-response.ts';
import { listening } from '../../src/server/listening.ts';
import { heardLog } from '../support/heard-log.ts';
import { serverOver, writeTree, type ServerOptions, type ServerUnderTest } from '../support/a-server.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

async function aServer(options: ServerOptions = {}): Promise<ServerUnderTest> {
  const folder = scratchFolder();
  writeTree(folder, { 'index.html': '<p>front</p>' });
  return serverOver(folder, options);
}

/** Routes as an area hands them in. */
function someRoutes(): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get('/unsubscribe/:token', (c) => pageResponse(`<p>${c.env.clientAddress}</p>`));
  routes.post('/subscribe', async (c) => c.text(String((await c.req.text()).length)));
  routes.post('/webhooks/ses', async (c) => c.text(String((await c.req.text()).length)));
  routes.get('/broken', () => {
    throw new Error('secret of the house');
  });
  return routes;
}

test('health is the process, readiness is what it needs', async () => {
  const { ask } = await aServer();
  expect((await ask('/healthz')).status).toBe(200);
  expect(JSON.parse((await ask('/readyz')).body.toString())).toEqual({ status: 'ready', out: true });
});

test('without a tree nothing is ready, and nothing breaks', async () => {
  const { ask } = await serverOver(`${scratchFolder()}/none`);
  expect([(await ask('/readyz')).status, (await ask('/')).status, (await ask('/healthz')).status]).toEqual([
    503, 404, 200,
  ]);
});

test.each([
  [{}, 404],
  [{ authorization: 'Bearer wrong' }, 404],
  [{ authorization: 'a-long-enough-token' }, 404],
  [{ authorization: 'Bearer a-long-enough-token' }, 200],
])('metrics for %j: %i', async (headers, status) => {
  const { ask } = await aServer();
  expect((await ask('/metrics', { headers })).status).toBe(status);
});

test('requests are counted by class and status, and by nothing else', async () => {
  const { ask, requests } = await aServer({ routes: [someRoutes()] });
  await ask('/');
  await ask('/nothing/at/all');
  await ask('/unsubscribe/token');
  expect(requests.all()).toEqual([
    { requestClass: 'page', status: 200, count: 1 },
    { requestClass: 'other', status: 404, count: 1 },
    { requestClass: 'unsubscribe', status: 200, count: 1 },
  ]);
});

test('routes of an area learn whose request it is, and their pages are private', async () => {
  const { ask } = await aServer({ routes: [someRoutes()], trusted: ['127.0.0.1'] });
  const { headers, body } = await ask('/unsubscribe/token', { headers: { 'x-forwarded-for': '203.0.113.9' } });
  expect(body.toString()).toBe('<p>203.0.113.9</p>');
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex',
    'x-frame-options': 'DENY',
  });
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
});

test.each([
  ['/subscribe', 65_536, 200],
  ['/subscribe', 65_537, 413],
  ['/webhooks/ses', 65_537, 200],
  ['/webhooks/ses', 1_048_577, 413],
])('%s takes %i bytes: %i', async (path, size, status) => {
  const { ask } = await aServer({ routes: [someRoutes()] });
  expect((await ask(path, { method: 'POST', body: 'x'.repeat(size) })).status).toBe(status);
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND'])('%s without a body breaks nothing', async (method) => {
  const { ask } = await aServer({ routes: [someRoutes()] });
  expect((await ask('/subscribe', { method })).status).toBe(method === 'POST' ? 200 : 404);
});

test('a body in chunks is a body', async () => {
  const { ask } = await aServer({ routes: [someRoutes()] });
  const headers = { 'transfer-encoding': 'chunked' };
  expect((await ask('/subscribe', { method: 'POST', headers, body: 'abc' })).body.toString()).toBe('3');
});

test('a body that hides its length is read no further than the bound', async () => {
  const { ask } = await aServer({ routes: [someRoutes()] });
  const headers = { 'transfer-encoding': 'chunked' };
  const asked = ask('/subscribe', { method: 'POST', headers, body: 'x'.repeat(300_000) });
  // Either the answer comes through, or the connection ends before all is sent.
  await asked.then(
    ({ status }) => expect(status).toBe(413),
    (error: NodeJS.ErrnoException) => expect(error.code).toMatch(/ECONNRESET|EPIPE/),
  );
});

test.each([
  ['/old.xml', 301, 'https://news.example/feed.atom'],
  ['/%E6%97%A7', 301, 'https://elsewhere.example/'],
  ['/withdrawn/', 410, undefined],
  ['/other', 404, undefined],
])('%s has moved, is gone or never was: %i', async (path, status, location) => {
  const redirects = {
    '/old.xml': 'https://news.example/feed.atom',
    '/旧': 'https://elsewhere.example/',
    '/withdrawn/': 'gone',
    '/': 'https://nowhere.example/',
  };
  const { ask } = await aServer({ redirects });
  const { status: is, headers } = await ask(path);
  expect([is, headers.location]).toEqual([status, location]);
  expect((await ask('/')).status).toBe(200);
});

test('where a page stands that only leads on, the server says so itself', async () => {
  const folder = scratchFolder();
  writeTree(folder, { 'old/index.html': 'leads on' });
  const { ask } = await serverOver(folder, { redirects: { '/old/': 'https://news.example/new/' } });
  const { status, headers } = await ask('/old/');
  expect([status, headers.location]).toEqual([301, 'https://news.example/new/']);
});

test('a failure tells that it failed, and nothing of why', async () => {
  const { ask } = await aServer({ routes: [someRoutes()] });
  const { status, body } = await ask('/broken');
  expect([status, body.toString().includes('secret')]).toEqual([500, false]);
});

/** Sends bytes as they are and gives everything that comes back. */
async function raw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

test.each([
  ['too large headers', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`, '431'],
  ['no HTTP at all', '\u0016\u0003\u0001\r\n\r\n', '400'],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx', '400'],
  [
    'a length and chunks',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    '400',
  ],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', '400'],
  ['a bare line feed in a header', 'GET / HTTP/1.1\r\nHost: x\r\nA: b\nC: d\r\n\r\n', '400'],
])('%s are refused', async (_, text, status) => {
  const { url } = await aServer();
  expect(await raw(url, text)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

test('whoever speaks HTTP/1.0 and says no host is answered all the same', async () => {
  const { url } = await aServer();
  expect(await raw(url, 'GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /);
});

test.each(['', 'Content-Length: 3\r\n'])('TRACE is not answered with what was sent', async (length) => {
  const { url } = await aServer({ routes: [someRoutes()] });
  const answer = await raw(url, `TRACE /subscribe HTTP/1.1\r\nHost: x\r\nA: secret\r\n${length}\r\na=b`);
  expect(answer).toMatch(/^HTTP\/1.1 405 /);
  expect(answer).not.toContain('secret');
});

test('the log names the beginning of a token and nothing of a query', async () => {
  const { log, lines } = heardLog();
  const { ask } = await aServer({ routes: [someRoutes()], log });
  await ask('/unsubscribe/abcdefghijklmnop?email=someone');
  await ask('/unsubscribe?email=someone');
  expect(lines.join('')).toContain('"token":"abcdefgh"');
  expect(lines.join('')).not.toMatch(/email|someone|abcdefghi/);
});

test('of a proxy that is not named the owner hears once, and of one that is named nothing', async () => {
  for (const [trusted, count] of [
    [[], 1],
    [['127.0.0.1'], 0],
  ] as const) {
    const { log, lines } = heardLog();
    const { ask } = await aServer({ routes: [someRoutes()], log, trusted });
    for (let i = 0; i < 3; i += 1) await ask('/unsubscribe/a', { headers: { 'x-forwarded-for': '10.0.0.9' } });
    expect(lines.filter((line) => line.includes('TRUSTED_PROXIES'))).toHaveLength(count);
  }
});

test('a port that is taken is told with its cure', async () => {
  const { url } = await aServer();
  const taken = listening({ host: '127.0.0.1', port: Number(new URL(url).port) }, () => undefined);
  await expect(taken).rejects.toMatchObject({ code: 'PORT_UNUSABLE', message: expect.stringContaining('PORT=0') });
});

test.each([
  ['a header', 'GET / HTTP/1.1\r\nHost: news.example\r\nX-Slow: '],
  ['a body', 'POST / HTTP/1.1\r\nHost: news.example\r\nContent-Length: 100\r\n\r\na='],
])('who never ends %s is answered 408 and let go', async (_, beginning) => {
  const patience = { headersMs: 40, requestMs: 80, checkMs: 20 };
  await using server = await listening({ host: '127.0.0.1', port: 0 }, (request) => request.resume(), patience);
  const slow = connect(server.port, '127.0.0.1');
  slow.write(beginning);
  const [answer] = await Promise.all([once(slow, 'data'), once(slow, 'close')]);
  expect(String(answer)).toContain('408 Request Timeout');
});
