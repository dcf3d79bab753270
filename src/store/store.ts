// The port to what happened: subscribers and their consent, mailings, deliveries. In the words of the project, without
// a trace of any database; adapters keep the promises below and tests/store/store-contract.ts holds each of them to
// it. Instants are RFC 3339 in UTC with milliseconds, so that their order is the order of the text.
import type { AddResult, KnownStanding } from '../core/audience/adding.ts';
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
import type { BounceStore } from './bounce-store.ts';
import type { ControlStore } from './control-store.ts';
import type { FigureStore } from './figure-store.ts';
import type { MailingOrigin, ProofStore } from './proof-store.ts';
import type { ReaderStore } from './reader-store.ts';
import type { LetterFor, SlicesStore } from './slices-store.ts';
import type { WebStore } from './web-store.ts';

export interface Store
  extends BounceStore, ControlStore, FigureStore, ProofStore, ReaderStore, SlicesStore, WebStore, AsyncDisposable {
  /** The instant of the very first call, for ever: issues older than it are back issues. */
  firstStartAt(now: string): Promise<string>;

  /**
   * Adds or updates each of them by `adding`, in one transaction, and writes the consent log; the answers stand
   * in the same order. An address that is there already keeps its data. At most `SUBSCRIBER_BATCH` at once.
   */
  addSubscribers(subscribers: readonly NewSubscriber[], at: string): Promise<readonly AddResult[]>;
  /**
   * What is known of those of the addresses that were ever seen, erased ones included, under their `addressKey`. At
   * most `SUBSCRIBER_BATCH` at once.
   */
  standings(addresses: readonly EmailAddress[]): Promise<ReadonlyMap<string, KnownStanding>>;
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
   * Freezes letters and audience, in one transaction; a choice that comes up while the letters are being made is asked
   * for as well. The same slug and edition a second time changes nothing and gives the mailing that is there.
   */
  startMailing(mailing: NewMailing, at: string): Promise<{ readonly mailing: Mailing; readonly isNew: boolean }>;
  mailing(slug: string, edition: string): Promise<Mailing | undefined>;
  /** Newest first. */
  mailings(): Promise<readonly Mailing[]>;
  /** Those with deliveries that may still be attempted, oldest first. */
  openMailings(): Promise<readonly Mailing[]>;
  /** Ends the mailing when no delivery of it may still be attempted; false when one may. */
  finishMailing(mailingId: number, at: string): Promise<boolean>;
  /** At every instant they add up to the mailing's frozen total. Kept with each change, so that asking is cheap. */
  counts(mailingId: number): Promise<DeliveryCounts>;
  /** The same by counting every delivery, which takes as long as it takes: to be held against `counts`. */
  recount(mailingId: number): Promise<DeliveryCounts>;
  deliveries(mailingId: number, state: DeliveryState, limit: number): Promise<readonly DeliveryRow[]>;
  /** When the next delivery that was put off may be attempted; undefined when there is none. */
  nextDueAt(mailingId: number): Promise<string | undefined>;
  /**
   * Settles the held ones: sent again from now on, or taken for accepted. Gives how many they were; of a cancelled
   * mailing nothing is sent again.
   */
  resolveHeld(mailingId: number, as: 'resend' | 'accept', at: string): Promise<number>;

  /** True while some sender has a delivery of the mailing in its hands. */
  isHeld(mailingId: number): Promise<boolean>;
  /** Ends whatever still waits, because the mailing is too old; what is uncertain is held. Gives how many they were. */
  expire(mailingId: number, at: string): Promise<number>;

  /** The pace of every destination that was ever limited or slow, by key. */
  paceStates(): Promise<ReadonlyMap<string, PaceState>>;
  /** Reads the pace of `keys` and writes what `change` makes of it, in one transaction that others wait for. */
  changePace<T>(keys: readonly string[], change: (states: ReadonlyMap<string, PaceState>) => PaceChange<T>): Promise<T>;

  /**
   * Joins those who attempt deliveries of this store. Others take over what it holds after `leaseMs` of silence; for
   * people `server` names then where it had been going.
   */
  openSender(at: string, leaseMs: number, server?: string): Promise<Sender>;

  /** What the store remembers of where it lives (delivery/store-home.ts); undefined before the first time. */
  home(): Promise<string | undefined>;
  setHome(home: string): Promise<void>;
}

