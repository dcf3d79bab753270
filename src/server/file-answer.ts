// Answers GET and HEAD for the files of out/, straight on Node's own request and response: most of all requests are
// feed readers that ask whether anything is new, and each should cost next to nothing. What is in memory is answered at
// once; the rest is read, compressed and kept for the next one.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { acceptedEncoding } from './accepted-encoding.ts';
import { FileCache, MAX_CACHED_BYTES, type FileBytes } from './file-bytes.ts';
import { fileHeaders, type FileHeaders } from './file-headers.ts';
import { byteRange, precondition } from './preconditions.ts';
import type { Site, SiteFile } from './site.ts';

export interface FileHooks {
  /** How long the client has to wait before it may ask for a feed again; undefined lets it ask. */
  readonly retryAfterSeconds: (request: IncomingMessage) => number | undefined;
  /** Called once for each answer. */
  readonly onAnswered: (request: IncomingMessage, file: SiteFile, status: number) => void;
}

export interface FileAnswers {
  /** Takes the request when a file stands at `path` (a URL's path without its query); false leaves it to others. */
  answer(request: IncomingMessage, response: ServerResponse, path: string): boolean;
  /** Reads and compresses what will be asked for most, before it is asked for. */
  prepare(): Promise<void>;
}

export function fileAnswers(site: Site, hooks: FileHooks): FileAnswers {
  const cache = new FileCache();
  const headers = new WeakMap<SiteFile, Map<string, FileHeaders>>();

  const headersOf = (file: SiteFile, shape: Pick<FileBytes, 'encoding'> & { readonly length: number }): FileHeaders => {
    const known = headers.get(file) ?? new Map<string, FileHeaders>();
    headers.set(file, known);
    const made = known.get(shape.encoding) ?? fileHeaders(file, shape);
    known.set(shape.encoding, made);
    return made;
  };

  const send = (request: IncomingMessage, response: ServerResponse, file: SiteFile, entry: FileBytes): void => {
    const { encoding, bytes } = entry;
    const is = headersOf(file, { encoding, length: bytes.length });
    const part = partOf(request, is, bytes.length);
    if (typeof part === 'string') refuse(response, part, is, bytes.length);
    else if (part) writePart(request, response, { is, part, size: bytes.length, body: bytes });
    else {
      response.writeHead(200, [...is.whole]);
      response.end(request.method === 'HEAD' ? undefined : bytes);
    }
    hooks.onAnswered(request, file, response.statusCode);
  };

  const sendLarge = async (request: IncomingMessage, response: ServerResponse, file: SiteFile): Promise<boolean> => {
    await using handle = await site.openFile(file);
    if (handle === undefined) return false;
    const is = headersOf(file, { encoding: 'identity', length: file.size });
    const part = partOf(request, is, file.size);
    if (typeof part === 'string') refuse(response, part, is, file.size);
    else {
      const { first, last } = part ?? { first: 0, last: file.size - 1 };
      if (part) response.writeHead(206, partHeaders(is, part, file.size));
      else response.writeHead(200, [...is.whole]);
      if (request.method === 'HEAD') response.end();
      else await pipeline(handle.createReadStream({ start: first, end: last, autoClose: false }), response);
    }
    hooks.onAnswered(request, file, response.statusCode);
    return true;
  };

  /** From the disk; false when another tree has taken the file's place. */
  const fetched = async (request: IncomingMessage, response: ServerResponse, file: SiteFile): Promise<boolean> => {
    if (file.size > MAX_CACHED_BYTES) return sendLarge(request, response, file);
    const entry = await cache.load(site, file, encodingFor(request, file));
    if (entry) send(request, response, file, entry);
    return entry !== undefined;
  };

  const answerSlowly = async (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    file: SiteFile,
  ): Promise<void> => {
    try {
      if (await fetched(request, response, file)) return;
      await site.refresh();
      const now = site.find(path);
      if (now && (await fetched(request, response, now))) return;
      response.writeHead(503, ['Retry-After', '1', 'Content-Length', '0', 'Cache-Control', 'no-store']).end();
    } catch {
      // The client has gone, or the disk fails: nothing more can be said on this connection.
      response.destroy();
    }
  };

  return {
    answer(request, response, path) {
      const file = site.find(path);
      if (file === undefined) return false;
      const seconds = file.kind.fileClass === 'feed' ? hooks.retryAfterSeconds(request) : undefined;
      const entry = cache.kept(file, encodingFor(request, file));
      if (seconds !== undefined) {
        response.writeHead(429, ['Retry-After', String(seconds), 'Cache-Control', 'no-store', 'Content-Length', '0']);
        response.end();
        hooks.onAnswered(request, file, 429);
      } else if (entry) send(request, response, file, entry);
      else void answerSlowly(request, response, path, file);
      return true;
    },
    async prepare() {
      for (const file of site.files()) {
        if (!PREPARED.test(file.path)) continue;
        for (const encoding of ['identity', 'gzip', 'br'] as const) await cache.load(site, file, encoding);
      }
    },
  };
}

/** The newsletter's own feeds, its front page and what that needs. */
const PREPARED = /^(?:feed\.(?:atom|rss|json)|index\.html|assets\/style\.css)$/;

/** A part is a part of the file as it is: nobody wants the middle of something compressed. */
function encodingFor({ headers }: IncomingMessage, { kind, size }: SiteFile): FileBytes['encoding'] {
  const isPlain = !kind.isCompressible || size > MAX_CACHED_BYTES || headers.range !== undefined;
  return isPlain ? 'identity' : acceptedEncoding(headers['accept-encoding']?.toString());
}

function partOf(
  request: IncomingMessage,
  is: FileHeaders,
  size: number,
): ReturnType<typeof byteRange> | 'not modified' | 'failed' {
  const verdict = precondition(request.headers, is);
  if (verdict !== 'go') return verdict;
  // A range is defined for GET alone (RFC 9110, 14.2).
  return request.method === 'GET' && request.headers.range !== undefined
    ? byteRange(request.headers, is, size)
    : undefined;
}

function refuse(
  response: ServerResponse,
  why: 'not modified' | 'failed' | 'unsatisfiable',
  is: FileHeaders,
  size: number,
): void {
  if (why === 'not modified') response.writeHead(304, [...is.notModified]);
  else if (why === 'failed') response.writeHead(412, ['Content-Length', '0']);
  else response.writeHead(416, ['Content-Range', `bytes */${size}`, 'Content-Length', '0']);
  response.end();
}

function writePart(
  request: IncomingMessage,
  response: ServerResponse,
  answer: {
    readonly is: FileHeaders;
    readonly part: { readonly first: number; readonly last: number };
    readonly size: number;
    readonly body: Buffer;
  },
): void {
  const { is, part, size, body } = answer;
  response.writeHead(206, partHeaders(is, part, size));
  response.end(request.method === 'HEAD' ? undefined : body.subarray(part.first, part.last + 1));
}

function partHeaders(
  is: FileHeaders,
  { first, last }: { readonly first: number; readonly last: number },
  size: number,
): string[] {
  const whole = is.whole.flatMap((name, i) =>
    i % 2 === 1 || name === 'Content-Length' ? [] : [name, is.whole[i + 1] ?? ''],
  );
  return [...whole, 'Content-Length', String(last - first + 1), 'Content-Range', `bytes ${first}-${last}/${size}`];
}
