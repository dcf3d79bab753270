// The part of the store's port that knows what became of messages after a server had accepted them: bounces, complaints
// and mailed unsubscriptions, and the suppressions that follow. Who the report is about has been proven before
// (core/report/report-owner.ts); here it is held against the ledger.
import type { EmailAddress } from '../core/audience/email-address.ts';
import type { FailureKind } from '../core/report/report.ts';
import type { KnownMailing } from '../core/report/report-owner.ts';

export interface BounceStore {
  /**
   * Records what a report says about one message and draws the consequence, in one transaction: a hard bounce and
   * a complaint suppress, a soft one does when it is the last of a run (core/report/soft-run.ts). The same report once
   * more changes nothing; neither does one about a message that was never given to a server.
   */
  recordReport(reported: Reported, at: string): Promise<RecordResult>;
  /** The address behind a public id; undefined when there is nobody, or nobody any more. */
  addressOf(publicId: string): Promise<EmailAddress | undefined>;
  /** Mailings begun at or after an instant, newest first, at most `RECENT_MAILINGS`. */
  mailingsSince(at: string): Promise<readonly RecentMailing[]>;
  /** The newest mailing since then of which a message was given to a server for this subscriber. */
  latestMailingOf(publicId: string, since: string): Promise<number | undefined>;
  /** How many different subscribers bounced or complained about a mailing. */
  bounceCounts(mailingId: number): Promise<BounceCounts>;
  /** The same by what the servers said, the most frequent first. */
  bounceReasons(mailingId: number): Promise<readonly BounceReason[]>;
  /** What is known about a subscriber's mailbox, newest first: reports and refusals of servers alike. */
  bouncesOf(subscriberId: number): Promise<readonly PastBounce[]>;
  /** Suppresses whoever a mailing was refused for as the last of a run. Gives how many they were. */
  suppressRepeatedlyRefused(mailingId: number, at: string): Promise<number>;

  /** How far a source of reports has been read, in its own words; undefined before the first time. */
  readingPlace(source: string): Promise<string | undefined>;
  setReadingPlace(source: string, place: string): Promise<void>;
}

export type BounceKind = Exclude<FailureKind, 'delayed'> | 'complaint';

export interface Reported {
  readonly publicId: string;
  readonly kind: BounceKind | 'unsubscribe';
  /** An unsubscription needs none. */
  readonly mailingId?: number | undefined;
  readonly status?: string | undefined;
  readonly diagnostic?: string | undefined;
  readonly reason: string;
  /** The same for the same report. */
  readonly reportId: string;
  /** Where it came from: the bounce mailbox, or a provider. */
  readonly source: string;
}

/**
 * suppressed, unsubscribed: by this report. counted: kept, without a consequence yet. repeated: known already, or the
 * subscriber had left before. unknown: nobody, or no message of ours.
 */
export interface RecordResult {
  readonly outcome: 'suppressed' | 'unsubscribed' | 'counted' | 'repeated' | 'unknown';
  /** Of a soft bounce: how many mailings in a row have not arrived. */
  readonly softCount?: number;
}

export const RECENT_MAILINGS = 2000;

export interface RecentMailing extends KnownMailing {
  readonly startedAt: string;
}

export type BounceCounts = Readonly<Record<BounceKind, number>>;

export interface BounceReason {
  readonly kind: BounceKind;
  readonly reason: string;
  readonly count: number;
  /** The words of one server. */
  readonly example?: string;
}

export interface PastBounce {
  readonly at: string;
  readonly slug: string;
  /** refused: by the server, while we were talking to it. */
  readonly kind: BounceKind | 'refused';
  readonly status?: string;
  readonly diagnostic?: string;
  readonly reason: string;
}
