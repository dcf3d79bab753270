// What the readers' routes lean on, handed in by whoever starts the server, and the few questions that all of them ask:
// whose token is it, who is asking, and in which language do we answer.
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { Evidence } from '../../core/audience/ask.ts';
import { readLinkToken, type KeyRing, type LinkPurpose } from '../../core/audience/signed-link.ts';
import type { ReaderStore } from '../../store/reader-store.ts';
import type { Store } from '../../store/store.ts';
import type { WebEnv } from '../web-app.ts';
import type { ReaderPageTools } from './reader-page.ts';

export interface ReaderTools extends ReaderPageTools {
  readonly store: () => Promise<ReaderStore & Pick<Store, 'consents' | 'bouncesOf'>>;
  readonly keys: () => Promise<KeyRing>;
  readonly now: () => Date;
  /** 128 random bits as hex. */
  readonly newId: () => string;
  /** Somebody has asked for something that needs a mail; returns at once. */
  readonly onAsked: () => void;
}

export type ReaderContext = Context<WebEnv>;

/** Stands for nobody: looked up when a token is forged, so that the answer takes as long as for every other. */
export const NOBODY = '0'.repeat(32);

/** The id in a token, or NOBODY for one that we never signed. */
export async function tokenId(tools: ReaderTools, purpose: LinkPurpose, token: string): Promise<string> {
  const ring = await tools.keys();
  return readLinkToken(purpose, tools.newsletter.authority, token, ring) ?? NOBODY;
}

/** A browser says more about itself than anybody will ever need. */
const USER_AGENT_CHARACTERS = 300;

/** Who is at the other end. `text` is the exact sentence that was shown. */
export function evidenceOf(
  c: ReaderContext,
  shown: { readonly form: string; readonly language?: string; readonly text?: string; readonly token?: string },
): Evidence {
  const { text, token, ...rest } = shown;
  const userAgent = c.req.header('user-agent')?.slice(0, USER_AGENT_CHARACTERS);
  return {
    ip: c.env.clientAddress,
    ...(userAgent === undefined ? {} : { userAgent }),
    ...rest,
    ...(text === undefined ? {} : { text, textVersion: wordingVersion(text) }),
    ...(token === undefined ? {} : { tokenId: wordingVersion(token) }),
  };
}

/** Names a wording, or a token without being it: the first half of a SHA-256. */
export function wordingVersion(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** The languages that a reader may choose among; the newsletter's own first. */
export function offeredLanguages({ newsletter }: ReaderPageTools): readonly string[] {
  return [...new Set([newsletter.language, ...newsletter.readers.languages])];
}

/** The language of a page: what was asked for, what the browser prefers, or the newsletter's own. */
export function pageLanguage(c: ReaderContext, tools: ReaderPageTools, asked?: string): string {
  const offered = offeredLanguages(tools);
  const preferred = (c.req.header('accept-language') ?? '').slice(0, 200).split(',');
  const wishes = [asked ?? c.req.query('lang') ?? '', ...preferred.map((one) => one.replace(/;.*$/, '').trim())];
  for (const wish of wishes.filter((one) => one !== '')) {
    const found = offered.find((tag) => isSameLanguage(tag, wish));
    if (found !== undefined) return found;
  }
  return tools.newsletter.language;
}

function isSameLanguage(tag: string, wish: string): boolean {
  const [one, other] = [tag.toLowerCase(), wish.toLowerCase()];
  return one === other || one.split('-')[0] === other;
}
