// Deliveries that wait: put off by the pace, or ended because their mailing is too old. Only what nobody else holds is
// touched.
import { sql, type Transaction } from 'kysely';
import { deliveryAfter } from '../core/ledger/delivery.ts';
import { deliveryOf, writeDeliveries } from './delivery-rows.ts';
import type { Flavour } from './flavour.ts';
import type { Attempt } from './store.ts';
import type { Tables } from './tables.ts';

interface By {
  readonly senderId: number;
  readonly mailingId: number;
  readonly at: string;
}

export async function postpone(
  tx: Transaction<Tables>,
  flavour: Flavour,
  wanted: By & { readonly until: ReadonlyMap<Attempt, string> },
): Promise<void> {
  if (wanted.until.size === 0) return;
  const instants = new Map([...wanted.until].map(([attempt, until]) => [attempt.subscriberId, until]));
  const rows = await tx
    .selectFrom('deliveries')
    .selectAll()
    .where('mailing_id', '=', wanted.mailingId)
    .where(flavour.isOneOf('subscriber_id', [...instants.keys()]))
    .where('sender_id', '=', wanted.senderId)
    .where('state', 'in', ['queued', 'deferred', 'uncertain'])
    .$if(flavour.hasRowLocks, (query) => query.forUpdate())
    .execute();
  const changes = rows.map((row) => ({
    row,
    after: deliveryAfter(deliveryOf(row), {
      kind: 'postpone',
      nextAttemptAt: instants.get(row.subscriber_id) ?? wanted.at,
    }),
    senderId: null,
    lastReply: row.last_reply,
  }));
  await writeDeliveries(tx, flavour, changes, wanted);
}

/** How many one transaction ends at most. */
const EXPIRED_AT_ONCE = 1000;

/** Gives how many it has ended; 0 when nothing is left to end. */
export async function expireWaiting(tx: Transaction<Tables>, flavour: Flavour, by: By): Promise<number> {
  const free = tx
    .selectFrom('deliveries')
    .selectAll()
    .where('mailing_id', '=', by.mailingId)
    .where('sender_id', 'is', null)
    .limit(EXPIRED_AT_ONCE)
    .$if(flavour.hasRowLocks, (query) => query.forUpdate().skipLocked());
  const queued = free.where(sql<boolean>`state = 'queued'`).where('next_attempt_at', 'is', null);
  const waiting = free
    .where('state', 'in', ['queued', 'deferred', 'uncertain'])
    .where('next_attempt_at', 'is not', null);
  const rows = [...(await queued.execute()), ...(await waiting.execute())];
  const changes = rows.map((row) => ({
    row,
    after: deliveryAfter(deliveryOf(row), { kind: row.state === 'uncertain' ? 'hold' : 'expire' }),
    senderId: null,
    lastReply: row.last_reply,
  }));
  await writeDeliveries(tx, flavour, changes, by);
  return rows.length;
}
