// The part of the store's port that counts for the editor: mailings without their letters, what waits and why, how many
// readers there were on which day. Nothing here names a reader but `deferred`, whose callers mask it. Each answer is
// quick with a million readers: what would walk through all of them is kept by day (`foldAudience`).
import type { DeliveryCounts, DeliveryState } from '../core/ledger/delivery.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import type { BounceKind } from './bounce-store.ts';

export interface FigureStore {
  /** Newest first. */
  mailingHeads(limit: number): Promise<readonly MailingHead[]>;
  mailingHead(mailingId: number): Promise<MailingHead | undefined>;
  /** Another text whenever a count, a pause or the number of mailings is another. */
  sendingMark(): Promise<string>;
  /** How many processes send, or were sending less than a lease before that instant. */
  livingSenders(at: string): Promise<number>;
  /** Those whose turn comes first. */
  deferred(mailingId: number, limit: number): Promise<readonly DeferredDelivery[]>;
  /** By minute (`2026-01-06T00:05`), oldest first, as far as rows have not been changed since. */
  acceptedByMinute(mailingId: number): Promise<readonly MinuteCount[]>;
  /** Walks through the whole mailing, by the domain of the address. */
  countsByDomain(mailingId: number): Promise<readonly DomainCounts[]>;
  /** Why deliveries of the mailing were withheld. */
  withheldReasons(mailingId: number): Promise<Readonly<Record<string, number>>>;
  /** How many of those who got the mailing have unsubscribed from its start to `until`. */
  unsubscribedSince(mailingId: number, until: string): Promise<number>;

  /**
   * Adds up to so many further lines of the consent log to the days; 0 when all of it is in them. Several may do so at
   * once.
   */
  foldAudience(lines: number): Promise<number>;
  /** What was folded, oldest day (UTC) first. */
  audienceDays(): Promise<readonly AudienceDay[]>;
  /** Active readers by what they chose: a JSON list of topics, null for all of them. */
  activeByTopics(): Promise<readonly { readonly topics: string | null; readonly count: number }[]>;
  /** Active readers by where their consent came from; null for nowhere. */
  activeBySource(): Promise<readonly { readonly source: string | null; readonly count: number }[]>;
  /** Reports by day (UTC) from an instant on, oldest first. */
  bouncesByDay(since: string): Promise<readonly BounceDay[]>;
}

export interface MailingHead extends Omit<Mailing, 'letter' | 'keyId'> {
  readonly counts: DeliveryCounts;
}

export interface DeferredDelivery {
  readonly address: string;
  readonly lastReply?: string;
  readonly nextAttemptAt: string;
}

export interface MinuteCount {
  readonly minute: string;
  readonly count: number;
}

export interface DomainCounts {
  readonly domain: string;
  readonly state: DeliveryState;
  readonly count: number;
}

export interface AudienceDay {
  readonly day: string;
  /** Of the line that let them in, or out. */
  readonly source: string;
  /** Became active. */
  readonly joined: number;
  /** Were active, and are not any more. */
  readonly left: number;
}

export interface BounceDay {
  readonly day: string;
  readonly kind: BounceKind;
  readonly count: number;
}

/** The events behind which somebody is active; the others end it, but for those of `QUIET_EVENTS`. */
export const ACTIVE_EVENTS = ['imported', 'added', 'confirmed', 'returned'] as const;
/** They leave the standing as it is. */
export const QUIET_EVENTS = ['changed', 'unproven'] as const;
