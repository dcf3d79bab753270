// The port to what happened: subscribers and their consent, mailings, deliveries. In the words of the project, without
// a trace of any database; adapters keep the promises below and tests/store/store-contract.ts holds each of them to
// it. Instants are RFC 3339 in UTC with milliseconds, so that their order is the order of the text.
import type { EmailAddress } from '../core/audience/email-address.ts';
import type {
  AudienceEvent,
  Consent,
  NewSubscriber,
  Subscriber,
  SubscriberState,
} from '../core/audience/subscriber.ts';
import type { Delivery, DeliveryCounts, DeliveryEvent, DeliveryState } from '../core/ledger/delivery.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import type { PaceState } from '../core/ledger/pace.ts';

export interface Store extends AsyncDisposable {
  /** The instant of the very first call, for ever: issues older than it are back issues. */
  firstStartAt(now: string): Promise<string>;

  /**
   * Adds or updates each of them by `standingAfter`, in one transaction, and writes the consent log; the answers stand
   * in the same order. An address that is there already keeps its data. At most `SUBSCRIBER_BATCH` at once.
   */
  addSubscribers(subscribers: readonly NewSubscriber[], at: string): Promise<readonly AddResult[]>;
  subscriber(address: EmailAddress): Promise<Subscriber | undefined>;
  /** Applies an event to one subscriber; undefined when the address is unknown. */
  changeSubscriber(
    address: EmailAddress,
    event: AudienceEvent,
    source: string,
    at: string,
  ): Promise<Subscriber | undefined>;
  /** The next ones by id; pass the last id of a page to get the one after it. */
  subscribers(page: { after?: number; limit: number; state?: SubscriberState }): Promise<readonly Subscriber[]>;
  subscriberCounts(): Promise<Readonly<Record<SubscriberState, number>>>;
  /** Oldest first. */
  consents(subscriberId: number): Promise<readonly Consent[]>;

  /**
   * Freezes the audience into deliveries, in one transaction. The same slug and edition a second time changes nothing
   * and gives the mailing that is there.
   */
  startMailing(mailing: NewMailing, at: string): Promise<{ readonly mailing: Mailing; readonly isNew: boolean }>;
  mailing(slug: string, edition: string): Promise<Mailing | undefined>;
  /** Newest first. */
  mailings(): Promise<readonly Mailing[]>;
  /** Those with deliveries that may still be attempted, oldest first. */
  openMailings(): Promise<readonly Mailing[]>;
  finishMailing(mailingId: number, at: string): Promise<void>;
  counts(mailingId: number): Promise<DeliveryCounts>;
  deliveries(mailingId: number, state: DeliveryState, limit: number): Promise<readonly DeliveryRow[]>;
  /** When the next deferred (or uncertain, with `resend`) delivery may be attempted; undefined when there is none. */
  nextDueAt(mailingId: number, uncertain: UncertainPolicy): Promise<string | undefined>;

  /** The pace of every destination that was ever limited or slow, by key. */
  paceStates(): Promise<ReadonlyMap<string, PaceState>>;
  /** Reads the pace of `keys` and writes what `change` makes of it, in one transaction that others wait for. */
  changePace<T>(keys: readonly string[], change: (states: ReadonlyMap<string, PaceState>) => PaceChange<T>): Promise<T>;

  /**
   * Claims what is due: reads each subscriber's state again, withholds from those who left, and commits the others as
   * attempting, durably, before it answers. Never gives one delivery twice until its outcome is recorded.
   */
  claim(mailingId: number, due: { at: string; limit: number; uncertain: UncertainPolicy }): Promise<Claim>;
  /**
   * Records the outcome of an attempt, durably. `attempt` is the number that the claim gave; an older one is a bug.
   * `isHard` suppresses the subscriber as bounced in the same transaction.
   */
  record(
    attempt: Attempt,
    event: DeliveryEvent,
    reply: { text: string; isHard?: boolean },
    at: string,
  ): Promise<Delivery>;
  /** Turns every delivery that a dead process left attempting into uncertain. Only for the holder of `takeSending`. */
  recover(at: string): Promise<number>;
  /**
   * The right to attempt deliveries of this store: held by one at a time, lost with its process. Undefined when taken.
   */
  takeSending(): Promise<AsyncDisposable | undefined>;
}

/** What becomes of the pace of some keys, and what the caller wants to know. Undefined forgets a key. */
export interface PaceChange<T> {
  readonly changed: ReadonlyMap<string, PaceState | undefined>;
  readonly result: T;
}

/** What an uncertain delivery waits for: its next attempt, or the editor. */
export type UncertainPolicy = 'resend' | 'hold';

/** Keeps a transaction short and its statement below the databases' limits on bound values. */
export const SUBSCRIBER_BATCH = 1000;

/** added: new. activated: was pending. unchanged: was there. blocked: unsubscribed or suppressed, and stays so. */
export type AddResult = 'added' | 'activated' | 'changed' | 'unchanged' | 'blocked';

export interface NewMailing {
  readonly slug: string;
  readonly edition: string;
  readonly letter: Mailing['letter'];
  readonly keyId: string;
  /** active: every active subscriber. Else those who got, or may have got, that mailing and are active still. */
  readonly audience: 'active' | { readonly recipientsOf: number };
}

/** One delivery that this process has claimed. */
export interface Attempt {
  readonly mailingId: number;
  readonly subscriberId: number;
  readonly publicId: string;
  readonly address: EmailAddress;
  /** Which attempt it is, from 1. */
  readonly attempt: number;
}

export interface Claim {
  readonly attempts: readonly Attempt[];
  readonly withheld: number;
}

export interface DeliveryRow extends Delivery {
  readonly address: EmailAddress;
  readonly lastReply?: string;
  readonly updatedAt: string;
}
