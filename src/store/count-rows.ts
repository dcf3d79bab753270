// The counts of a mailing, kept by everyone who changes a delivery. Each sender adds to a row of its own, so that
// several do not wait for each other; the truth is their sum, and one statement reads it.
import { sql, type Kysely, type Transaction } from 'kysely';
import { DELIVERY_STATES, NO_DELIVERIES, type DeliveryCounts, type DeliveryState } from '../core/ledger/delivery.ts';
import { compiledOnce } from './compiled-once.ts';
import type { Flavour } from './flavour.ts';
import type { Tables } from './tables.ts';

export async function changeCounts(
  tx: Transaction<Tables>,
  flavour: Flavour,
  by: { readonly mailingId: number; readonly senderId: number },
  moves: readonly { readonly from?: DeliveryState; readonly to: DeliveryState; readonly count?: number }[],
): Promise<void> {
  const sums: Record<DeliveryState, number> = { ...NO_DELIVERIES };
  for (const { from, to, count = 1 } of moves) {
    if (from !== undefined) sums[from] -= count;
    sums[to] += count;
  }
  await addCounts(tx, flavour, { mailing_id: by.mailingId, sender_id: by.senderId, ...sums });
}

const addCounts = compiledOnce((_, value) => {
  const columns = sql.join(DELIVERY_STATES.map((state) => sql.ref(state)));
  const added = DELIVERY_STATES.map(
    (state) => sql`${sql.ref(state)} = delivery_counts.${sql.ref(state)} + excluded.${sql.ref(state)}`,
  );
  return sql`insert into delivery_counts (mailing_id, sender_id, ${columns})
    values (${value('mailing_id')}, ${value('sender_id')}, ${sql.join(DELIVERY_STATES.map((state) => value(state)))})
    on conflict (mailing_id, sender_id) do update set ${sql.join(added)}`;
});

export async function deliveryCounts(database: Kysely<Tables>, mailingId: number): Promise<DeliveryCounts> {
  const rows = await database.selectFrom('delivery_counts').selectAll().where('mailing_id', '=', mailingId).execute();
  const counts = { ...NO_DELIVERIES };
  for (const row of rows) for (const state of DELIVERY_STATES) counts[state] += row[state];
  return counts;
}

export async function recount(database: Kysely<Tables>, mailingId: number): Promise<DeliveryCounts> {
  const rows = await database
    .selectFrom('deliveries')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .where('mailing_id', '=', mailingId)
    .groupBy('state')
    .execute();
  const counts = { ...NO_DELIVERIES };
  for (const row of rows) if (DELIVERY_STATES.includes(row.state)) counts[row.state] = row.count;
  return counts;
}
