// Rejected deliveries as the editor wants to see them: not each by itself, but how many for what reason.
import type { DeliveryReason } from './delivery.ts';
import { replyRule } from './verdict.ts';

export interface RejectedDelivery {
  readonly reason?: DeliveryReason;
  readonly lastReply?: string;
}

export interface Refusals {
  readonly reason: string;
  readonly count: number;
  /** The words of one server. */
  readonly example?: string;
}

/** Rejected deliveries by reason, the most frequent first. */
export function refusals(rows: readonly RejectedDelivery[]): readonly Refusals[] {
  const groups = Map.groupBy(rows, (row) => {
    if (row.reason === 'expired') return 'the mailing became too old before the server took it';
    return `the server ${replyRule('rcpt', row.lastReply ?? '').reason}`;
  });
  return [...groups]
    .map(([reason, { length: count, 0: first }]): Refusals => {
      const example = first?.lastReply;
      return example === undefined ? { reason, count } : { reason, count, example };
    })
    .toSorted((one, other) => other.count - one.count);
}