/**
 * One of those who attempt deliveries. What it leases nobody else gets; what it does not renew in time is taken over by
 * another, and from then on each of its calls throws SENDER_SUPERSEDED or leaves the ledger as it is.
 */
export interface Sender extends AsyncDisposable {
  readonly id: number;
  /** Says that it lives. Throws SENDER_SUPERSEDED when another has taken over. */
  renew(at: string): Promise<void>;
  /**
   * Up to `limit` deliveries that are due, for this sender alone; none while the mailing is paused. They wait still:
   * `commit` begins them.
   */
  lease(mailingId: number, due: { at: string; limit: number }): Promise<readonly Attempt[]>;
  /** Records outcomes and begins attempts, all or none, on the disk before it answers. At most `GROUP_LIMIT` of all. */
  commit(group: CommitGroup): Promise<Committed>;
  /**
   * Takes over from those whose lease has run out: what they had in flight becomes uncertain, what they had leased and
   * not begun waits again. Gives how many were in flight.
   */
  takeOver(at: string, uncertain: UncertainPolicy): Promise<number>;
}

/** Bounds a transaction, and with it how long it holds others up and how much one power cut can put in doubt. */
export const GROUP_LIMIT = 256;

export interface CommitGroup {
  readonly mailingId: number;
  readonly at: string;
  readonly outcomes: readonly Outcome[];
  /**
   * Leased before; each subscriber's state is read again, and who has left is withheld. When the mailing is paused they
   * are given back instead, and withheld when it is cancelled.
   */
  readonly begins: readonly Attempt[];
  /** Leased before, and put back until their turn comes. */
  readonly postponed?: readonly Postponed[];
}

export interface Postponed {
  readonly attempt: Attempt;
  /** RFC 3339 in UTC. */
  readonly at: string;
}

/** What came of one attempt. `isHard` suppresses the subscriber as bounced together with it. */
export interface Outcome {
  readonly attempt: Attempt;
  readonly event: DeliveryEvent;
  readonly reply: string;
  /** By which server it went; where nobody can know what came of it. */
  readonly server?: string;
  readonly isHard?: boolean;
}

export interface Committed {
  /** Those of `begins` that are this sender's to send now. */
  readonly begun: ReadonlySet<Attempt>;
  /** Those of `begins` whose subscribers have left, or whose mailing is cancelled. */
  readonly withheld: ReadonlySet<Attempt>;
  /** Outcomes and begins of deliveries that another sender has taken over; they have changed nothing. */
  readonly stale: number;
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

export interface NewMailing {
  readonly slug: string;
  readonly edition: string;
  readonly letter: Mailing['letter'];
  readonly keyId: string;
  /**
   * active: every active subscriber who wants each issue. Else those who got, or may have got, that mailing, by itself
   * or in a digest, and are active still; `letterFor` is asked about the topics of what they got.
   */
  readonly audience: 'active' | { readonly recipientsOf: number };
  /** What those who chose topics get; without it everybody gets the whole letter. */
  readonly letterFor?: LetterFor;
  /** Of what its letters were made; asked for when all of them are. */
  readonly origin?: () => MailingOrigin | undefined;
}

/** One delivery that a sender has leased. */
export interface Attempt {
  readonly mailingId: number;
  readonly subscriberId: number;
  readonly publicId: string;
  readonly address: EmailAddress;
  /** Which attempt it is, from 1. */
  readonly attempt: number;
  /** Which letter of the mailing: 0 is its own. */
  readonly letterNo: number;
}

export interface DeliveryRow extends Delivery {
  readonly address: EmailAddress;
  readonly lastReply?: string;
  /** By which server it went when it was last in doubt. */
  readonly server?: string;
  readonly updatedAt: string;
}
