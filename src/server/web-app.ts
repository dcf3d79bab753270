// Everything that the server answers besides the files of out/: health, the routes that other areas hand in, and what
// is said when something is wrong. The door for all of them: nothing too large comes in, nothing leaves without its
// headers, and no failure tells more than that it failed.
import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Log } from '../system/log.ts';
import { bodyLimit } from './body-limit.ts';
import { errorPage, type PageFrame } from './error-page.ts';
import { jsonResponse, pageResponse } from './page-response.ts';

/** What every route may lean on. */
export interface WebEnv {
  readonly Bindings: {
    /** Whose request it is, proxies seen through (client-address.ts). */
    readonly clientAddress: string;
  };
}

export interface WebTools {
  readonly log: Log;
  /** BCP 47, of the newsletter. */
  readonly language: string;
  /** The newsletter's own frame around what stands on a page. */
  readonly frame: PageFrame;
  /** The routes of the areas, asked in this order, before the files of out/. */
  readonly routes: readonly Hono<WebEnv>[];
  readonly readiness: () => Promise<Readiness>;
  /** Where what stood at a path stands now, or `gone`; paths are those of the site. */
  readonly redirects?: Readonly<Record<string, string>>;
  /** The page of a withdrawn issue at or above a path; undefined where none was withdrawn. */
  readonly withdrawnPage?: (path: string) => Promise<string | undefined>;
  /** What Prometheus gets, and the word that it has to know; absent where the owner has set none. */
  readonly metrics?: { readonly token: string; readonly text: () => Promise<string> };
}

/** Each part that is needed to serve, and whether it is there. */
export type Readiness = Readonly<Record<string, boolean>>;

/** A form or a small JSON document; a subscriber has little to say. */
const BODY_BYTES = 65_536;
/** Reports of providers carry whole messages' heads, several at a time. */
const WEBHOOK_BODY_BYTES = 1_048_576;

export function webApp(tools: WebTools): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const tooLarge = (): Response => errorPage(tools, 413);
  const small = bodyLimit(BODY_BYTES, tooLarge);
  const large = bodyLimit(WEBHOOK_BODY_BYTES, tooLarge);
  app.use((c, next) => (c.req.path.startsWith('/webhooks/') ? large(c, next) : small(c, next)));
  app.get('/healthz', () => jsonResponse({ status: 'ok' }));
  app.get('/readyz', async () => {
    const readiness = await tools.readiness();
    const isReady = Object.values(readiness).every(Boolean);
    return jsonResponse({ status: isReady ? 'ready' : 'not ready', ...readiness }, isReady ? 200 : 503);
  });
  app.get('/metrics', async (c) => {
    const { metrics } = tools;
    // Whoever does not know the token does not learn that there is something to know.
    if (!metrics || !isBearer(c.req.header('authorization'), metrics.token)) return errorPage(tools, 404);
    return new Response(await metrics.text(), {
      headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', 'Cache-Control': 'no-store' },
    });
  });
  for (const routes of tools.routes) app.route('/', routes);
  app.notFound(async (c) => (await gone(tools, c.req.path)) ?? moved(tools, c.req.path) ?? errorPage(tools, 404));
  app.onError((error) => {
    if (error instanceof HTTPException && error.status < 500) return errorPage(tools, error.status);
    // The address of the page may hold a token, so the failure alone is told.
    tools.log.error({ err: error }, 'A request failed');
    return errorPage(tools, 500);
  });
  return app;
}

/** The issue's own page says when and why; its other files are gone without many words. */
async function gone(tools: WebTools, path: string): Promise<Response | undefined> {
  const page = await tools.withdrawnPage?.(path);
  if (page === undefined) return undefined;
  return /\/(?:index\.html)?$/.test(path) ? pageResponse(page, 410) : errorPage(tools, 410);
}

/** Feeds are followed by browsers' readers too, so their new place may be read by other pages. */
function moved({ redirects = {}, ...tools }: WebTools, path: string): Response | undefined {
  const place = redirects[path] ?? redirects[decoded(path)];
  if (place === undefined) return undefined;
  if (place === 'gone') return errorPage(tools, 410);
  const headers = { Location: place, 'Cache-Control': 'public, max-age=3600', 'Access-Control-Allow-Origin': '*' };
  return new Response(undefined, { status: 301, headers });
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** By their hashes, so that the time of the comparison tells nothing. */
function isBearer(header: string | undefined, token: string): boolean {
  return timingSafeEqual(sha256(header ?? ''), sha256(`Bearer ${token}`));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
