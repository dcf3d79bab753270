import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { guardedFetch, type GuardedOptions } from '../../src/system/guarded-fetch.ts';
import { isPublicAddress } from '../../src/system/public-address.ts';

const BOUNDS = { maxBytes: 1000, timeoutMs: 5000 };

test('an answer comes with its status, its body and where it came from', async () => {
  const { origin, options } = await site((request, response) => {
    if (request.url === '/old') response.writeHead(301, { location: '/new' }).end('moved');
    else response.writeHead(418, { 'content-type': 'text/plain' }).end(`you asked for ${request.url}`);
  });
  const answer = await guardedFetch(`${origin}/old`, options);
  expect(answer).toMatchObject({
    kind: 'answer',
    status: 418,
    url: `${origin}/new`,
    redirects: [{ status: 301, to: `${origin}/new` }],
  });
  expect(answer.kind === 'answer' && answer.body.toString()).toBe('you asked for /new');
});

test.each([
  'http://127.0.0.1/',
  'http://[::1]/',
  'http://169.254.169.254/latest/meta-data/',
  'http://[::ffff:10.0.0.1]/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://localhost/',
])('%s is not asked', async (url) => {
  expect(await guardedFetch(url, BOUNDS)).toMatchObject({ kind: 'fault', fault: 'address' });
});

test.each([
  'file:///etc/passwd',
  'ftp://a.example/',
  'javascript:alert(1)',
  'gopher://a.example',
  '/path',
  'http://u:p@a.example/',
])('%s is no address to ask', async (url) => {
  expect(await guardedFetch(url, BOUNDS)).toMatchObject({ kind: 'fault', fault: 'scheme' });
});

test('a redirect is held to the same rules', async () => {
  let to = '';
  const { origin, options } = await site((_, response) => response.writeHead(302, { location: to }).end());
  for (const [location, fault] of [
    ['http://169.254.169.254/', 'address'],
    ['file:///etc/passwd', 'scheme'],
    ['/again', 'redirects'],
  ] as const) {
    to = location;
    expect(await guardedFetch(origin, options)).toMatchObject({ kind: 'fault', fault });
  }
});

test('a name with one address inside is refused as a whole', async () => {
  const options = { ...BOUNDS, resolve: async () => ['93.184.216.34', '10.0.0.1'] };
  expect(await guardedFetch('http://two.example/', options)).toMatchObject({ fault: 'address' });
});

test('a name that changes its address meets the one that was checked', async () => {
  const { origin, options } = await site((_, response) => response.end('checked'));
  const port = new URL(origin).port;
  const asked: string[] = [];
  const resolve = async (host: string) => {
    asked.push(host);
    return asked.length === 1 ? ['127.0.0.1'] : ['169.254.169.254'];
  };
  const answer = await guardedFetch(`http://rebinding.example:${port}/`, { ...options, resolve });
  expect(answer.kind === 'answer' && answer.body.toString()).toBe('checked');
  expect(asked).toEqual(['rebinding.example']);
});

test.each([
  ['plain', Buffer.alloc(5000, 'a'), {}],
  ['packed', gzipSync(Buffer.alloc(5_000_000, 'a')), { 'content-encoding': 'gzip' }],
])('a %s body beyond the limit is refused, or cut where that is wanted', async (_, body, headers) => {
  const { origin, options } = await site((__, response) => response.writeHead(200, headers).end(body));
  expect(await guardedFetch(origin, options)).toMatchObject({ kind: 'fault', fault: 'size' });
  const cut = await guardedFetch(origin, { ...options, beyondLimit: 'cut' });
  expect(cut.kind === 'answer' && cut.body.length).toBe(1000);
});

test('who answers slowly is not waited for', async () => {
  const { origin, options } = await site((_, response) => response.writeHead(200).write('one drop'));
  expect(await guardedFetch(origin, { ...options, timeoutMs: 100 })).toMatchObject({ fault: 'time' });
});

test.each([
  ['nobody has', 'name', 'http://nobody.invalid/'],
  ['nobody listens at', 'connection', 'http://127.0.0.1:1/'],
])('an address that %s is a fault', async (_, fault, url) => {
  const options = { ...BOUNDS, isAllowed: () => true, resolve: async () => [] };
  expect(await guardedFetch(url, options)).toMatchObject({ kind: 'fault', fault });
});

async function site(listener: RequestListener): Promise<{ origin: string; options: GuardedOptions }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  // A server that listens on a port has an address with one.
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, options: { ...BOUNDS, isAllowed: isOurs } };
}

function isOurs(ip: string): boolean {
  return ip === '127.0.0.1' || isPublicAddress(ip);
}
