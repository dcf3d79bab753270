// The guard against links that lead inside (standards E4.07): with real addresses and real connections, and a server on
// this machine that must not hear a word.
import { expect, test } from 'vitest';
import { askLink } from '../../src/links/ask-link.ts';
import type { LinkWorld } from '../../src/links/link-world.ts';
import { politeTurns } from '../../src/links/polite-turns.ts';
import { isPublicAddress } from '../../src/system/public-address.ts';
import type { LinkAnswer } from '../../src/core/check/link-answer.ts';
import { linkServer, loopbackWorld } from './link-server.ts';

function asked(url: string, world: LinkWorld): Promise<LinkAnswer> {
  return askLink({ url, kind: 'link' }, { world, turns: politeTurns(world.wait), userAgent: 'masthead' });
}

/** The guard as it is in earnest, and names that resolve to what the test says, one answer after the other. */
function guardedWorld(
  ...answers: readonly (readonly string[])[]
): LinkWorld & { readonly resolved: readonly string[] } {
  const resolved: string[] = [];
  return {
    ...loopbackWorld(),
    isPublic: isPublicAddress,
    resolved,
    resolve: (host) => {
      resolved.push(host);
      return Promise.resolve(answers[resolved.length - 1] ?? answers.at(-1) ?? []);
    },
  };
}

test.each([
  ['a loopback address', '127.0.0.1'],
  ['a short one', '127.1'],
  ['a decimal one', '2130706433'],
  ['an octal one', '0177.0.0.1'],
  ['a hexadecimal one', '0x7f000001'],
  ['one in other digits', '①②⑦.⓪.⓪.①'],
  ['all interfaces', '0.0.0.0'],
  ['IPv6 loopback', '[::1]'],
  ['mapped IPv4', '[::ffff:127.0.0.1]'],
  ['mapped IPv4 in hexadecimal', '[::ffff:7f00:1]'],
  ['NAT64 of loopback', '[64:ff9b::7f00:1]'],
  ['6to4 of loopback', '[2002:7f00:1::]'],
  ['the metadata of a cloud', '169.254.169.254'],
])('%s is not asked', async (_, host) => {
  const server = await linkServer((_request, response) => response.end('inside'));
  const world = guardedWorld(['127.0.0.1']);
  const answer = await asked(`http://${host}:${server.port}/`, world);
  expect(answer).toMatchObject({ kind: 'private' });
  expect(server.heard).toEqual([]);
  expect(world.resolved).toEqual([]);
});

test.each([
  ['a name of this machine', ['127.0.0.1']],
  ['a name with one good and one bad address', ['8.8.8.8', '10.0.0.1']],
  ['a name of the local network', ['fd00::1']],
])('%s is not asked', async (_, addresses) => {
  const server = await linkServer((_request, response) => response.end('inside'));
  expect(await asked(`http://inside.example:${server.port}/`, guardedWorld(addresses))).toMatchObject({
    kind: 'private',
  });
  expect(server.heard).toEqual([]);
});

test.each([
  ['a name before the host', 'http://news.example@127.0.0.1/', 'private'],
  ['a password', 'http://a:b@news.example/', 'private'],
  ['a mail server', 'http://news.example:25/', 'private'],
  ['a database within reach of the web', 'http://news.example:543/', 'private'],
])('%s is not asked', async (_, url, kind) => {
  const world = guardedWorld(['8.8.8.8']);
  expect(await asked(url, world)).toMatchObject({ kind });
  expect(world.resolved).toEqual([]);
});

test('a redirect to this machine is not followed', async () => {
  const inside = await linkServer((_request, response) => response.end('inside'));
  const outside = await linkServer((_request, response) => {
    response.writeHead(302, { location: `http://inside.example:${inside.port}/` }).end();
  });
  const world = loopbackWorld({
    resolve: (host) => Promise.resolve([host === 'inside.example' ? '10.0.0.1' : '127.0.0.1']),
  });
  const answer = await asked(`http://outside.example:${outside.port}/`, world);
  expect(answer).toEqual({ kind: 'private', why: 'inside.example is 10.0.0.1, which is not public' });
  expect([outside.heard.length, inside.heard.length]).toEqual([1, 0]);
});

test.each([
  'http://127.0.0.2/',
  'http://[::1]/',
  'file:///etc/passwd',
  'ftp://news.example/',
  '//user@outside.example/',
])('a redirect to %s is not followed', async (location) => {
  const server = await linkServer((_request, response) => response.writeHead(301, { location }).end());
  const answer = await asked(`http://outside.example:${server.port}/`, loopbackWorld());
  expect(answer).toMatchObject({ kind: 'private' });
  expect(server.heard).toEqual(['HEAD outside.example /']);
});

test('a name that changes its mind is asked at the address that was judged', async () => {
  const server = await linkServer((_request, response) => response.end('outside'));
  const answers = [['127.0.0.1'], ['10.0.0.1']];
  let count = 0;
  const resolve = (): Promise<readonly string[]> => Promise.resolve(answers[count++] ?? ['10.0.0.1']);
  const answer = await asked(`http://rebinding.example:${server.port}/`, loopbackWorld({ resolve }));
  // One resolution, one connection, to what that resolution said; the DNS itself has no such name.
  expect(answer).toEqual({ kind: 'fine' });
  expect([count, server.heard]).toEqual([1, ['HEAD rebinding.example /']]);
});

test('a name that turns inward between two requests is judged again', async () => {
  const server = await linkServer((_request, response) => response.writeHead(405).end());
  const answers = [['127.0.0.1'], ['10.0.0.1']];
  let count = 0;
  const resolve = (): Promise<readonly string[]> => Promise.resolve(answers[count++] ?? []);
  const answer = await asked(`http://rebinding.example:${server.port}/`, loopbackWorld({ resolve }));
  expect(answer).toMatchObject({ kind: 'private' });
  expect(server.heard).toEqual(['HEAD rebinding.example /']);
});
