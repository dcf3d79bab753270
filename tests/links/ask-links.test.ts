// Links are asked of real servers on this machine: what their answers mean, how often they are bothered, and what is
// kept.
import { gzipSync } from 'node:zlib';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { LinkAnswer } from '../../src/core/check/link-answer.ts';
import { askLinks, type AskLinksOptions } from '../../src/links/ask-links.ts';
import { DAY_MS, isFresh, type KeptAnswer } from '../../src/links/kept-answer.ts';
import { linkServer, loopbackWorld, noNames } from './link-server.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

function options(changes: Partial<AskLinksOptions> = {}): AskLinksOptions {
  return {
    userAgent: 'masthead/1 (+https://news.example/)',
    world: loopbackWorld(),
    kept: new Map(),
    maxAgeMs: DAY_MS,
    ...changes,
  };
}

/** The judgement of one address of a server that answers like this, and what the server heard. */
async function judgementOf(
  answer: Answer,
  { path = '/a', kind = 'link' }: { readonly path?: string; readonly kind?: 'link' | 'image' } = {},
): Promise<{ readonly answer: LinkAnswer | undefined; readonly heard: readonly string[] }> {
  const server = await linkServer(answer);
  const url = `http://site.example:${server.port}${path}`;
  const { answers } = await askLinks([{ url, kind }], options());
  return { answer: answers.get(url), heard: server.heard.map((line) => line.replace(' site.example', '')) };
}

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_request, response) =>
    void response.writeHead(code, headers).end();

/** A name server that answers for one name alone. */
function slowNames(host: string): Promise<readonly string[]> {
  return host === 'example.com' ? Promise.resolve(['127.0.0.1']) : new Promise(() => {});
}

describe('the judgement of a link', () => {
  test.each<[string, Answer, LinkAnswer['kind'], readonly string[]]>([
    ['200', status(200), 'fine', ['HEAD']],
    ['204', status(204), 'fine', ['HEAD']],
    ['404', status(404), 'gone', ['HEAD', 'GET']],
    ['410', status(410), 'gone', ['HEAD', 'GET']],
    ['401', status(401), 'forbidden', ['HEAD', 'GET']],
    ['403', status(403), 'forbidden', ['HEAD', 'GET']],
    ['451', status(451), 'forbidden', ['HEAD', 'GET']],
    ['999', status(999), 'forbidden', ['HEAD', 'GET']],
    ['500', status(500), 'unsure', ['HEAD', 'GET']],
    ['503', status(503), 'unsure', ['HEAD', 'GET']],
    ['a puzzle with 200', status(200, { 'x-amzn-waf-action': 'challenge' }), 'forbidden', ['HEAD', 'GET']],
    ['a puzzle with 503', status(503, { 'cf-mitigated': 'challenge' }), 'forbidden', ['HEAD', 'GET']],
    [
      'HEAD refused, GET fine',
      ({ method }, response) => void response.writeHead(method === 'HEAD' ? 405 : 200).end(),
      'fine',
      ['HEAD', 'GET'],
    ],
    [
      'HEAD not found, GET fine',
      ({ method }, response) => void response.writeHead(method === 'HEAD' ? 404 : 200).end(),
      'fine',
      ['HEAD', 'GET'],
    ],
    [
      'HEAD broken off, GET fine',
      ({ method, socket }, response) => void (method === 'HEAD' ? socket.destroy() : response.end()),
      'fine',
      ['HEAD', 'GET'],
    ],
    ['broken off twice', ({ socket }) => void socket.destroy(), 'unsure', ['HEAD', 'GET']],
    ['in a circle', status(302, { location: '/a' }), 'unsure', Array.from({ length: 7 }, () => 'HEAD')],
  ])('%s', async (_, answer, kind, methods) => {
    const judged = await judgementOf(answer);
    expect(judged.answer?.kind).toBe(kind);
    expect(judged.heard.map((line) => line.split(' ')[0])).toEqual(methods);
  });

  test('a server that never answers is too slow', async () => {
    const server = await linkServer(() => {});
    const url = `http://site.example:${server.port}/`;
    const { answers } = await askLinks([{ url, kind: 'link' }], options({ world: loopbackWorld({ timeoutMs: 50 }) }));
    expect(answers.get(url)).toEqual({ kind: 'unsure', why: 'its server is too slow' });
  });

  test('a name server that never answers is too slow as well', async () => {
    const url = 'http://site.example/';
    const { answers } = await askLinks(
      [{ url, kind: 'link' }],
      options({ world: loopbackWorld({ timeoutMs: 50, resolve: slowNames }) }),
    );
    expect(answers.get(url)).toEqual({ kind: 'unsure', why: 'its server is too slow' });
  });

  test.each([
    ['ENOTFOUND', 'gone'],
    ['ENODATA', 'gone'],
    ['EAI_AGAIN', 'unsure'],
  ])('a name with %s is %s, as long as other names are there', async (code, kind) => {
    const resolve = (host: string): Promise<readonly string[]> =>
      host === 'gone.example'
        ? Promise.reject(Object.assign(new Error(code), { code }))
        : Promise.resolve(['127.0.0.1']);
    const { answers } = await askLinks(
      [{ url: 'http://gone.example/', kind: 'link' }],
      options({ world: loopbackWorld({ resolve }) }),
    );
    expect(answers.get('http://gone.example/')?.kind).toBe(kind);
  });

  test('without any DNS nothing is asked and nothing is said', async () => {
    const links = ['http://a.example/', 'http://b.example/'].map((url) => ({ url, kind: 'link' as const }));
    const { answers, unaskedCount } = await askLinks(links, options({ world: loopbackWorld({ resolve: noNames }) }));
    expect([answers.size, unaskedCount]).toEqual([0, 2]);
  });

  test('without any DNS an address in numbers is asked all the same, and proves no DNS', async () => {
    const server = await linkServer(status(200));
    const url = `http://127.0.0.1:${server.port}/`;
    const links = [url, 'http://a.example/'].map((each) => ({ url: each, kind: 'link' as const }));
    const asked = await askLinks(links, options({ world: loopbackWorld({ resolve: noNames }) }));
    expect(asked).toEqual({ answers: new Map([[url, { kind: 'fine' }]]), askedCount: 1, unaskedCount: 1 });
  });

  test('a port where nobody listens is gone, and an address that none can read too', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A server that listens on TCP has an address of this kind.
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const urls = [`http://closed.example:${port}/`, 'http://[oops/'];
    const { answers } = await askLinks(
      urls.map((url) => ({ url, kind: 'link' as const })),
      options(),
    );
    expect(urls.map((url) => answers.get(url)?.kind)).toEqual(['gone', 'gone']);
  });
});

