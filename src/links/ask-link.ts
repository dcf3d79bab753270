// Asks for one link: HEAD first, GET where HEAD says nothing good, redirects one by one through the guard, all within
// limits of time and size. What comes out is a judgement (core/check/link-answer.ts) and never an exception.
import type { LinkAnswer } from '../core/check/link-answer.ts';
import type { LinkPlace } from '../core/check/link-places.ts';
import { guardedRequest, PrivateLink, type Answered, type LinkWorld } from './guarded-request.ts';
import { refusedAnswer, refusedByHeader, thrownAnswer } from './judged-answer.ts';
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
/** For one request. Readers have left by then. */
const REQUEST_MS = 10_000;
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
  try {
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const answered = await politely(url, link, asker);
      const next = redirect(answered, url);
      if (!next) return judged(answered, link, movedTo);
      isPermanent &&= PERMANENT.has(answered.status);
      // What comes behind a passing redirect is that one's affair.
      if (isPermanent) movedTo = next.href;
      url = next;
    }
    return { kind: 'unsure', why: `it is sent on more than ${MAX_REDIRECTS} times` };
  } catch (error) {
    if (error instanceof PrivateLink) return { kind: 'private', why: error.message };
    return thrownAnswer(error);
  }
}

/** Where the answer sends us; what cannot be read as an address sends nowhere. */
function redirect({ status, headers }: Answered, from: URL): URL | undefined {
  const { location } = headers;
  if (!REDIRECTS.has(status) || location === undefined || !URL.canParse(location, from.href)) return undefined;
  const next = new URL(location, from);
  // The fragment stays with whoever is sent on (RFC 9110, 10.2.2).
  if (next.hash === '') next.hash = from.hash;
  return next;
}

/** The answer that counts of one address: of HEAD if that is good, else of GET, which is asked again if it says when. */
async function politely(url: URL, link: AskedLink, asker: LinkAsker): Promise<Answered> {
  const ask = (method: 'GET' | 'HEAD', maxBytes: number): Promise<Answered> =>
    asker.turns(url.host, async () => {
      const signal = asker.world.deadline(REQUEST_MS);
      return guardedRequest(url, { method, maxBytes, userAgent: asker.userAgent, signal }, asker.world);
    });
  const isAnchored = link.kind === 'link' && pageAnchor(link.url) !== undefined;
  if (!isAnchored) {
    // A server that breaks off at HEAD may know GET.
    const head = await ask('HEAD', 0).catch((error: unknown) => {
      if (error instanceof PrivateLink || !isBrokenOff(error)) throw error;
      return undefined;
    });
    if (head && (isGood(head, link) || REDIRECTS.has(head.status))) return head;
  }
  const maxBytes = isAnchored || link.kind === 'image' ? MAX_BODY_BYTES : 0;
  const answered = await ask('GET', maxBytes);
  const seconds = Number(answered.headers['retry-after']);
  if (![429, 503].includes(answered.status) || !(seconds <= MAX_RETRY_SECONDS)) return answered;
  await asker.world.wait(seconds * 1000);
  return ask('GET', maxBytes);
}

function isBrokenOff(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ECONNRESET', 'HPE_INVALID_CONSTANT', 'EPIPE'].includes(String(error.code))
  );
}

/** An image is weighed, so an answer without its weight is only half of one. */
function isGood({ status, headers }: Answered, { kind }: AskedLink): boolean {
  return (
    status >= 200 &&
    status < 300 &&
    refusedByHeader(headers) === undefined &&
    (kind === 'link' || headers['content-length'] !== undefined)
  );
}

function judged(answered: Answered, link: AskedLink, movedTo: string | undefined): LinkAnswer {
  const { status, headers, body, isWhole } = answered;
  if (status < 200 || status >= 300 || refusedByHeader(headers) !== undefined) return refusedAnswer(answered);
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  const moved = movedTo !== undefined && movedTo !== link.url && { movedTo };
  if (link.kind === 'image') {
    const bytes = Number(headers['content-length'] ?? body.length);
    return { kind: 'fine', ...moved, ...(bytes > 0 && { bytes }), ...(type !== undefined && { type }) };
  }
  const anchor = pageAnchor(link.url);
  const isReadable = isWhole && type === 'text/html' && headers['content-encoding'] === undefined;
  const lacksAnchor = anchor !== undefined && isReadable && !holdsAnchor(body, anchor);
  return { kind: 'fine', ...moved, ...(lacksAnchor && { lacksAnchor }) };
}
