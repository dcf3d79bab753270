// What adding somebody makes of what is known of their address: the one answer for the store that does it and for a dry
// run that only says what it would do. An import never brings anybody back, and of two statements about one person the
// younger one holds (standards D.11, D.12).
import { isBlocked, isSameStanding, standingAfter, type NewSubscriber, type Standing } from './subscriber.ts';

/**
 * added: new. activated: was pending. changed: has left by it. unchanged: was so already. blocked: has left here, and
 * stays so although the row says otherwise.
 */
export const ADD_RESULTS = ['added', 'activated', 'changed', 'unchanged', 'blocked'] as const;
export type AddResult = (typeof ADD_RESULTS)[number];

/** What is known of an address; `consentAt` RFC 3339. */
export interface KnownStanding {
  readonly standing: Standing;
  readonly consentAt?: string;
}

/** The result, and what is known of the address afterwards. `before` is undefined for one that was never seen. */
export function adding(
  before: KnownStanding | undefined,
  subscriber: Pick<NewSubscriber, 'event' | 'consentAt' | 'leftAt'>,
): { readonly result: AddResult; readonly after: KnownStanding } {
  const { event, consentAt } = subscriber;
  const said = consentAt === undefined ? {} : { consentAt };
  if (before === undefined) return { result: 'added', after: { standing: standingAfter(undefined, event), ...said } };
  const standing = hasAgreedSince(before, subscriber) ? before.standing : standingAfter(before.standing, event);
  if (!isSameStanding(before.standing, standing)) {
    const result = standing.state === 'active' ? 'activated' : 'changed';
    return { result, after: { ...before, ...said, standing } };
  }
  const isRefused = isBlocked(standing) && !isBlocked(standingAfter(undefined, event));
  return { result: isRefused ? 'blocked' : 'unchanged', after: before };
}

/** Somebody left elsewhere, or their mailbox was gone, and they have agreed after that: they are readers. */
function hasAgreedSince(
  { standing, consentAt }: KnownStanding,
  { event, leftAt }: Pick<NewSubscriber, 'event' | 'leftAt'>,
): boolean {
  const isLifted = event === 'unsubscribed' || event === 'bounced';
  if (standing.state !== 'active' || !isLifted || leftAt === undefined) return false;
  return consentAt !== undefined && consentAt > leftAt;
}
