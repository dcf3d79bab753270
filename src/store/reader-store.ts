// The port to what readers do themselves: ask, confirm, choose, leave, be forgotten; and the mails that go with it. The
// promises are those of store.ts; tests/store/reader-contract.ts holds each of them to both databases.
import type { Ask, Evidence, NewAsk } from '../core/audience/ask.ts';
import type { BreakerReason, ConfirmationCounts } from '../core/audience/confirmation-breaker.ts';
import type { LimitKey } from '../core/audience/ask-limits.ts';
import type { EmailAddress } from '../core/audience/email-address.ts';
import type { DepartureReason, Frequency, Subscriber } from '../core/audience/subscriber.ts';
import type { Mailing } from '../core/ledger/mailing.ts';

export interface ReaderStore {
  /**
   * Counts an ask against its limits and, if none is reached, keeps it. Reads nothing of any subscriber, so neither the
   * answer nor the time it takes tells whether the address is known (E5.01).
   */
  ask(ask: NewAsk, keys: readonly LimitKey[], at: string): Promise<'asked' | 'limited'>;
  /** Decides about the asks that nobody has been mailed for, by `askAnswer`, and puts the mails into the outbox. */
  answerAsks(at: string): Promise<number>;
  /**
   * One reminder for each ask that was mailed before `mailedBefore`, whose mail was accepted, and that waits still.
   * Gives how many.
   */
  remind(mailedBefore: string, at: string): Promise<number>;
  /** Forgets asks that have come to nothing, settled mails and limits that nobody needs any more. */
  forgetAsks(at: string): Promise<void>;
  /** Counts for the breaker. */
  confirmationCounts(at: string): Promise<ConfirmationCounts>;
  /** Why confirmations are held back, and since when; undefined while they are not. */
  breaker(): Promise<OpenBreaker | undefined>;
  setBreaker(breaker: OpenBreaker | undefined): Promise<void>;

  /**
   * The ask with this id while it can still be confirmed, or was; undefined for every other id, for an address that was
   * blocked since, and for a change of address of somebody who has left.
   */
  openAsk(id: string, at: string): Promise<Ask | undefined>;
  /**
   * Confirms an ask to subscribe: consent is written and the reader is active, unless a complaint or the operator's
   * block stands against it. Works once.
   */
  confirmAsk(id: string, evidence: Evidence, options: ConfirmOptions): Promise<Confirmation>;
  /** Notes that one of the two mailboxes agrees to a change of address; when both have, the address is changed. */
  agreeToMove(id: string, mailbox: 'old' | 'new', evidence: Evidence, at: string): Promise<'waits' | 'moved' | 'gone'>;

  subscriberById(publicId: string): Promise<Subscriber | undefined>;
  /** Changes what is given and writes what became of it into the consent log. Undefined when nobody has this id. */
  changePreferences(
    publicId: string,
    changes: PreferenceChanges,
    evidence: Evidence,
    at: string,
  ): Promise<Subscriber | undefined>;
  /** The reader leaves, or takes leaving back. Doing it twice does it once. Undefined when nobody has this id. */
  leave(publicId: string, evidence: Evidence, at: string): Promise<Subscriber | undefined>;
  comeBack(publicId: string, evidence: Evidence, at: string): Promise<Subscriber | undefined>;

  /**
   * The person's rows go, with every line of consent, ask and mail; a keyed hash of the address stays. Deliveries keep
   * their states, so that every count still adds up, and belong to nobody. False when nobody has this address.
   */
  erase(address: EmailAddress, at: string): Promise<boolean>;
  /** The same for a reader who left before `before`. Gives how many were erased. */
  eraseDeparted(before: string, at: string): Promise<number>;
  /** What is known of an erased address: nothing but that it must not come back, and why. */
  departure(address: EmailAddress): Promise<{ readonly reason: DepartureReason; readonly at: string } | undefined>;
  /** Where a journal of departures has come to, by its own name. */
  journalPlace(journal: string): Promise<JournalPlace | undefined>;
  setJournalPlace(journal: string, place: JournalPlace): Promise<void>;
  /** The next departures and returns behind a place, until `upTo`. */
  departuresAfter(
    place: Pick<JournalPlace, 'consentId' | 'erasedAt'>,
    upTo: string,
  ): Promise<{ readonly lines: readonly JournalLine[]; readonly consentId: number }>;
  /** Remembers a departure of which only the hash is known. */
  keepDeparture(line: JournalLine): Promise<void>;
  /** The mailing of the newest issue that was mailed, no correction and no digest. */
  latestIssue(): Promise<Mailing | undefined>;
  /** What the reader was mailed, newest first. */
  deliveriesOf(subscriberId: number): Promise<readonly ReaderDelivery[]>;

  /** Takes mails that are due for this sender; whoever dies with them leaves them to others at `leaseUntil`. */
  takeOutbox(at: string, leaseUntil: string): Promise<readonly OutboxMail[]>;
  settleOutbox(id: number, outcome: OutboxOutcome, at: string): Promise<void>;
}

export interface JournalPlace {
  /** Bytes of the file that the store knows of. */
  readonly offset: number;
  readonly consentId: number;
  readonly erasedAt: string;
}

/** Somebody has left, or has come back by their own consent. */
export interface JournalLine {
  readonly hash: string;
  readonly keyId: string;
  readonly reason: DepartureReason | 'back';
  readonly at: string;
  readonly isErased?: boolean;
}

export interface OpenBreaker {
  readonly reason: BreakerReason;
  readonly since: string;
}

export interface ConfirmOptions {
  readonly at: string;
  /** Whether a welcome goes into the outbox. */
  readonly isWelcomed: boolean;
}

/** used: confirmed before. gone: unknown, expired, or blocked for good; nobody is told which. */
export type Confirmation =
  | { readonly kind: 'confirmed'; readonly subscriber: Subscriber }
  | { readonly kind: 'used' | 'gone' };

export interface PreferenceChanges {
  readonly topics?: readonly string[];
  readonly frequency?: Frequency;
  readonly language?: string;
  /** RFC 3339; undefined keeps it, null ends the pause. */
  readonly pausedUntil?: string | null;
}

export interface ReaderDelivery {
  readonly slug: string;
  readonly edition: string;
  readonly state: string;
  readonly at: string;
}

/**
 * confirm, reminder: with the link that subscribes. already: to somebody who is a reader, with the link to choose.
 * welcome: after confirming. address-old, address-new: to the two mailboxes of a change of address.
 */
export type OutboxPurpose = 'confirm' | 'reminder' | 'already' | 'welcome' | 'address-old' | 'address-new';

export interface OutboxMail {
  readonly id: number;
  readonly purpose: OutboxPurpose;
  /** The ask, or the public id of the reader for already and welcome. */
  readonly reference: string;
  readonly address: EmailAddress;
  readonly language: string;
  /** Attempts before this one. */
  readonly attempts: number;
  readonly createdAt: string;
}

export type OutboxOutcome = { readonly kind: 'accepted' | 'failed' } | { readonly kind: 'again'; readonly at: string };
