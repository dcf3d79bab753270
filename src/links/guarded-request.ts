// One request to one public address. The name is resolved here, every address that it has is judged, and the connection
// goes to one that was judged: a name that says something else a moment later (DNS rebinding) changes nothing. Redirects
// are not followed; whoever follows one asks here again.
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';

/** The outside world as this area needs it; tests give it another one. */
export interface LinkWorld {
  /** All addresses of a name. Rejects with the code of the DNS. */
  readonly resolve: (host: string) => Promise<readonly string[]>;
  /** Whether an address may be asked. */
  readonly isPublic: (address: string) => boolean;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** A signal that comes after so many milliseconds. */
  readonly deadline: (ms: number) => AbortSignal;
}

export interface RequestPlan {
  readonly method: 'GET' | 'HEAD';
  readonly userAgent: string;
  /** How much of the body is read; beyond it the connection ends. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Whether the body is whole. */
  readonly isWhole: boolean;
}

/** Thrown for what may not be asked, in words for the editor. */
export class PrivateLink extends Error {}

/** More than any honest server needs for its headers. */
const HEADER_BYTES = 32_768;
/** Services of other kinds listen below, and a link to them asks us to speak to what is no web server. */
const FIRST_FREE_PORT = 1024;
const WEB_PORTS: ReadonlySet<string> = new Set(['', '80', '443']);

/** Throws PrivateLink, and whatever DNS and connection fail with. */
export async function guardedRequest(url: URL, plan: RequestPlan, world: LinkWorld): Promise<Answered> {
  const refusal = refusalOf(url);
  if (refusal !== undefined) throw new PrivateLink(refusal);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await inTime(world.resolve(host), plan.signal) : [host];
  const forbidden = addresses.find((address) => !world.isPublic(address));
  if (forbidden !== undefined) throw new PrivateLink(`it leads into a private network (${forbidden})`);
  return exchange(url, addresses, plan);
}

/** A name server may be as slow as any other, and cannot be called off. */
function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    // The reason of a signal is an error, as AbortSignal.timeout makes it.
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}

function refusalOf({ protocol, username, password, port }: URL): string | undefined {
  if (protocol !== 'http:' && protocol !== 'https:') return `it leads to ${protocol}, which is not the web`;
  if (username !== '' || password !== '') return 'it holds a name or a password';
  if (WEB_PORTS.has(port) || Number(port) >= FIRST_FREE_PORT) return undefined;
  return `it leads to port ${port}, where no web server is`;
}

function exchange(url: URL, addresses: readonly string[], plan: RequestPlan): Promise<Answered> {
  const { method, userAgent, maxBytes, signal } = plan;
  const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = start(url, {
      method,
      signal,
      // A connection of its own: one that is kept open was made for another link's address.
      agent: false,
      lookup: pinnedLookup(addresses),
      maxHeaderSize: HEADER_BYTES,
      headers: { 'user-agent': userAgent, accept: '*/*', 'accept-language': '*', 'accept-encoding': 'identity' },
    });
    request.once('error', reject);
    request.once('response', (response) => {
      const pieces: Buffer[] = [];
      let size = 0;
      const end = (isWhole: boolean): void => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: Buffer.concat(pieces), isWhole });
        request.destroy();
      };
      if (maxBytes === 0) return end(false);
      response.on('data', (piece: Buffer) => {
        size += piece.length;
        pieces.push(piece);
        if (size > maxBytes) end(false);
      });
      response.once('end', () => end(response.complete));
      response.once('error', reject);
    });
    request.end();
  });
}

/** Gives the addresses that were judged, whatever the name would resolve to by now. */
function pinnedLookup(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, { all: wantsAll }, callback) => {
    const [first] = all;
    if (!first) callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '');
    else if (wantsAll) callback(null, all);
    else callback(null, first.address, first.family);
  };
}
