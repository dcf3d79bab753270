// Gathers what feed services say about their readers (core/audience/feed-reader-count.ts) and brings it to the store
// once a minute. Of every other client nothing is kept: to tell two of them apart one would have to follow them.
import { feedReaderClaim, type FeedReaderClaim } from '../core/audience/feed-reader-count.ts';
import type { FeedReaderCount, WebStore } from '../store/web-store.ts';
import type { Log } from '../system/log.ts';

export interface FeedReaderTools {
  readonly store: () => Promise<WebStore>;
  readonly log: Log;
  readonly now: () => Date;
}

const KEEP_MS = 60_000;
/** A service that has not come for so long has no readers here any more. */
const FEED_READER_DAYS = 14;
/** A few hundred programs fetch feeds; the rest of the world's names are made up. */
const MAX_AGENTS = 1000;
const MAX_WAITING = 500;

export class FeedReaderCounts implements AsyncDisposable {
  readonly #tools: FeedReaderTools;
  readonly #timer: NodeJS.Timeout;
  readonly #claims = new Map<string, FeedReaderClaim | undefined>();
  #waiting = new Map<string, FeedReaderCount>();

  constructor(tools: FeedReaderTools) {
    this.#tools = tools;
    this.#timer = setInterval(() => void this.keep(), KEEP_MS);
    this.#timer.unref();
  }

  /** `feed` is the path of a feed that was asked for. */
  asked(userAgent: string, feed: string): void {
    const claim = this.#claimOf(userAgent);
    if (claim === undefined) return;
    const key = `${claim.client}\n${feed}`;
    if (this.#waiting.size >= MAX_WAITING && !this.#waiting.has(key)) return;
    this.#waiting.set(key, { ...claim, feed, seenAt: this.#tools.now().toISOString() });
  }

  /** Brings what has gathered to the store; what the store does not take is lost, and comes again with the service. */
  async keep(): Promise<void> {
    if (this.#waiting.size === 0) return;
    const counts = [...this.#waiting.values()];
    this.#waiting = new Map();
    try {
      const store = await this.#tools.store();
      await store.countFeedReaders(counts, feedReadersSince(this.#tools.now()));
    } catch (error) {
      this.#tools.log.warn({ err: error }, 'The counts of feed readers could not be kept');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.keep();
  }

  #claimOf(userAgent: string): FeedReaderClaim | undefined {
    if (this.#claims.has(userAgent)) return this.#claims.get(userAgent);
    const claim = feedReaderClaim(userAgent);
    if (this.#claims.size >= MAX_AGENTS) this.#claims.clear();
    this.#claims.set(userAgent, claim);
    return claim;
  }
}

/** The instant from which on a count is still believed. */
export function feedReadersSince(now: Date): string {
  return new Date(now.getTime() - FEED_READER_DAYS * 86_400_000).toISOString();
}
