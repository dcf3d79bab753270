// Asking an address that somebody else wrote down (standards E4.07): http and https only, the name resolved first and
// refused when any of its addresses is not public, the connection made to just those addresses, the same again for each
// redirect; and bounds on size, time and redirects. What goes wrong is a value, for the caller to tell.
import { lookup as dnsLookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Readable } from 'node:stream';
import { isPublicAddress } from './public-address.ts';

export interface GuardedOptions {
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  /** For everything together, redirects too. */
  readonly timeoutMs: number;
  readonly maxRedirects?: number;
  /** answer: a redirect is an answer like any other, for the caller to follow. */
  readonly redirects?: 'follow' | 'answer';
  /** fail: a body beyond `maxBytes` is a failure. cut: it ends there. */
  readonly beyondLimit?: 'fail' | 'cut';
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  /** Which network addresses may be asked at an origin; only public ones unless the owner named the origin. */
  readonly isAllowed?: (ip: string, origin: string) => boolean;
}

export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Where the answer came from in the end. */
  readonly url: string;
  /** Each redirect on the way, in order. */
  readonly redirects: readonly { readonly status: number; readonly to: string }[];
  readonly body: Buffer;
}

/**
 * scheme: no address of http or https. address: it leads to no public network. redirects: too many of them. name:
 * nobody has the name. time, size: beyond the bounds. connection: refused, broken off, or no TLS that can be trusted.
 */
export type FetchFault = 'scheme' | 'address' | 'redirects' | 'name' | 'time' | 'size' | 'connection';

export interface Fault {
  readonly kind: 'fault';
  readonly fault: FetchFault;
  /** A clause for people. */
  readonly detail: string;
  /** Node's own name of what went wrong, where it has one: `ECONNREFUSED`. */
  readonly code?: string;
  readonly url: string;
}

/** Enough for http to https, to www, to a new path, and round some counters. */
const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** The answer at `url`, whatever its status, or what kept us from one. Never rejects for what is out there. */
export async function guardedFetch(url: string, options: GuardedOptions): Promise<Answer | Fault> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  const redirects: { status: number; to: string }[] = [];
  let at = url;
  for (;;) {
    const answer = await askOnce(at, options, signal);
    if (answer.kind === 'fault') return answer;
    const isFollowed = options.redirects !== 'answer' && REDIRECTS.has(answer.status);
    const location = isFollowed ? answer.headers.location : undefined;
    if (location === undefined) return { ...answer, redirects };
    const next = URL.parse(location, at);
    if (next === null) return fault(at, 'scheme', `it leads on to "${location}", which is no address`);
    if (redirects.length >= (options.maxRedirects ?? MAX_REDIRECTS)) {
      return fault(at, 'redirects', `it leads on more than ${redirects.length} times`);
    }
    redirects.push({ status: answer.status, to: next.href });
    at = next.href;
  }
}

async function askOnce(url: string, options: GuardedOptions, signal: AbortSignal): Promise<Answer | Fault> {
  const target = URL.parse(url);
  if (target === null || !/^https?:$/.test(target.protocol)) return fault(url, 'scheme', 'it is no http address');
  if (target.username !== '' || target.password !== '') return fault(url, 'scheme', 'it holds a password');
  try {
    const addresses = await inTime(addressesOf(target, options), signal);
    const { isAllowed = isPublicAddress } = options;
    const inside = addresses.find((ip) => !isAllowed(ip, target.origin));
    if (inside !== undefined) return fault(url, 'address', notPublic(target.hostname, inside));
    if (addresses.length === 0) return fault(url, 'name', `nobody has the name ${target.hostname}`);
    const response = await responseOf(target, addresses, options, signal);
    const isUnread = REDIRECTS.has(response.statusCode ?? 0) || options.method === 'HEAD' || options.maxBytes === 0;
    const body = isUnread ? thrownAway(response) : await bodyOf(response, options);
    if (body === 'too large') return fault(url, 'size', `it has more than ${options.maxBytes} bytes`);
    const { statusCode: status = 0, headers } = response;
    return { kind: 'answer', status, headers, url, redirects: [], body };
  } catch (error) {
    return failure(url, target, error, signal);
  }
}

function notPublic(host: string, ip: string): string {
  return host.includes(ip) ? `${ip} is no public address` : `${host} is ${ip}, which is not public`;
}

async function addressesOf({ hostname }: URL, { resolve = systemAddresses }: GuardedOptions) {
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  return isIP(host) === 0 ? resolve(host) : [host];
}

async function systemAddresses(host: string): Promise<readonly string[]> {
  const found = await dnsLookup(host, { all: true });
  return found.map(({ address }) => address);
}

/** A look-up cannot be called off, so it is left to itself. */
async function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function responseOf(
  target: URL,
  addresses: readonly string[],
  { method = 'GET', headers }: GuardedOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const ask = target.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = { 'user-agent': 'masthead', 'accept-encoding': 'gzip, deflate, br', ...headers };
    // A connection of its own for each request: one that is kept could have been made to anything.
    const request = ask(target, { method, headers: sent, agent: false, lookup: pinned(addresses), signal });
    request.once('response', resolve);
    request.once('error', reject);
    request.end();
  });
}

/** Whatever the name means by now, the connection goes to the addresses that were checked. */
function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, { all: isAllWanted }, callback) => {
    const [first] = all;
    if (isAllWanted === true) callback(null, all);
    else callback(null, first?.address ?? '', first?.family);
  };
}

function thrownAway(response: IncomingMessage): Buffer {
  response.destroy();
  return Buffer.alloc(0);
}

/** Counted as it is unpacked: a small answer may be a large body. */
async function bodyOf(response: IncomingMessage, { maxBytes, beyondLimit }: GuardedOptions) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of unpacked(response)) {
    // Without an encoding option a stream yields buffers.
    const bytes = chunk as Buffer;
    chunks.push(bytes);
    size += bytes.length;
    if (size <= maxBytes) continue;
    response.destroy();
    if (beyondLimit !== 'cut') return 'too large';
    break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}

function unpacked(response: IncomingMessage): Readable {
  const unpackers = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (!Object.hasOwn(unpackers, encoding)) return response;
  // hasOwn has just shown that it is one of them.
  const unpacker = unpackers[encoding as keyof typeof unpackers]();
  response.once('error', (error) => unpacker.destroy(error));
  return response.pipe(unpacker);
}

function failure(url: string, { hostname }: URL, error: unknown, signal: AbortSignal): Fault {
  if (signal.aborted) return fault(url, 'time', `${hostname} took too long`);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^E(?:NOTFOUND|AI_|NODATA)/.test(code)) {
    return { ...fault(url, 'name', `nobody has the name ${hostname}`), code };
  }
  if (!(error instanceof Error)) throw error;
  if (code === '') return fault(url, 'connection', error.message);
  return { ...fault(url, 'connection', `${code}: ${error.message}`), code };
}

function fault(url: string, kind: FetchFault, detail: string): Fault {
  return { kind: 'fault', fault: kind, detail, url };
}
