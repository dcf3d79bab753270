// A subscriber's standing and the one table of what changes it. Only the person lifts an unsubscription, nobody lifts a
// complaint or a manual block by importing a file (standards D.11, D.12): the table is the whole of that promise.
import type { Evidence } from './ask.ts';
import type { EmailAddress } from './email-address.ts';

export const SUBSCRIBER_STATES = ['pending', 'active', 'unsubscribed', 'suppressed'] as const;
export type SubscriberState = (typeof SUBSCRIBER_STATES)[number];
export type SuppressionReason = 'bounce' | 'complaint' | 'manual';

/** each: every issue as it comes. daily, weekly: one letter with what has come since the last. */
export const FREQUENCIES = ['each', 'daily', 'weekly'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

export type Standing =
  | { readonly state: 'pending' | 'active' | 'unsubscribed' }
  | { readonly state: 'suppressed'; readonly reason: SuppressionReason };

export interface Subscriber {
  readonly id: number;
  /** 128 random bits as hex: stands for the person in links, says nothing about them. */
  readonly publicId: string;
  readonly address: EmailAddress;
  readonly standing: Standing;
  /** Slugs; empty means every topic. */
  readonly topics: readonly string[];
  readonly frequency: Frequency;
  readonly language?: string;
  /** Mailed nothing before this instant, RFC 3339; absent for those who take no pause. */
  readonly pausedUntil?: string;
  /** Where and when the person agreed, as far as it was stated. RFC 3339. */
  readonly consent?: { readonly source: string; readonly at: string };
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** One line of the consent log: append-only. */
export interface Consent {
  readonly at: string;
  readonly what: AudienceEvent;
  readonly source: string;
  /** When the person agreed, where the event states it. */
  readonly consentAt?: string;
  /** Of those who did it themselves: who, from where, and what they were shown. */
  readonly evidence?: Evidence;
  /** When and from where a confirmed opt-in was asked for. */
  readonly asked?: { readonly at: string; readonly ip?: string; readonly userAgent?: string };
  /** What was changed from what to what, as JSON. */
  readonly details?: string;
}

/** What an import, the operator or a form hands to the store. */
export interface NewSubscriber {
  readonly address: EmailAddress;
  readonly event: AudienceEvent;
  /** Where the event, and the consent if one is stated, comes from. */
  readonly source: string;
  readonly consentAt?: string;
  readonly language?: string;
  readonly topics?: readonly string[];
  readonly frequency?: Frequency;
  /** What another system recorded of the opt-in. */
  readonly asked?: NonNullable<Consent['asked']>;
  readonly evidence?: Evidence;
  /** What else it says, as JSON. */
  readonly details?: string;
  /** When they left, where that was before now; RFC 3339. Only for events by which somebody leaves. */
  readonly leftAt?: string;
}

/**
 * Why an address whose rows are gone must not come back: `erased` for a reader who had left nothing behind them but the
 * wish, else what their standing was.
 */
export type DepartureReason = 'erased' | 'unsubscribed' | SuppressionReason;

/** What is left of an erased person, beside the keyed hash of the address. */
export interface Departure {
  readonly reason: DepartureReason;
  readonly at: string;
}

/** The standing that an erased address has: nobody else brings it back, and some of them not even the person. */
export function departedStanding(reason: DepartureReason): Standing {
  return reason === 'erased' || reason === 'unsubscribed' ? { state: 'unsubscribed' } : suppressed(reason);
}

/** What stays of somebody with this standing when their rows go. */
export function departureReason(standing: Standing): DepartureReason {
  if (standing.state === 'suppressed') return standing.reason;
  return standing.state === 'unsubscribed' ? 'unsubscribed' : 'erased';
}

/**
 * imported, unproven: a row of a file with and without a stated consent. added: by the operator, who states it.
 * confirmed: the person's own confirmed opt-in. unsubscribed: by the person. removed: by the operator. bounced: a hard
 * refusal. complained: reported as spam. returned: the person took the unsubscription back at once. changed: other
 * topics, frequency, language, address or a pause, by the person.
 */
export const AUDIENCE_EVENTS = [
  'imported',
  'unproven',
  'added',
  'confirmed',
  'unsubscribed',
  'removed',
  'bounced',
  'complained',
  'returned',
  'changed',
] as const;
export type AudienceEvent = (typeof AUDIENCE_EVENTS)[number];

/** The standing after an event; `undefined` is an address that was never seen. docs/delivery.md shows it as a table. */
export function standingAfter(before: Standing | undefined, event: AudienceEvent): Standing {
  return AFTER[event](before);
}

const AFTER: Readonly<Record<AudienceEvent, (before: Standing | undefined) => Standing>> = {
  imported: withConsent,
  added: withConsent,
  unproven: (before) => before ?? { state: 'pending' },
  confirmed: (before) => (isLocked(before) ? before : { state: 'active' }),
  unsubscribed: (before) => (before?.state === 'suppressed' ? before : { state: 'unsubscribed' }),
  bounced: (before) => (before !== undefined && isBlocked(before) ? before : suppressed('bounce')),
  complained: (before) => (isLocked(before) ? before : suppressed('complaint')),
  removed: (before) => (isLocked(before) ? before : suppressed('manual')),
  returned: (before) => (before?.state === 'unsubscribed' ? { state: 'active' } : (before ?? { state: 'pending' })),
  changed: (before) => before ?? { state: 'pending' },
};

/** True for what an import or a form of somebody else must not bring back. */
export function isBlocked(standing: Standing): boolean {
  return standing.state === 'unsubscribed' || standing.state === 'suppressed';
}

export function isSameStanding(one: Standing, other: Standing): boolean {
  return one.state === other.state && reasonOf(one) === reasonOf(other);
}

function reasonOf(of: Standing): string {
  return of.state === 'suppressed' ? of.reason : '';
}

/** Consent that somebody else states lets a pending address in and brings nobody back. */
function withConsent(before: Standing | undefined): Standing {
  return before === undefined || before.state === 'pending' ? { state: 'active' } : before;
}

/** A complaint or the operator's block, which not even the person's own opt-in lifts. */
function isLocked(standing: Standing | undefined): standing is Standing {
  return standing?.state === 'suppressed' && standing.reason !== 'bounce';
}

function suppressed(reason: SuppressionReason): Standing {
  return { state: 'suppressed', reason };
}
