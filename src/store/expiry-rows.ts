// The end of a mailing that has become too old: whatever still waits is recorded as expired, a part at a time, so that
// no transaction is long. What is in somebody's hands is left to them.
import { sql, type Transaction } from 'kysely';
import { deliveryAfter } from '../core/ledger/delivery.ts';
import { deliveryOf, writeDeliveries } from './delivery-rows.ts';
import type { Flavour } from './flavour.ts';
import type { Tables } from './tables.ts';

/** How many deliveries one transaction ends at most. */
const ENDED_AT_ONCE = 1000;

/** Gives how many it has ended; 0 when none is left. */
export async function expireWaiting(
  tx: Transaction<Tables>,
  flavour: Flavour,
  mailingId: number,
  at: string,
): Promise<number> {
  const waiting = tx
    .selectFrom('deliveries')
    .selectAll()
    .where('mailing_id', '=', mailingId)
    .where('sender_id', 'is', null)
    .limit(ENDED_AT_ONCE)
    .$if(flavour.hasRowLocks, (query) => query.forUpdate().skipLocked());
  // Literally, or the partial index would not be used.
  const queued = waiting.where(sql<boolean>`state = 'queued' and next_attempt_at is null`);
  const putOff = (state: 'queued' | 'deferred' | 'uncertain') =>
    waiting.where('state', '=', state).where('next_attempt_at', 'is not', null);
  for (const query of [queued, putOff('queued'), putOff('deferred'), putOff('uncertain')]) {
    const rows = await query.execute();
    const changes = rows.map((row) => ({
      row,
      after: deliveryAfter(deliveryOf(row), { kind: 'expire' }),
      senderId: null,
      lastReply: row.last_reply,
    }));
    await writeDeliveries(tx, flavour, changes, { mailingId, senderId: NOBODY, at });
    if (rows.length > 0) return rows.length;
  }
  return 0;
}

/** In whose counts it stands: those of no sender. */
const NOBODY = 0;
