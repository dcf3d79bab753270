// The kinds of hostile requests, each with what it must never get. They are made from a seed of nothing but their
// number, so two runs send the same; what is a key or a token comes from the site that is abused.
import { createHash } from 'node:crypto';
import { linkToken, type KeyRing, type LinkPurpose } from '../src/core/audience/signed-link.ts';
import { requestBytes, type Reaction } from './hostile-request.ts';

export interface AbusedSite {
  readonly keys: KeyRing;
  readonly authority: string;
  /** Of its one reader. */
  readonly publicId: string;
  /** Stands in files that nobody may read. */
  readonly secret: string;
}

export interface AbuseKind {
  readonly name: string;
  readonly count: number;
  readonly mustNot: string;
  /** Whether it comes through a proxy that is trusted, with a machine of its own for each request. */
  readonly isProxied?: boolean;
  readonly requests: (site: AbusedSite & { readonly url: string }) => Promise<readonly (string | Buffer)[]>;
  /** One sentence for each reaction that must not have been. */
  readonly wrongs: (reactions: readonly Reaction[]) => readonly string[];
}

/** Some hex digits that depend on the number alone. */
function noise(seed: string, length = 64): string {
  let text = '';
  for (let i = 0; text.length < length; i++) text += createHash('sha256').update(`${seed} ${i}`).digest('hex');
  return text.slice(0, length);
}

