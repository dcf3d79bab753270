// Who may use the desk: whoever came by the printed link, from a page of the desk, under a name of this machine. The
// link's token is exchanged for a cookie at once; every answer forbids to be framed, sniffed, cached or read by others.
import { hash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { deskPage } from './desk-page.ts';
import { deskLanguage, deskText } from './desk-texts.ts';
import type { DeskContext, DeskEnv, DeskTools } from './desk-tools.ts';
import { FORM_TOKEN, formToken, type DeskAccess } from './form-token.ts';

/** Names under which a browser may ask: a foreign name that leads here (DNS rebinding) is none of them. */
const HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost']);
/** What a page without a cookie looks like may be known; other sites cannot load even this (the header below). */
const OPEN_PATHS: ReadonlySet<string> = new Set(['/assets/desk.css', '/assets/icon.svg']);
/** A form of the desk says a few words. */
const MAX_FORM_BYTES = 65_536;

const HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** Stands before every route. A route may set a Content-Security-Policy of its own. */
export function deskGuard(tools: DeskTools): MiddlewareHandler<DeskEnv> {
  return async (c, next) => {
    const language = deskLanguage(
      new Set(tools.texts.keys()),
      c.req.header('accept-language'),
      tools.newsletter().language,
    );
    c.set('language', language);
    c.set('texts', tools.texts.get(language) ?? {});
    const refusal = await refusalOf(c, tools);
    if (refusal) c.res = refusal;
    else await next();
    for (const [name, value] of Object.entries(HEADERS)) if (!c.res.headers.has(name)) c.header(name, value);
  };
}

async function refusalOf(c: DeskContext, tools: DeskTools): Promise<Response | undefined> {
  const host = c.req.header('host') ?? '';
  if (!HOSTS.has(host.replace(/:\d+$/, ''))) return new Response('This is no name of the desk.\n', { status: 403 });
  const { access } = tools;
  const cookie = `masthead_desk_${/\d+$/.exec(host)?.[0] ?? '80'}`;
  const token = c.req.query('token');
  if (c.req.method === 'GET' && token !== undefined && isSame(token, access.token)) {
    setCookie(c, cookie, access.session, { path: '/', httpOnly: true, sameSite: 'Strict' });
    return welcome(c);
  }
  if (OPEN_PATHS.has(c.req.path)) return undefined;
  if (!isSame(getCookie(c, cookie) ?? '', access.session)) return noEntry(c, tools, 403);
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return undefined;
  if (Number(c.req.header('content-length') ?? Infinity) > MAX_FORM_BYTES) return noEntry(c, tools, 413);
  return (await isOwnForm(c, host, access)) ? undefined : noEntry(c, tools, 403);
}

/**
 * Leads on by a page of ours and not by a redirect: a strict cookie would not come along on a redirect of a link that
 * was followed from a mail or a chat. The address with the token is replaced in the history either way.
 */
function welcome(c: DeskContext): Response {
  const place = c.req.path;
  const page = `<!doctype html><title>masthead</title><meta http-equiv="refresh" content="0;url=${encodeURI(place)}">`;
  return c.html(`${page}<a href="${encodeURI(place)}">masthead desk</a>\n`);
}

/** Both must hold: the page that sent it is ours, and it knew the token that only our pages hold. */
async function isOwnForm(c: DeskContext, host: string, access: DeskAccess): Promise<boolean> {
  if (c.req.header('origin') !== `http://${host}`) return false;
  try {
    const { [FORM_TOKEN]: given } = await c.req.parseBody();
    return typeof given === 'string' && isSame(given, formToken(access));
  } catch {
    return false;
  }
}

function noEntry(c: DeskContext, tools: DeskTools, status: 403 | 413): Response {
  const texts = c.get('texts');
  const title = deskText(texts, 'guard', 'title');
  return deskPage(c, tools, { title, template: 'closed', values: {}, status });
}

/** By their hashes, so that the time of the comparison tells nothing. */
function isSame(given: string, secret: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', secret, 'buffer'));
}
