// Mailings in the tables: starting one freezes its audience with a single INSERT ... SELECT, so that it costs about as
// much as copying the ids, and either all of it is there or none.
import assert from 'node:assert/strict';
import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import type { Mailing } from '../core/ledger/mailing.ts';
import type { FrozenLetter } from '../core/message/frozen-letter.ts';
import { changeCounts, deliveryCounts } from './count-rows.ts';
import type { Flavour } from './flavour.ts';
import type { NewMailing } from './store.ts';
import type { Tables } from './tables.ts';

/** From this many on PostgreSQL is told at once how the table looks now, instead of when it finds the time. */
const MANY = 10_000;

export async function startMailing(
  tx: Transaction<Tables>,
  flavour: Flavour,
  wanted: NewMailing,
  at: string,
): Promise<{ mailing: Mailing; isNew: boolean }> {
  // Two who start the same mailing at once meet at the unique key: the second waits here and finds the first one's.
  const inserted = await tx
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
    .onConflict((conflict) => conflict.columns(['slug', 'edition']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined) return { mailing: await knownMailing(tx, wanted), isNew: false };
  const { id } = inserted;
  const total = await freezeAudience(tx, id, wanted.audience, at);
  await changeCounts(tx, { mailingId: id, senderId: 0 }, [{ to: 'queued', count: total }]);
  const frozen = tx.updateTable('mailings').set({ total, finished_at: total === 0 ? at : null });
  await frozen.where('id', '=', id).execute();
  if (flavour.name === 'postgres' && total >= MANY) await sql`analyze deliveries`.execute(tx);
  return { mailing: mailingOf(await mailingRow(tx, id)), isNew: true };
}

async function knownMailing(tx: Transaction<Tables>, wanted: NewMailing): Promise<Mailing> {
  const known = await mailingBy(tx, wanted.slug, wanted.edition);
  assert(known !== undefined, 'a mailing that is in the way is there');
  return known;
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

export async function finishMailing(tx: Transaction<Tables>, id: number, at: string): Promise<boolean> {
  const { queued, attempting, deferred, uncertain } = await deliveryCounts(tx, id);
  if (queued + attempting + deferred + uncertain > 0) return false;
  const unfinished = tx.updateTable('mailings').set({ finished_at: at }).where('id', '=', id);
  await unfinished.where('finished_at', 'is', null).execute();
  return true;
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
