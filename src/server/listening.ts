// The socket: listening, bounds on what a client may send and how slowly, and an orderly end. What is answered is the
// caller's. A client gets no more than its bounds before anything of it is read as a request.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../errors.ts';

export interface ListenPlace {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** What to do when it cannot be had, where PORT and HOST do not say. */
  readonly cure?: string;
}

export interface Listening extends AsyncDisposable {
  /** Where it listens, with the port that it got. */
  readonly url: string;
  readonly port: number;
}

/** Browsers send a tenth of it; no cookie of ours adds to it. */
const MAX_HEADER_BYTES = 16_384;
const MAX_HEADERS = 100;
export interface Patience {
  /** A header comes in one packet or two; who takes longer keeps a connection from others (slow loris). */
  readonly headersMs: number;
  /** Time for a small body over a bad line. */
  readonly requestMs: number;
  /** How often requests that take too long are looked for. */
  readonly checkMs: number;
}

const PATIENCE: Patience = { headersMs: 10_000, requestMs: 30_000, checkMs: 2000 };
/** Longer than the proxies in front of us keep theirs, so that they and not we close it. */
const KEEP_ALIVE_MS = 75_000;
/** Nothing at all moves on the connection. */
const IDLE_MS = 120_000;
/** Each may hold a few kilobytes; a hundred times what a newsletter needs. */
const MAX_CONNECTIONS = 4000;
/** What is being answered at the end has so long. */
const GRACE_MS = 10_000;
const CLOSE_LOOK_MS = 50;

/** Listens from now on. Throws PORT_UNUSABLE. */
export async function listening(
  place: ListenPlace,
  onRequest: RequestListener,
  { headersMs, requestMs, checkMs }: Patience = PATIENCE,
): Promise<Listening> {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: checkMs,
      noDelay: true,
    },
    onRequest,
  );
  server.maxHeadersCount = MAX_HEADERS;
  server.maxConnections = MAX_CONNECTIONS;
  server.timeout = IDLE_MS;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const status = CLIENT_ERRORS[error.code ?? ''] ?? '400 Bad Request';
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    else socket.destroy();
  });
  await listen(server, place);
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  const host = place.host.includes(':') ? `[${place.host}]` : place.host;
  return { port, url: `http://${host}:${port}/`, [Symbol.asyncDispose]: () => close(server) };
}

const CLIENT_ERRORS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

function listen(server: Server, { host, port, cure = CURE }: ListenPlace): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = FAULTS[error.code ?? ''] ?? error.message;
      reject(
        new AppError('PORT_UNUSABLE', `Cannot listen on ${host}, port ${port}: ${why}. ${cure}`, { cause: error }),
      );
    });
    server.listen({ host, port }, resolve);
  });
}

const CURE = 'Set PORT and HOST to others, or PORT=0 for any port that is free.';

const FAULTS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not use it (ports below 1024 are for the system)',
  EADDRINUSE: 'another program uses it',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'this host name is not known',
};

/** No new connections; idle ones end now, the others when they are answered or the grace is over. */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that is answered meanwhile is kept alive by its client, who would be waited for.
  const idle = setInterval(() => server.closeIdleConnections(), CLOSE_LOOK_MS);
  server.closeIdleConnections();
  const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(force);
}
