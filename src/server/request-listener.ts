// From Node's request to whoever answers it: the files of out/ by the short way, everything else by the web app. Sees
// to the methods that files do not know, to addresses that lack their slash, and to a site that stands below a path.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Log } from '../system/log.ts';
import { isPublicAddress, type ClientAddress } from './client-address.ts';
import type { FileAnswers } from './file-answer.ts';
import { routeClass, type RequestCounts } from './request-counts.ts';
import type { Site, SiteFile } from './site.ts';
import type { WebEnv } from './web-app.ts';

export interface RequestTools {
  readonly site: Site;
  readonly files: FileAnswers;
  /** Paths where a page stands that only leads on, for hosts that know no redirect: it is not shown here. */
  readonly movedPages: ReadonlySet<string>;
  readonly app: Hono<WebEnv>;
  readonly clientAddress: ClientAddress;
  /** The path of base_url without a slash at its end; empty for a site of its own. */
  readonly basePath: string;
  readonly requests: RequestCounts;
  readonly log: Log;
}

export function requestListener(tools: RequestTools): RequestListener {
  const { site, files, app, movedPages } = tools;
  const lookAtProxy = proxyWarning(tools.log);
  const answerByApp = getRequestListener(
    // It is HTTP/1 that we listen to.
    async (request, { incoming }) =>
      told(tools, incoming as IncomingMessage, (env) => {
        lookAtProxy(env.clientAddress, incoming as IncomingMessage);
        return app.fetch(request, env);
      }),
    // HTTP/1.0 need not say a host, and what asks for our health may speak it.
    { overrideGlobalObjects: false, hostname: 'localhost' },
  );
  return (request, response) => {
    request.url = originForm(request.url ?? '/');
    const path = pathOf(request.url, tools.basePath);
    if (request.method === 'GET' || request.method === 'HEAD') {
      const isGone = site.findGone(path) !== undefined;
      if (!movedPages.has(path) && !isGone && files.answer(request, response, path)) return;
      const isFolder = path === tools.basePath || (!path.endsWith('/') && site.find(`${path}/`) !== undefined);
      // Readers' pages are where their links say, whatever the owner has put into static/.
      if (isFolder && routeClass(path) === 'other') return redirectToFolder(request, response, path);
    } else {
      const file = site.find(path);
      if (file) return refuseMethod(request, response, file);
      // It repeats what was sent, and nobody needs it; the platform's Request does not know it.
      if (request.method === 'TRACE') return notAllowed(response);
    }
    stripBase(request, tools.basePath);
    void answerByApp(request, response);
  };
}

/** Says once that a proxy is unknown: to the limits of the form all of its readers are one, and most are held back. */
function proxyWarning(log: Log): (clientAddress: string, incoming: IncomingMessage) => void {
  let isSaid = false;
  return (clientAddress, incoming) => {
    const isOurs = isSaid || forwardedFor(incoming) === undefined || isPublicAddress(clientAddress);
    if (isOurs || !incoming.socket.remoteAddress?.endsWith(clientAddress)) return;
    isSaid = true;
    const cure = 'Name it in TRUSTED_PROXIES if it is yours.';
    log.warn({ proxy: clientAddress }, `Everybody behind this proxy counts as one reader. ${cure}`);
  };
}

/** Answers, counts it, and writes a line: what kind of request it was, and never whose. */
async function told(
  tools: RequestTools,
  incoming: IncomingMessage,
  answer: (env: WebEnv['Bindings']) => Response | Promise<Response>,
): Promise<Response> {
  const clientAddress = tools.clientAddress(incoming.socket.remoteAddress, forwardedFor(incoming));
  const response = await answer({ clientAddress });
  const path = pathOf(incoming.url ?? '/', '');
  const [, , token = ''] = path.split('/');
  const route = routeClass(path);
  tools.requests.add(route, response.status);
  const line = { method: incoming.method, route, token: token.slice(0, TOKEN_PREFIX_CHARS), status: response.status };
  if (route === 'other' || QUIET.has(route)) tools.log.debug({ ...line, token: undefined }, 'Answered');
  else tools.log.info(line, 'Answered');
  return response;
}

/** Enough to find a reader's link again, a tenth of what would be needed to use it (standards E1.05). */
const TOKEN_PREFIX_CHARS = 8;
/** Asked for every few seconds by programs. */
const QUIET: ReadonlySet<string> = new Set(['healthz', 'readyz', 'metrics']);

/** As it came; several of the same name are one list. */
export function forwardedFor({ headers }: IncomingMessage): string | undefined {
  return headers['x-forwarded-for']?.toString();
}

/** A target that names scheme and host means the same as the path alone (RFC 9112, 3.2.2). */
function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const path = target.replace(/^https?:\/\/[^/?]*/i, '');
  return path === '' || path.startsWith('?') ? `/${path}` : path;
}

/** Without query and, where a proxy has left it, without the path of base_url. */
function pathOf(url: string, basePath: string): string {
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  return isBelow(path, basePath) ? path.slice(basePath.length) : path;
}

function stripBase(request: IncomingMessage, basePath: string): void {
  if (request.url !== undefined && isBelow(request.url, basePath)) request.url = request.url.slice(basePath.length);
}

function isBelow(path: string, basePath: string): boolean {
  return basePath !== '' && path.startsWith(`${basePath}/`);
}

/** Relative, so that it holds under whatever address the proxy in front of us has. */
function redirectToFolder(request: IncomingMessage, response: ServerResponse, path: string): void {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const query = request.url?.slice(request.url.indexOf('?')) ?? '';
  const location = `${name}/${request.url?.includes('?') === true ? query : ''}`;
  response.writeHead(301, ['Location', location, 'Cache-Control', 'public, max-age=3600', 'Content-Length', '0']).end();
}

const METHODS = 'GET, HEAD, OPTIONS';

/** Feed readers in a browser ask first whether they may ask conditionally (the Fetch standard's preflight). */
function refuseMethod(request: IncomingMessage, response: ServerResponse, { kind }: SiteFile): void {
  if (request.method !== 'OPTIONS') {
    notAllowed(response);
    return;
  }
  const isShared = kind.fileClass === 'feed';
  response.writeHead(204, { Allow: METHODS, ...(isShared && PREFLIGHT) }).end();
}

function notAllowed(response: ServerResponse): void {
  // What comes behind the head is not read.
  response.writeHead(405, ['Allow', METHODS, 'Content-Length', '0', 'Connection', 'close']).end();
}

const PREFLIGHT = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': METHODS,
  'Access-Control-Allow-Headers': 'If-Modified-Since, If-None-Match',
  'Access-Control-Max-Age': '86400',
};
