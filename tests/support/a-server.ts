// The web server over a folder, on a free port, without a newsletter around it; and requests as they go over the wire,
// because fetch hides encodings and refuses half of the headers that matter here.
import { mkdirSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { dirname, join } from 'node:path';
import type { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import { movedPages } from '../../src/core/render/page/redirect-page.ts';
import { clientAddress } from '../../src/server/client-address.ts';
import { fileAnswers } from '../../src/server/file-answer.ts';
import { listening } from '../../src/server/listening.ts';
import { PollLimit } from '../../src/server/poll-limit.ts';
import { RequestCounts } from '../../src/server/request-counts.ts';
import { forwardedFor, requestListener } from '../../src/server/request-listener.ts';
import { Site } from '../../src/server/site.ts';
import type { ListedFile } from '../../src/server/site-listing.ts';
import { webApp, type WebEnv } from '../../src/server/web-app.ts';
import { openLog, type Log } from '../../src/system/log.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** One request; the path goes out exactly as it is written. */
export function ask(
  url: string,
  path: string,
  { method = 'GET', headers = {}, body }: AskOptions = {},
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const isCounted = body !== undefined && !('transfer-encoding' in headers);
    const length = !isCounted ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = { hostname, port, path, method, headers: { ...length, ...headers }, agent: false };
    const asking = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

export interface ServerUnderTest {
  readonly url: string;
  readonly site: Site;
  readonly requests: RequestCounts;
  readonly ask: (path: string, options?: AskOptions) => Promise<Answer>;
}

export interface ServerOptions {
  readonly trusted?: readonly string[];
  readonly basePath?: string;
  readonly log?: Log;
  readonly routes?: readonly Hono<WebEnv>[];
  readonly redirects?: Readonly<Record<string, string>>;
  readonly now?: () => Date;
  readonly firstSeen?: (files: readonly ListedFile[]) => Promise<ReadonlyMap<string, string>>;
  /** Where the tree may stand, best first; `folder` alone unless it is given. */
  readonly folders?: () => readonly string[];
}

/** Serves the folder until the test ends. */
export async function serverOver(folder: string, options: ServerOptions = {}): Promise<ServerUnderTest> {
  const { now = () => new Date(), firstSeen = async () => new Map(), folders = () => [folder] } = options;
  const { log = openLog('silent') } = options;
  const site = await new Site({ folders, log, now, firstSeen }).open();
  const requests = new RequestCounts();
  const limit = new PollLimit();
  const address = clientAddress(options.trusted ?? []);
  const files = fileAnswers(site, {
    retryAfterSeconds: (incoming) =>
      limit.retryAfterSeconds(address(incoming.socket.remoteAddress, forwardedFor(incoming)), now().getTime()),
    onAnswered: (_, { kind }, status) => requests.add(kind.fileClass, status),
  });
  const app = webApp({
    log,
    language: 'en',
    frame: ({ title, content }) => `<!doctype html><title>${title}</title>${content}`,
    routes: options.routes ?? [],
    redirects: options.redirects ?? {},
    withdrawnPage: (path) => site.gonePage(path),
    readiness: async () => ({ out: site.isThere }),
    metrics: { token: 'a-long-enough-token', text: async () => 'up 1\n' },
  });
  const listener = requestListener({
    movedPages: movedPages({ redirects: options.redirects ?? {} }),
    site,
    files,
    app,
    requests,
    log,
    clientAddress: address,
    basePath: options.basePath ?? '',
  });
  const listens = await listening({ host: '127.0.0.1', port: 0 }, listener);
  onTestFinished(async () => {
    await listens[Symbol.asyncDispose]();
    await site[Symbol.asyncDispose]();
  });
  return { url: listens.url, site, requests, ask: (path, asked) => ask(listens.url, path, asked) };
}

/** Writes files below a folder. */
export function writeTree(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