const leading =
  (code: number): Answer =>
  ({ url }, response) =>
    void (url === '/a' ? response.writeHead(code, { location: '/b' }).end() : response.end());

describe('redirects', () => {
  test.each([
    [301, true],
    [308, true],
    [302, false],
    [303, false],
    [307, false],
  ])('%i moves for good: %s', async (code, isMoved) => {
    const { answer } = await judgementOf(leading(code));
    expect(answer).toEqual({ kind: 'fine', ...(isMoved && { movedTo: expect.stringMatching(/\/b$/) }) });
  });

  test('the last place before a passing redirect is where a link has moved to', async () => {
    const next: Readonly<Record<string, [number, string]>> = { '/a': [301, '/b'], '/b': [302, '/c'] };
    const { answer } = await judgementOf(({ url = '' }, response) => {
      const [code, location] = next[url] ?? [200, ''];
      response.writeHead(code, location === '' ? {} : { location }).end();
    });
    expect(answer).toEqual({ kind: 'fine', movedTo: expect.stringMatching(/\/b$/) });
  });

  test('the end of an address goes along', async () => {
    const { answer } = await judgementOf(leading(301), { path: '/a#part' });
    expect(answer).toMatchObject({ movedTo: expect.stringMatching(/\/b#part$/) });
  });
});

const page =
  (html: string, headers: Readonly<Record<string, string>> = { 'content-type': 'text/html; charset=utf-8' }): Answer =>
  (_request, response) =>
    void response.writeHead(200, headers).end(html);

describe('places in a page', () => {
  test.each<[string, string, Answer, boolean]>([
    ['an id that is there', '/a#part', page('<h2 id="part">'), false],
    ['one that is not', '/a#part', page('<h2 id="other">'), true],
    ['Chinese, encoded', '/a#%E7%AC%AC', page('<h2 id="第">'), false],
    ['one that a script makes', '/a#part', page('<script>["part"]</script>'), false],
    ['marked words', '/a#:~:text=part', page(''), false],
    ['a route', '/a#/part', page(''), false],
    ['lines of code', '/a#L10-L20', page(''), false],
    ['a page that is no HTML', '/a#page=2', page('', { 'content-type': 'application/pdf' }), false],
    ['a page that is too long', '/a#part', page('x'.repeat(1_100_000)), false],
  ])('%s', async (_, path, answer, isLacking) => {
    const judged = await judgementOf(answer, { path });
    expect(judged.answer).toEqual({ kind: 'fine', ...(isLacking && { lacksAnchor: true }) });
  });

  test('a page that comes compressed is searched all the same', async () => {
    const zipped = gzipSync('<h2 id="here">');
    const answer: Answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(zipped);
    };
    expect((await judgementOf(answer, { path: '/a#here' })).answer).toEqual({ kind: 'fine' });
    expect((await judgementOf(answer, { path: '/a#there' })).answer).toEqual({ kind: 'fine', lacksAnchor: true });
  });
});

describe('images', () => {
  test('are weighed by their header, else by their bytes', async () => {
    const told = await judgementOf(status(200, { 'content-type': 'image/png', 'content-length': '300000' }), {
      kind: 'image',
    });
    expect(told).toEqual({ answer: { kind: 'fine', bytes: 300_000, type: 'image/png' }, heard: ['HEAD /a'] });
    const read = await judgementOf(
      ({ method }, response) => {
        response.writeHead(200, { 'content-type': 'IMAGE/PNG', 'transfer-encoding': 'chunked' });
        response.end(method === 'HEAD' ? undefined : Buffer.alloc(5000));
      },
      { kind: 'image' },
    );
    expect(read.answer).toEqual({ kind: 'fine', bytes: 5000, type: 'image/png' });
  });
});

const patience = async (seconds: string): Promise<readonly [LinkAnswer | undefined, readonly number[]]> => {
  let count = 0;
  const server = await linkServer((_request, response) => {
    count += 1;
    response.writeHead(count <= 2 ? 429 : 200, { 'retry-after': seconds }).end();
  });
  const world = loopbackWorld();
  const url = `http://site.example:${server.port}/`;
  const { answers } = await askLinks([{ url, kind: 'link' }], options({ world }));
  return [answers.get(url), world.waits.filter((ms) => ms !== 300)];
};

describe('manners', () => {
  test('an address is asked once, by a name that says who asks', async () => {
    const agents: (string | undefined)[] = [];
    const server = await linkServer(({ headers }, response) => {
      agents.push(headers['user-agent']);
      response.end();
    });
    const url = `http://site.example:${server.port}/`;
    await askLinks(
      [
        { url, kind: 'link' },
        { url, kind: 'link' },
      ],
      options(),
    );
    expect(agents).toEqual(['masthead/1 (+https://news.example/)']);
  });

  test('one host is asked one link at a time, with a pause behind each, and hosts beside each other', async () => {
    let [open, most] = [0, 0];
    const busy = new Map<string, number>();
    let mostOfOne = 0;
    const server = await linkServer(({ headers: { host = '' } }, response) => {
      most = Math.max(most, ++open);
      busy.set(host, (busy.get(host) ?? 0) + 1);
      mostOfOne = Math.max(mostOfOne, busy.get(host) ?? 0);
      setImmediate(() => {
        open -= 1;
        busy.set(host, (busy.get(host) ?? 1) - 1);
        response.end();
      });
    });
    const world = loopbackWorld();
    const links = Array.from({ length: 12 }, (_, i) => ({
      url: `http://h${i % 3}.example:${server.port}/${i}`,
      kind: 'link' as const,
    }));
    await askLinks(links, options({ world }));
    expect(mostOfOne).toBe(1);
    expect(most).toBeLessThanOrEqual(3);
    // Four links to each of three hosts: a pause before all but the first of each.
    expect(world.waits).toEqual(Array.from({ length: 9 }, () => 300));
  });

  test('who asks for patience is asked once more, and who asks for too much of it is left alone', async () => {
    expect(await patience('2')).toEqual([{ kind: 'fine' }, [2000]]);
    expect(await patience('3600')).toEqual([{ kind: 'forbidden', why: 'its server answers 429' }, []]);
    expect(await patience('tomorrow')).toEqual([{ kind: 'forbidden', why: 'its server answers 429' }, []]);
  });
});

describe('what is kept', () => {
  const gone: LinkAnswer = { kind: 'gone', why: 'its server answers 404' };

  test.each<[string, LinkAnswer, number, number, boolean]>([
    ['a good answer of six days', { kind: 'fine' }, 6 * DAY_MS, 7 * DAY_MS, true],
    ['a good answer of eight', { kind: 'fine' }, 8 * DAY_MS, 7 * DAY_MS, false],
    ['a bad one of half an hour', gone, DAY_MS / 48, 7 * DAY_MS, true],
    ['a bad one of two hours', gone, DAY_MS / 12, 7 * DAY_MS, false],
    ['anything, when nothing old will do', { kind: 'fine' }, 0, 0, false],
    ['an answer of tomorrow', { kind: 'fine' }, -DAY_MS, 7 * DAY_MS, false],
  ])('%s', (_, answer, age, maxAgeMs, expected) => {
    expect(isFresh({ answer, askedAt: 1e12 - age }, 1e12, maxAgeMs)).toBe(expected);
  });

  test('a fresh answer is not asked for, and a new one is handed out as it comes', async () => {
    const server = await linkServer(status(200));
    const [known, fresh] = ['known', 'fresh'].map((name) => `http://site.example:${server.port}/${name}`) as [
      string,
      string,
    ];
    const kept = new Map<string, KeptAnswer>([[known, { answer: gone, askedAt: Date.now() }]]);
    const heard: string[] = [];
    const asked = await askLinks(
      [known, fresh].map((url) => ({ url, kind: 'link' as const })),
      options({ kept, onAnswer: (url) => heard.push(url) }),
    );
    expect(asked.answers).toEqual(
      new Map<string, LinkAnswer>([
        [known, gone],
        [fresh, { kind: 'fine' }],
      ]),
    );
    expect([asked.askedCount, heard]).toEqual([1, [fresh]]);
  });
});
