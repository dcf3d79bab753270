// Mailings in the tables: starting one freezes its audience with a single INSERT ... SELECT, so that it costs about as
// much as copying the ids, and either all of it is there or none.
import type { Kysely, Selectable, Transaction } from 'kysely';
import { DELIVERY_STATES, NO_DELIVERIES, type DeliveryCounts } from '../core/ledger/delivery.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import type { FrozenLetter } from '../core/message/frozen-letter.ts';
import type { NewMailing } from './store.ts';
import type { Tables } from './tables.ts';

export async function startMailing(
  tx: Transaction<Tables>,
  wanted: NewMailing,
  at: string,
): Promise<{ mailing: Mailing; isNew: boolean }> {
  const known = await mailingBy(tx, wanted.slug, wanted.edition);
  if (known !== undefined) return { mailing: known, isNew: false };
  const { id } = await tx
    .insertInto('mailings')
    .values({
      slug: wanted.slug,
      edition: wanted.edition,
      letter: JSON.stringify(wanted.letter),
      key_id: wanted.keyId,
      total: 0,
      started_at: at,
      finished_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const total = await freezeAudience(tx, id, wanted.audience, at);
  await tx
    .updateTable('mailings')
    .set({ total, finished_at: total === 0 ? at : null })
    .where('id', '=', id)
    .execute();
  return { mailing: mailingOf(await mailingRow(tx, id)), isNew: true };
}

async function freezeAudience(
  tx: Transaction<Tables>,
  mailingId: number,
  audience: NewMailing['audience'],
  at: string,
): Promise<number> {
  const result = await tx
    .insertInto('deliveries')
    .columns(['mailing_id', 'subscriber_id', 'state', 'attempts', 'updated_at'])
    .expression((from) => {
      const active = from
        .selectFrom('subscribers')
        .where('subscribers.state', '=', 'active')
        .select((row) => [
          row.val(mailingId).as('mailing_id'),
          'subscribers.id',
          row.val('queued' as const).as('state'),
          row.val(0).as('attempts'),
          row.val(at).as('updated_at'),
        ])
        .orderBy('subscribers.id');
      if (audience === 'active') return active;
      // An uncertain one may well have it, and a correction that is not needed harms less than one that is missed.
      return active
        .innerJoin('deliveries as earlier', 'earlier.subscriber_id', 'subscribers.id')
        .where('earlier.mailing_id', '=', audience.recipientsOf)
        .where('earlier.state', 'in', ['accepted', 'uncertain']);
    })
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0);
}

export async function mailingBy(database: Kysely<Tables>, slug: string, edition: string): Promise<Mailing | undefined> {
  const row = await database
    .selectFrom('mailings')
    .selectAll()
    .where('slug', '=', slug)
    .where('edition', '=', edition)
    .executeTakeFirst();
  return row === undefined ? undefined : mailingOf(row);
}

export async function allMailings(database: Kysely<Tables>): Promise<readonly Mailing[]> {
  const rows = await database.selectFrom('mailings').selectAll().orderBy('id', 'desc').execute();
  return rows.map(mailingOf);
}

export async function openMailings(database: Kysely<Tables>): Promise<readonly Mailing[]> {
  const open = database.selectFrom('mailings').selectAll().where('finished_at', 'is', null);
  return (await open.orderBy('id').execute()).map(mailingOf);
}

export async function finishMailing(database: Kysely<Tables>, id: number, at: string): Promise<void> {
  const unfinished = database.updateTable('mailings').set({ finished_at: at }).where('id', '=', id);
  await unfinished.where('finished_at', 'is', null).execute();
}

export async function deliveryCounts(database: Kysely<Tables>, mailingId: number): Promise<DeliveryCounts> {
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

function mailingRow(tx: Transaction<Tables>, id: number): Promise<Selectable<Tables['mailings']>> {
  return tx.selectFrom('mailings').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

function mailingOf(row: Selectable<Tables['mailings']>): Mailing {
  return {
    id: row.id,
    slug: row.slug,
    edition: row.edition,
    // Written by startMailing alone, from a FrozenLetter.
    letter: JSON.parse(row.letter) as FrozenLetter,
    keyId: row.key_id,
    total: row.total,
    startedAt: row.started_at,
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
  };
}
