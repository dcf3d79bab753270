// When a mailbox that refuses again and again has had enough chances (standards C2.08): a run of mailings, none of
// which arrived, long enough and over long enough a time. One that arrived ends it, and the count begins anew.
import type { Delivery } from '../ledger/delivery.ts';
import { replyRule } from '../ledger/verdict.ts';

/** Five newsletters in one afternoon are one full mailbox; five over two weeks are a mailbox that nobody empties. */
const SOFT_MAILINGS = 5;
const SOFT_DAYS = 14;

/** How many mailings are looked back upon: two weeks of a newsletter that comes every hour. */
export const SOFT_HISTORY = 400;

const DAY_MS = 86_400_000;

/** What became of one mailing for one reader. */
export interface PastMailing {
  /** Start of the mailing, RFC 3339. */
  readonly startedAt: string;
  readonly delivery: Pick<Delivery, 'state' | 'attempts' | 'reason'>;
  readonly lastReply?: string | undefined;
  /** What bounces told of it later. */
  readonly bounces: readonly string[];
}

export interface SoftRun {
  /** Mailings in a row that did not arrive. */
  readonly count: number;
  readonly isEnough: boolean;
}

/** The run that ends with the first of `history`, which is in order, the newest first. */
export function softRun(history: readonly PastMailing[]): SoftRun {
  const failed: PastMailing[] = [];
  for (const mailing of history) {
    const fate = fateOf(mailing);
    if (fate === 'arrived') break;
    if (fate === 'failed') failed.push(mailing);
  }
  const [last] = failed;
  const first = failed.at(-1);
  const spanMs =
    last === undefined || first === undefined ? 0 : Date.parse(last.startedAt) - Date.parse(first.startedAt);
  return { count: failed.length, isEnough: failed.length >= SOFT_MAILINGS && spanMs >= SOFT_DAYS * DAY_MS };
}

/** unknown: it says nothing about the mailbox, and neither ends a run nor makes it longer. */
function fateOf({ delivery, lastReply, bounces }: PastMailing): 'arrived' | 'failed' | 'unknown' {
  if (bounces.includes('soft') || bounces.includes('hard')) return 'failed';
  if (bounces.length > 0) return 'unknown';
  if (delivery.state === 'accepted') return 'arrived';
  return delivery.state === 'rejected' && isTheirs(delivery, lastReply ?? '') ? 'failed' : 'unknown';
}

/**
 * Whether a live refusal, or a mailing that became too old over them, was about the mailbox. Who only had to wait for
 * our pace, our server or a block of our address has done nothing wrong.
 */
function isTheirs({ attempts, reason }: PastMailing['delivery'], reply: string): boolean {
  const { effect } = replyRule('rcpt', reply);
  if (effect.kind === 'rejected') return true;
  return reason === 'expired' && attempts > 0 && effect.kind === 'deferred' && !effect.isPace;
}
