// Asks for one link: HEAD first, GET where HEAD says nothing good, redirects one by one through the guard, all within
// limits of time and size. What comes out is a judgement (core/check/link-answer.ts) and never an exception.
import type { LinkAnswer } from '../core/check/link-answer.ts';
import type { LinkPlace } from '../core/check/link-places.ts';
import { guardedFetch, type Answer, type Fault } from '../system/guarded-fetch.ts';
import { faultAnswer, isRefusedByHeader, refusedAnswer } from './judged-answer.ts';
import type { LinkWorld } from './link-world.ts';
import { holdsAnchor, pageAnchor } from './page-anchor.ts';
import type { PoliteTurns } from './polite-turns.ts';

export interface LinkAsker {
  readonly world: LinkWorld;
  readonly turns: PoliteTurns;
  readonly userAgent: string;
}

export type AskedLink = Pick<LinkPlace, 'url' | 'kind'>;

/** Browsers give up at twenty; honest links need two or three. */
const MAX_REDIRECTS = 6;
/** Pages beyond this are not searched for their anchors, and images are heavy anyway. */
const MAX_BODY_BYTES = 1_000_000;
/** A server may ask us to come back; longer than this nobody waits. */
const MAX_RETRY_SECONDS = 20;

const PERMANENT: ReadonlySet<number> = new Set([301, 308]);
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export async function askLink(link: AskedLink, asker: LinkAsker): Promise<LinkAnswer> {
  let url = new URL(link.url);
  let movedTo: string | undefined;
  let isPermanent = true;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    if (!isWebPort(url)) return { kind: 'private', why: `it leads to port ${url.port}, where no web server is` };
    const answered = await answerAt(url, link, asker);
    if (answered.kind === 'fault') return faultAnswer(answered);
    const next = redirect(answered, url);
    if (!next) return judged(answered, link, movedTo);
    isPermanent &&= PERMANENT.has(answered.status);
    // What comes behind a passing redirect is that one's affair.
    if (isPermanent) movedTo = next.href;
    url = next;
  }
  return { kind: 'unsure', why: `it is sent on more than ${MAX_REDIRECTS} times` };
}

/** Services of other kinds listen below 1024, and a link to one asks us to speak to what is no web server. */
function isWebPort({ port }: URL): boolean {
  return ['', '80', '443'].includes(port) || Number(port) >= 1024;
}

/** Where the answer sends us; what cannot be read as an address sends nowhere. */
function redirect({ status, headers }: Answer, from: URL): URL | undefined {
  const { location } = headers;
  if (!REDIRECTS.has(status) || location === undefined || !URL.canParse(location, from.href)) return undefined;
  const next = new URL(location, from);
  // The fragment stays with whoever is sent on (RFC 9110, 10.2.2).
  if (next.hash === '') next.hash = from.hash;
  return next;
}

/** The answer that counts of one address: of HEAD if that is good, else of GET, which is asked again if it says when. */
async function answerAt(url: URL, link: AskedLink, { world, turns, userAgent }: LinkAsker): Promise<Answer | Fault> {
  const ask = (method: 'GET' | 'HEAD', maxBytes = 0): Promise<Answer | Fault> =>
    turns(url.host, () =>
      guardedFetch(url.href, {
        method,
        maxBytes,
        beyondLimit: 'cut',
        redirects: 'answer',
        timeoutMs: world.timeoutMs,
        resolve: world.resolve,
        isAllowed: world.isPublic,
        headers: { 'user-agent': userAgent, accept: '*/*', 'accept-language': '*' },
      }),
    );
  const isAnchored = link.kind === 'link' && pageAnchor(link.url) !== undefined;
  if (!isAnchored) {
    const head = await ask('HEAD');
    // A server that breaks off at HEAD may know GET.
    if (head.kind === 'fault' ? head.code !== 'ECONNRESET' : isGood(head, link) || REDIRECTS.has(head.status))
      return head;
  }
  const maxBytes = isAnchored || link.kind === 'image' ? MAX_BODY_BYTES : 0;
  const answered = await ask('GET', maxBytes);
  if (answered.kind === 'fault' || ![429, 503].includes(answered.status)) return answered;
  const seconds = Number(answered.headers['retry-after']);
  if (!(seconds <= MAX_RETRY_SECONDS)) return answered;
  await world.wait(seconds * 1000);
  return ask('GET', maxBytes);
}

/** An image is weighed, so an answer without its weight is only half of one. */
function isGood({ status, headers }: Answer, { kind }: AskedLink): boolean {
  if (status < 200 || status >= 300 || isRefusedByHeader(headers)) return false;
  return kind === 'link' || headers['content-length'] !== undefined;
}

function judged(answer: Answer, link: AskedLink, movedTo: string | undefined): LinkAnswer {
  const { status, headers, body } = answer;
  if (status < 200 || status >= 300 || isRefusedByHeader(headers)) return refusedAnswer(answer);
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  const moved = movedTo !== undefined && movedTo !== link.url && { movedTo };
  if (link.kind === 'image') {
    const bytes = Number(headers['content-length'] ?? body.length);
    return { kind: 'fine', ...moved, ...(bytes > 0 && { bytes }), ...(type !== undefined && { type }) };
  }
  const anchor = pageAnchor(link.url);
  const isWholePage = type === 'text/html' && body.length < MAX_BODY_BYTES;
  const lacksAnchor = anchor !== undefined && isWholePage && !holdsAnchor(body, anchor);
  return { kind: 'fine', ...moved, ...(lacksAnchor && { lacksAnchor }) };
}