function times<T>(count: number, make: (i: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

function oneOf<T>(list: readonly T[], i: number): T {
  const item = list[i % list.length];
  if (item === undefined) throw new Error('there is nothing to choose from');
  return item;
}

const DOORS: readonly LinkPurpose[] = ['unsubscribe', 'confirm', 'preferences'];

const forgedTokens: AbuseKind = {
  name: 'forged tokens',
  count: 3000,
  mustNot: 'open anything, or look different from each other',
  requests: async ({ keys: [key], authority, publicId }) =>
    times(3000, (i) => {
      const door = oneOf(DOORS, i);
      const other = oneOf(DOORS, i + 1);
      const bits = Buffer.from(linkToken(door, authority, publicId, key), 'base64url');
      bits[i % bits.length] = (bits[i % bits.length] ?? 0) ^ (1 << (i % 8));
      const forged = [
        Buffer.from(noise(`token ${i}`, 72), 'hex').toString('base64url'),
        linkToken(other, authority, publicId, key),
        linkToken(door, 'other.example,2026', publicId, key),
        bits.toString('base64url'),
        linkToken(door, authority, noise(`id ${i}`, 32), { id: key.id, secret: noise(`secret ${i}`) }),
      ];
      const method = i % 2 === 0 ? 'GET' : 'POST';
      const body = method === 'POST' ? { body: 'List-Unsubscribe=One-Click', headers: FORM } : {};
      return requestBytes({ method, path: `/${door}/${oneOf(forged, Math.floor(i / 6))}`, ...body });
    }),
  wrongs: (reactions) => [
    ...reactions.filter(({ status }) => status < 400).map(({ status }) => `answered with ${status}`),
    ...(new Set(reactions.map(({ body }) => body)).size > 1 ? ['two forged tokens got different pages'] : []),
  ],
};

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

const crawlers: AbuseKind = {
  name: 'link scanners on true links',
  count: 500,
  mustNot: 'change anything (the reader stays)',
  requests: async ({ keys: [key], authority, publicId }) =>
    times(500, (i) => {
      const door = oneOf(['unsubscribe', 'preferences'] as const, i);
      const method = oneOf(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PROPFIND'], Math.floor(i / 2));
      const path = `/${door}/${linkToken(door, authority, publicId, key)}`;
      const tricks = { 'X-HTTP-Method-Override': 'POST', 'X-Method-Override': 'POST', 'Sec-Purpose': 'prefetch' };
      return requestBytes({ method, path, headers: tricks });
    }),
  // Looking is allowed, and must have found the page: a link that is dead would prove nothing.
  wrongs: (reactions) => (reactions.some(({ status }) => status === 200) ? [] : ['the links lead nowhere']),
};

const STEPS = [
  '..',
  '%2e%2e',
  '..%2f',
  '%2e%2e%2f',
  '..%5c',
  '..\\',
  '%252e%252e',
  '.%2e',
  '..;',
  '....',
  '%c0%ae%c0%ae',
];
const WANTED = ['masthead.yaml', '.env', 'data/secret-key', 'data/masthead.sqlite', 'etc/passwd', 'issues/one.md'];

const traversal: AbuseKind = {
  name: 'paths out of out/',
  count: 2000,
  mustNot: 'be answered with 200',
  requests: async () =>
    times(2000, (i) => {
      const climb = `${oneOf(STEPS, i)}/`.repeat(1 + (i % 5));
      const start = oneOf(['/', '/assets/', '/one/', '//', '/./', '/assets/%2e/', '/one/../'], Math.floor(i / 11));
      const wanted = oneOf(WANTED, Math.floor(i / 7));
      const end = oneOf(['', '%00.html', '/', '?x=/index.html', '%23', '::$DATA'], Math.floor(i / 13));
      return requestBytes({ path: `${start}${climb}${wanted}${end}`, method: i % 3 === 2 ? 'HEAD' : 'GET' });
    }),
  wrongs: (reactions) =>
    reactions.filter(({ status }) => status >= 200 && status < 400).map(({ status }) => `answered with ${status}`),
};

const largeBodies: AbuseKind = {
  name: 'oversized bodies',
  count: 500,
  mustNot: 'be taken',
  requests: async () =>
    times(500, (i) => {
      const path = oneOf(['/subscribe', '/api/subscribe', '/unsubscribe/x', '/confirm/x', '/webhooks/generic'], i);
      const size = oneOf([70_000, 300_000, 1_200_000], Math.floor(i / 5));
      const head = `POST ${path} HTTP/1.1\r\nHost: bench.example\r\nConnection: close\r\nContent-Type: ${FORM['Content-Type']}`;
      const large = 'a'.repeat(path.startsWith('/webhooks') ? 1_200_000 : size);
      if (i % 3 === 0) return `${head}\r\nContent-Length: ${large.length}\r\n\r\n${large}`;
      if (i % 3 === 1) return `${head}\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(large)}0\r\n\r\n`;
      // Says that it will be huge, and hopes that room is made for it.
      return `${head}\r\nContent-Length: 99999999999\r\n\r\n${large.slice(0, 1000)}`;
    }),
  wrongs: (reactions) =>
    reactions.filter(({ status }) => status >= 200 && status < 400).map(({ status }) => `answered with ${status}`),
};

function chunked(text: string): string {
  const pieces = text.match(/.{1,16384}/gs) ?? [];
  return pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('');
}

const HEADER_TRICKS: readonly ((i: number) => string)[] = [
  (i) => `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(17_000 + i)}\r\n\r\n`,
  () => `GET / HTTP/1.1\r\nHost: a\r\n${'X: y\r\n'.repeat(5000)}\r\n`,
  () => 'POST /subscribe HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde',
  () => 'POST /subscribe HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG',
  () => 'POST /subscribe HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
  () => 'GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n',
  () => 'GET / HTTP/1.1\r\nHost: a\r\n X: folded\r\n\r\n',
  () => 'GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n',
  () => 'GET / HTTP/1.1\r\n\r\n',
  () => 'GET / HTTP/1.1\r\nHost: a\r\nX: \u0000\r\n\r\n',
  () => 'GET /\u0001 HTTP/1.1\r\nHost: a\r\n\r\n',
  () => 'GET / HTTP/9.9\r\nHost: a\r\n\r\n',
  () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  () => '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc',
  (i) => `GET /${'a'.repeat(20_000 + i)} HTTP/1.1\r\nHost: a\r\n\r\n`,
  // To name the scheme is fair (RFC 9112, 3.2.2); nobody is asked in our name, so there is nothing at that path.
  () => 'GET http://169.254.169.254/latest/meta-data/ HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n',
];

const headerTricks: AbuseKind = {
  name: 'header tricks and smuggling',
  count: 1000,
  mustNot: 'be answered with anything but a refusal',
  requests: async () => times(1000, (i) => oneOf(HEADER_TRICKS, i)(i)),
  wrongs: (reactions) =>
    reactions
      .filter(({ status }) => status >= 200 && status < 400)
      .map(({ head }) => `answered with ${head.slice(9, 60)}`),
};

/** Asks of a form that looks right in everything: fresh stamp, consent, and the pause that a person makes. */
async function asks(url: string, count: number, ask: (i: number) => SubscribeAsk): Promise<readonly string[]> {
  const answer = await fetch(new URL('/api/subscribe', url));
  // What GET gives is written down in src/server/pages/subscribe-routes.ts.
  const form = (await answer.json()) as { readonly stamp: string; readonly consent: { readonly version: string } };
  await new Promise((resolve) => setTimeout(resolve, STAMP_MS));
  return times(count, (i) => {
    const { address, from } = ask(i);
    const headers = { 'Content-Type': 'application/json', 'X-Forwarded-For': from, Forwarded: `for=${from}` };
    const body = JSON.stringify({ address, stamp: form.stamp, consent: form.consent.version });
    return requestBytes({ method: 'POST', path: '/api/subscribe', headers, body });
  });
}

interface SubscribeAsk {
  readonly address: string;
  readonly from: string;
}

/** Nobody reads a form in less (core/audience/form-stamp.ts). */
const STAMP_MS = 2500;

const sameAnswer = (reactions: readonly Reaction[]): readonly string[] => {
  const answers = new Set(reactions.map(({ status, body }) => `${status} ${body}`));
  return answers.size > 1 ? [`${answers.size} different answers, which tell something`] : [];
};

const spoofed: AbuseKind = {
  name: 'subscribing under made-up X-Forwarded-For',
  count: 1000,
  mustNot: 'get around the limit of one machine, or get another answer',
  requests: ({ url }) =>
    asks(url, 1000, (i) => ({ address: `spoof${i}@victims.example`, from: `198.51.100.${i % 250}` })),
  wrongs: sameAnswer,
};

const oneVictim: AbuseKind = {
  name: 'one victim, a thousand machines',
  count: 1000,
  isProxied: true,
  mustNot: 'mail the victim more than once',
  requests: ({ url }) =>
    asks(url, 1000, (i) => ({ address: 'Target@Victims.example', from: `198.51.${100 + (i % 100)}.${i % 250}` })),
  wrongs: sameAnswer,
};

const manyVictims: AbuseKind = {
  name: 'a thousand victims, a thousand machines',
  count: 1000,
  isProxied: true,
  mustNot: 'mail more than the limit for everyone',
  requests: ({ url }) =>
    asks(url, 1000, (i) => ({
      address: `v${i}@d${i % 200}.victims.example`,
      from: `203.0.${i % 100}.${Math.floor(i / 100) + 1}`,
    })),
  wrongs: sameAnswer,
};

/** Ten thousand together. */
export const ABUSE_KINDS: readonly AbuseKind[] = [
  forgedTokens,
  crawlers,
  traversal,
  largeBodies,
  headerTricks,
  spoofed,
  oneVictim,
  manyVictims,
];
