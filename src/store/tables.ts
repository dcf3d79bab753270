// The tables as kysely sees them: one row type each, in the spelling of the database. Migrations make them; nothing but
// the adapters in this folder reads them.
import type { Generated } from 'kysely';
import type { AskState } from '../core/audience/ask.ts';
import type {
  AudienceEvent,
  DepartureReason,
  Frequency,
  SubscriberState,
  SuppressionReason,
} from '../core/audience/subscriber.ts';
import type { DeliveryReason, DeliveryState } from '../core/ledger/delivery.ts';
import type { BounceKind } from './bounce-store.ts';
import type { OutboxPurpose } from './reader-store.ts';

export interface Tables {
  readonly facts: { readonly name: string; readonly value: string };
  readonly subscribers: {
    readonly id: Generated<number>;
    readonly public_id: string;
    readonly address: string;
    readonly address_key: string;
    /** erased: a number that deliveries refer to, and nothing of the person whose it was. */
    readonly state: SubscriberState | 'erased';
    readonly suppression_reason: SuppressionReason | null;
    /** JSON array of slugs; null is every topic. */
    readonly topics: string | null;
    /** Null is each. */
    readonly frequency: Exclude<Frequency, 'each'> | null;
    readonly language: string | null;
    readonly consent_source: string | null;
    readonly consent_at: string | null;
    readonly paused_until: string | null;
    /** Id of the last mailing that digests need not speak of any more; null for readers of each issue. */
    readonly digest_after: number | null;
    readonly created_at: string;
    readonly updated_at: string;
  };
  readonly consents: {
    readonly id: Generated<number>;
    readonly subscriber_id: number;
    readonly at: string;
    readonly what: AudienceEvent;
    readonly source: string;
    readonly consent_at: string | null;
    readonly ip: string | null;
    readonly user_agent: string | null;
    readonly form: string | null;
    readonly text_version: string | null;
    readonly privacy_version: string | null;
    readonly token_id: string | null;
    readonly language: string | null;
    readonly asked_at: string | null;
    readonly asked_ip: string | null;
    readonly asked_user_agent: string | null;
    readonly details: string | null;
  };
  readonly consent_texts: { readonly version: string; readonly text: string; readonly first_shown_at: string };
  readonly asks: {
    readonly id: string;
    readonly state: AskState;
    /** Empty when the ask has ended: who it was stands with the subscriber then. */
    readonly address: string;
    readonly address_key: string;
    /** Topics, frequency and language as JSON. */
    readonly choice: string;
    /** Evidence as JSON. */
    readonly evidence: string;
    readonly moving_id: string | null;
    readonly old_agreed_at: string | null;
    readonly new_agreed_at: string | null;
    readonly asked_at: string;
    readonly mailed_at: string | null;
    readonly confirmed_at: string | null;
    readonly expires_at: string;
  };
  readonly outbox: {
    readonly id: Generated<number>;
    readonly occasion: string;
    readonly purpose: OutboxPurpose;
    readonly reference: string;
    /** Empty when it is settled. */
    readonly address: string;
    readonly address_key: string;
    readonly language: string;
    readonly state: 'waiting' | 'accepted' | 'failed';
    readonly attempts: number;
    readonly created_at: string;
    /** While a sender has it: when another may take it. */
    readonly next_attempt_at: string;
    readonly settled_at: string | null;
  };
  readonly ask_limits: {
    readonly key: string;
    /** Instants in milliseconds as a JSON array. */
    readonly log: string;
    readonly last_at: string;
  };
  readonly departures: {
    readonly hash: string;
    readonly key_id: string;
    readonly reason: DepartureReason;
    readonly at: string;
  };
  readonly erasing: { readonly subscriber_id: number };
  readonly mailings: {
    readonly id: Generated<number>;
    readonly slug: string;
    readonly edition: string;
    /** FrozenLetter as JSON. */
    readonly letter: string;
    readonly key_id: string;
    readonly total: number;
    readonly started_at: string;
    readonly finished_at: string | null;
  };
  /** How many readers came and went, by day (UTC) and by the source of the line that says so (audience-days.ts). */
  readonly audience_days: {
    readonly day: string;
    readonly source: string;
    readonly joined: number;
    readonly left_count: number;
  };
  /** What the editor has said of a mailing; one row for each. */
  readonly mailing_controls: {
    readonly mailing_id: number;
    readonly paused_at: string | null;
    readonly cancelled_at: string | null;
  };
  /** The letters of a mailing for those who chose topics, and all letters of a digest. */
  readonly mailing_letters: {
    readonly mailing_id: number;
    /** From 1; 0 is the mailing's own. */
    readonly letter_no: number;
    /** What it was made for: JSON array of topics, null for all of them. */
    readonly topics: string | null;
    /** JSON array of the slugs of the issues in it; null in the mailing of an issue. */
    readonly slugs: string | null;
    /** FrozenLetter as JSON. */
    readonly letter: string;
  };
  readonly mailing_origins: {
    readonly mailing_id: number;
    readonly commit_id: string | null;
    readonly program: string;
    readonly engine: string;
  };
  readonly mailed_files: {
    readonly mailing_id: number;
    readonly path: string;
    readonly sha256: string;
    readonly is_committed: number;
    readonly slug: string | null;
    readonly number: number | null;
  };
  /** Base64 of what brotli makes of the text. */
  readonly mailed_texts: { readonly sha256: string; readonly packed: string };
  readonly letter_proofs: {
    readonly mailing_id: number;
    readonly letter_no: number;
    readonly headers: string;
    readonly html: string;
    readonly text: string;
  };
  readonly deliveries: {
    readonly mailing_id: number;
    readonly subscriber_id: number;
    /** Which letter: 0 is the mailing's own, others stand in mailing_letters. */
    readonly letter_no: Generated<number>;
    readonly state: DeliveryState;
    readonly attempts: number;
    /** Who holds it: leased while it waits, in flight while it is attempting; null for nobody. */
    readonly sender_id: number | null;
    readonly next_attempt_at: string | null;
    readonly reason: DeliveryReason | null;
    readonly uncertain_at: string | null;
    readonly last_reply: string | null;
    /** By which server it went when it was last in doubt. */
    readonly server: string | null;
    readonly updated_at: string;
  };
  readonly senders: {
    readonly id: Generated<number>;
    readonly expires_at: string;
    /** With which servers it talks, for people. */
    readonly server: string | null;
  };
  /** One row for each sender that has touched a mailing; the counts of the mailing are their sums. */
  readonly delivery_counts: Readonly<Record<DeliveryState, number>> & {
    readonly mailing_id: number;
    readonly sender_id: number;
  };
  readonly site_contents: { readonly path: string; readonly hash: string; readonly since: string };
  readonly hub_pings: {
    readonly hub: string;
    readonly topic: string;
    /** What the feed holds; the hub knows it once next_at is null. */
    readonly hash: string;
    readonly attempts: number;
    readonly next_at: string | null;
    readonly reply: string | null;
  };
  readonly feed_readers: {
    readonly client: string;
    readonly feed: string;
    readonly subscribers: number;
    readonly seen_at: string;
  };
  readonly bounces: {
    readonly id: Generated<number>;
    readonly subscriber_id: number;
    readonly mailing_id: number;
    readonly kind: BounceKind;
    readonly status: string | null;
    readonly diagnostic: string | null;
    readonly reason: string;
    readonly source: string;
    readonly report_id: string;
    readonly at: string;
  };
  readonly pace: {
    readonly key: string;
    /** PaceState as JSON; empty while a sender holds the row for the first time. */
    readonly state: string;
  };
}
