// The posts of an export or a feed, from a file or over the network: Ghost's JSON, RSS, Atom, JSON Feed, and the
// archives that a feed leads to (RFC 5005). What comes over the network is asked for with the guard against addresses
// inside; the one that the owner has typed may be anywhere.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { feedPosts, type FeedPosts } from '../core/importing/feed-posts.ts';
import type { ForeignPost } from '../core/importing/foreign-post.ts';
import { ghostPosts } from '../core/importing/ghost-posts.ts';
import { AppError } from '../errors.ts';
import { guardedFetch } from '../system/guarded-fetch.ts';
import { isPublicAddress } from '../system/public-address.ts';

export interface ReadPosts {
  /** `an export of Ghost`, `a feed`. */
  readonly kind: string;
  readonly posts: readonly ForeignPost[];
  /** Pages and the like, one sentence each. */
  readonly skipped: readonly string[];
  /** What could not be followed, one sentence each. */
  readonly notes: readonly string[];
}

/** A newsletter of twenty years, pictures as links; a string of V8 ends at half a gigabyte. */
const MAX_FILE_BYTES = 400_000_000;
const MAX_FEED_BYTES = 30_000_000;
const FEED_TIMEOUT_MS = 30_000;
/** Archives of fifty posts each, twice a day for years. */
const MAX_DOCUMENTS = 200;

/** Throws IMPORT_UNREADABLE when there is nothing that can be read. `site` is where the posts of an export stood. */
export async function readPosts(source: string, site: string | undefined): Promise<ReadPosts> {
  const text = isUrl(source) ? await fetched(source, source) : textOfFile(source);
  const feed = feedPosts(text);
  if (feed !== undefined) return withArchives(source, feed);
  const ghost = ghostPosts(jsonOf(text), site);
  if (ghost !== undefined) return { kind: 'an export of Ghost', ...ghost, notes: [] };
  throw new AppError(
    'IMPORT_UNREADABLE',
    `${source} is neither a feed (RSS, Atom, JSON Feed) nor Ghost's JSON export.`,
  );
}

function isUrl(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/** What may be asked besides public addresses: whatever the owner has typed. */
export function ownersChoice(...typed: readonly (string | undefined)[]): (ip: string, origin: string) => boolean {
  const own = new Set(typed.flatMap((one) => (one !== undefined && isUrl(one) ? (URL.parse(one)?.origin ?? []) : [])));
  return (ip, origin) => own.has(origin) || isPublicAddress(ip);
}

async function withArchives(source: string, first: FeedPosts): Promise<ReadPosts> {
  const posts: ForeignPost[] = [...first.posts];
  const notes: string[] = [];
  const seen = new Set([source, first.self]);
  let [place, document] = [first.self ?? source, first];
  for (let count = 1; document.previous !== undefined && count < MAX_DOCUMENTS; count += 1) {
    const next: string = URL.parse(document.previous, isUrl(place) ? place : undefined)?.href ?? document.previous;
    if (seen.has(next)) break;
    seen.add(next);
    try {
      const text = besideFile(source, first.self, next) ?? (await fetched(next, source));
      const read = feedPosts(text);
      if (read === undefined) throw new AppError('IMPORT_UNREADABLE', `${next} is no feed.`);
      posts.push(...read.posts);
      [place, document] = [next, read];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      notes.push(`The posts before these are missing: ${error.message}`);
      break;
    }
  }
  return { kind: 'a feed', posts: unique(posts), skipped: [], notes };
}

/** An entry can stand in two documents; the newer one counts. */
function unique(posts: readonly ForeignPost[]): readonly ForeignPost[] {
  const byId = new Map<string, ForeignPost>();
  for (const post of posts) if (!byId.has(post.id)) byId.set(post.id, post);
  return [...byId.values()];
}

/** The archive as a file, where the feed is one and its archives lie beside it as they do on the site. */
function besideFile(source: string, self: string | undefined, next: string): string | undefined {
  const [from, to] = [URL.parse(self ?? ''), URL.parse(next)];
  if (isUrl(source) || from === null || to === null || from.origin !== to.origin) return undefined;
  const path = relative(dirname(from.pathname), to.pathname);
  // Nothing outside of the folder: the address was written by somebody else.
  if (path.startsWith('..') || isAbsolute(path)) return undefined;
  const file = join(dirname(source), path);
  return existsSync(file) ? textOfFile(file) : undefined;
}

function textOfFile(path: string): string {
  if (statSync(path).size > MAX_FILE_BYTES) {
    throw new AppError('IMPORT_UNREADABLE', `${path} is larger than ${MAX_FILE_BYTES / 1_000_000} MB.`);
  }
  return readFileSync(path, 'utf8');
}

async function fetched(url: string, source: string): Promise<string> {
  const headers = { accept: 'application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.5' };
  const bounds = { maxBytes: MAX_FEED_BYTES, timeoutMs: FEED_TIMEOUT_MS };
  const answer = await guardedFetch(url, { ...bounds, headers, isAllowed: ownersChoice(source) });
  if (answer.kind === 'fault') throw new AppError('IMPORT_UNREADABLE', `${url} cannot be read: ${answer.detail}.`);
  if (answer.status !== 200) throw new AppError('IMPORT_UNREADABLE', `${url} answers ${answer.status}.`);
  return textOf(answer.body, answer.headers['content-type'] ?? '');
}

/** In the encoding that the server or the XML declaration names. */
function textOf(body: Buffer, type: string): string {
  const declared = /^.{0,100}?encoding=["']([\w-]+)["']/s.exec(body.subarray(0, 200).toString('latin1'))?.[1];
  const name = /charset="?([\w-]+)/i.exec(type)?.[1] ?? declared ?? 'utf-8';
  try {
    return new TextDecoder(name).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
