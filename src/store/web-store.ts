// The part of the port that the web server needs: when each content of out/ was first seen, which hubs are to be told
// of which feeds, and how many readers the feed services say they have. Nothing in it is about one reader.
import type { DeliveryCounts } from '../core/ledger/delivery.ts';

export interface WebStore {
  /**
   * When each content was first seen at its path, by path: what is new is new since `at`. A content that comes back
   * after another one counts as new, because readers have seen the other one meanwhile.
   */
  firstSeen(contents: readonly SiteContent[], at: string): Promise<ReadonlyMap<string, string>>;

  /** Notes what each feed holds now; a hub that knows another content, or none, is to be told from `at` on. */
  noteTopics(topics: readonly HubTopic[], at: string): Promise<void>;
  /** Up to `limit` that are due, for this process alone until `until`; each counts as one attempt more. */
  claimPings(due: { readonly at: string; readonly until: string; readonly limit: number }): Promise<readonly HubPing[]>;
  /** The hub knows this content, or is not told of it any more (`nextAt` undefined), or is tried again at `nextAt`. */
  settlePing(ping: HubPing, outcome: PingOutcome): Promise<void>;
  hubPings(): Promise<readonly HubPingState[]>;

  /**
   * Takes the newest count of each client and feed and forgets those not seen since `forgetBefore`. Clients name
   * themselves, so there is room for `MAX_FEED_READERS` rows; what comes behind them is left out.
   */
  countFeedReaders(counts: readonly FeedReaderCount[], forgetBefore: string): Promise<void>;
  /** Those seen since, and none of the others. */
  feedReaders(since: string): Promise<readonly FeedReaderCount[]>;

  /** Of all mailings together. */
  deliveryTotals(): Promise<DeliveryCounts>;
  mailingTotals(): Promise<{ readonly open: number; readonly finished: number }>;
}

export interface SiteContent {
  /** Relative to out/. */
  readonly path: string;
  /** Of the bytes. */
  readonly hash: string;
}

export interface HubTopic {
  readonly hub: string;
  /** The feed's own address. */
  readonly topic: string;
  readonly hash: string;
}

export interface HubPing extends HubTopic {
  /** How many there have been for this content, this one included. */
  readonly attempt: number;
}

export interface PingOutcome {
  readonly nextAt?: string;
  /** The hub's answer, for whoever looks. */
  readonly reply: string;
}

export interface HubPingState extends HubTopic {
  readonly attempts: number;
  /** When it is told next; undefined when it knows, or was given up. */
  readonly nextAt?: string;
  readonly reply?: string;
}

/** Some fifty services exist; a site has a few feeds for each. */
export const MAX_FEED_READERS = 1000;

export interface FeedReaderCount {
  /** The service's name for itself. */
  readonly client: string;
  /** Path of the feed, relative to out/. */
  readonly feed: string;
  readonly subscribers: number;
  readonly seenAt: string;
}
