// The states of a delivery and the only function that changes them. The store applies it inside its transactions; an
// event that a state does not know is a bug in us and stops the process, because a guess could mail somebody twice.
// docs/delivery.md shows the same as a table.
import assert from 'node:assert/strict';
import type { SubscriberState } from '../audience/subscriber.ts';

export const DELIVERY_STATES = [
  'queued',
  'attempting',
  'accepted',
  'deferred',
  'rejected',
  'uncertain',
  'withheld',
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface Delivery {
  readonly state: DeliveryState;
  /** How often the message was given to a server, the running attempt included. */
  readonly attempts: number;
  /** From when on the next attempt may begin, RFC 3339 in UTC; on deliveries that wait. */
  readonly nextAttemptAt?: string;
  /**
   * Why it ended without acceptance: refused or expired when rejected; the subscriber's state, or cancelled, when
   * withheld.
   */
  readonly reason?: DeliveryReason;
  /** When it was last in doubt whether the server took the message; kept when a second attempt settles it. */
  readonly uncertainAt?: string;
}

export type DeliveryReason = 'refused' | 'expired' | 'unsubscribed' | 'suppressed' | 'pending' | 'cancelled';

export type DeliveryEvent =
  /** Its turn has come and the subscriber is still active. */
  | { readonly kind: 'attempt' }
  /** Its turn has come and the subscriber is not active any more. */
  | { readonly kind: 'withhold'; readonly reason: 'unsubscribed' | 'suppressed' | 'pending' }
  | { readonly kind: 'accept' }
  | { readonly kind: 'defer'; readonly nextAttemptAt: string }
  | { readonly kind: 'reject'; readonly reason: 'refused' | 'expired' }
  /** The message was written and no reply came, or the process died while it may have been. Without a next attempt the
   * editor decides. */
  | { readonly kind: 'doubt'; readonly at: string; readonly nextAttemptAt?: string }
  /** The editor's answer to a doubt: take it for accepted, or send it again. */
  | { readonly kind: 'settle' }
  | { readonly kind: 'release'; readonly nextAttemptAt: string }
  /** The pace puts it off: it stays what it is until then. */
  | { readonly kind: 'postpone'; readonly nextAttemptAt: string }
  /** The mailing is too old. What is uncertain may have been received and waits for the editor. */
  | { readonly kind: 'expire' }
  /** The editor has cancelled the mailing. What is uncertain may have been received, and waits for them. */
  | { readonly kind: 'cancel' };

const WAITING: readonly DeliveryState[] = ['queued', 'deferred', 'uncertain'];
const IN_FLIGHT: readonly DeliveryState[] = ['attempting'];
const DOUBTFUL: readonly DeliveryState[] = ['uncertain'];

const ALLOWED_FROM: Readonly<Record<DeliveryEvent['kind'], readonly DeliveryState[]>> = {
  attempt: WAITING,
  withhold: WAITING,
  accept: IN_FLIGHT,
  defer: IN_FLIGHT,
  reject: IN_FLIGHT,
  doubt: IN_FLIGHT,
  settle: DOUBTFUL,
  release: DOUBTFUL,
  postpone: WAITING,
  expire: WAITING,
  cancel: WAITING,
};

/** What a turn that has come makes of a delivery: whoever is not active in that very moment is not mailed. */
export function turnOf(standing: SubscriberState): DeliveryEvent {
  return standing === 'active' ? { kind: 'attempt' } : { kind: 'withhold', reason: standing };
}

/** The delivery after an event. Throws AssertionError for an event that the state does not allow. */
export function deliveryAfter(before: Delivery, event: DeliveryEvent): Delivery {
  assert(ALLOWED_FROM[event.kind].includes(before.state), `${event.kind} on a delivery that is ${before.state}`);
  const doubt = before.uncertainAt === undefined ? {} : { uncertainAt: before.uncertainAt };
  const { attempts } = before;
  if (event.kind === 'attempt') return { state: 'attempting', attempts: attempts + 1, ...doubt };
  if (event.kind === 'withhold') return { state: 'withheld', attempts, reason: event.reason, ...doubt };
  if (event.kind === 'accept' || event.kind === 'settle') return { state: 'accepted', attempts, ...doubt };
  if (event.kind === 'reject') return { state: 'rejected', attempts, reason: event.reason, ...doubt };
  if (event.kind === 'defer') return { state: 'deferred', attempts, nextAttemptAt: event.nextAttemptAt, ...doubt };
  if (event.kind === 'release') return { state: 'uncertain', attempts, nextAttemptAt: event.nextAttemptAt, ...doubt };
  if (event.kind === 'postpone') return { state: before.state, attempts, nextAttemptAt: event.nextAttemptAt, ...doubt };
  if (event.kind === 'expire' || event.kind === 'cancel') {
    if (before.state === 'uncertain') return { state: 'uncertain', attempts, ...doubt };
    if (event.kind === 'cancel') return { state: 'withheld', attempts, reason: 'cancelled', ...doubt };
    return { state: 'rejected', attempts, reason: 'expired', ...doubt };
  }
  const again = event.nextAttemptAt === undefined ? {} : { nextAttemptAt: event.nextAttemptAt };
  return { state: 'uncertain', attempts, ...again, uncertainAt: event.at };
}

/** The same where the mailing was cancelled before the event: what would wait again ends with it. */
export function deliveryAfterCancel(before: Delivery, event: DeliveryEvent): Delivery {
  const after = deliveryAfter(before, event);
  return WAITING.includes(after.state) ? deliveryAfter(after, { kind: 'cancel' }) : after;
}

/** How many deliveries of a mailing are in each state; together always its frozen total (standards C4.13). */
export type DeliveryCounts = Readonly<Record<DeliveryState, number>>;

export const NO_DELIVERIES: DeliveryCounts = {
  queued: 0,
  attempting: 0,
  accepted: 0,
  deferred: 0,
  rejected: 0,
  uncertain: 0,
  withheld: 0,
};

export function total(counts: DeliveryCounts): number {
  return DELIVERY_STATES.reduce((sum, state) => sum + counts[state], 0);
}
