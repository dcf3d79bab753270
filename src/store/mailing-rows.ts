// Mailings in the tables: starting one writes its letters and freezes its audience (freeze-rows.ts) in one transaction,
// so that either all of it is there or none. One mailing starts after the other, so that their ids are their order.
import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import type { Mailing } from '../core/ledger/mailing.ts';
import type { FrozenLetter } from '../core/message/frozen-letter.ts';
import { changeCounts, deliveryCounts } from './count-rows.ts';
import type { Flavour } from './flavour.ts';
import { choicesOf, freezeAudience, insertLetters } from './freeze-rows.ts';
import type { LetterPlan } from './letter-plan.ts';
import { insertProofs } from './proof-rows.ts';
import type { NewMailing } from './store.ts';
import type { Tables } from './tables.ts';

/** From this many on PostgreSQL is told at once how the table looks now, instead of when it finds the time. */
const MANY = 10_000;

/**
 * Writes the mailing, its letters and its audience; `outgrown`, with nothing written, when somebody has made a choice
 * that the plan knows nothing of.
 */
export async function startMailing(
  tx: Transaction<Tables>,
  flavour: Flavour,
  wanted: NewMailing & { readonly at: string },
  plan: LetterPlan,
): Promise<{ mailing: Mailing; isNew: boolean } | 'outgrown'> {
  const { at } = wanted;
  const known = await mailingBy(tx, wanted.slug, wanted.edition);
  if (known !== undefined) return { mailing: known, isNew: false };
  if (!plan.knows(await choicesOf(tx, wanted))) return 'outgrown';
  const id = await insertMailing(tx, wanted);
  await insertLetters(tx, id, plan);
  await insertProofs(tx, { ...wanted, id, startedAt: at }, plan, wanted.origin?.());
  const total = await freezeAudience(tx, flavour, { id, audience: wanted.audience, at }, plan);
  return { mailing: await frozenMailing(tx, flavour, { id, total, at }), isNew: true };
}

/** The row of a mailing that has nobody yet. */
export async function insertMailing(
  tx: Transaction<Tables>,
  wanted: Omit<NewMailing, 'audience' | 'letterFor' | 'origin'> & { readonly at: string },
): Promise<number> {
  const row = {
    slug: wanted.slug,
    edition: wanted.edition,
    letter: JSON.stringify(wanted.letter),
    key_id: wanted.keyId,
    total: 0,
    started_at: wanted.at,
    finished_at: null,
  };
  const { id } = await tx.insertInto('mailings').values(row).returning('id').executeTakeFirstOrThrow();
  await tx.insertInto('mailing_controls').values({ mailing_id: id, paused_at: null, cancelled_at: null }).execute();
  return id;
}

/** Counts those who have been copied into it; a mailing to nobody is finished. */
export async function frozenMailing(
  tx: Transaction<Tables>,
  flavour: Flavour,
  { id, total, at }: { readonly id: number; readonly total: number; readonly at: string },
): Promise<Mailing> {
  await changeCounts(tx, flavour, { mailingId: id, senderId: 0 }, [{ to: 'queued', count: total }]);
  const frozen = tx.updateTable('mailings').set({ total, finished_at: total === 0 ? at : null });
  await frozen.where('id', '=', id).execute();
  if (flavour.name === 'postgres' && total >= MANY) await sql`analyze deliveries`.execute(tx);
  return mailingOf(await mailingRow(tx, id));
}

export async function mailingBy(database: Kysely<Tables>, slug: string, edition: string): Promise<Mailing | undefined> {
  const row = await mailingRows(database).where('slug', '=', slug).where('edition', '=', edition).executeTakeFirst();
  return row === undefined ? undefined : mailingOf(row);
}

export async function allMailings(database: Kysely<Tables>): Promise<readonly Mailing[]> {
  const rows = await mailingRows(database).orderBy('id', 'desc').execute();
  return rows.map(mailingOf);
}

export async function latestIssue(database: Kysely<Tables>): Promise<Mailing | undefined> {
  const issues = mailingRows(database).where('edition', '=', '');
  const row = await issues.orderBy('id', 'desc').limit(1).executeTakeFirst();
  return row && mailingOf(row);
}

export async function openMailings(database: Kysely<Tables>): Promise<readonly Mailing[]> {
  const open = mailingRows(database).where('finished_at', 'is', null);
  return (await open.orderBy('id').execute()).map(mailingOf);
}

export async function finishMailing(tx: Transaction<Tables>, id: number, at: string): Promise<boolean> {
  const { queued, attempting, deferred, uncertain } = await deliveryCounts(tx, id);
  if (queued + attempting + deferred + uncertain > 0) return false;
  const unfinished = tx.updateTable('mailings').set({ finished_at: at }).where('id', '=', id);
  await unfinished.where('finished_at', 'is', null).execute();
  return true;
}

export async function mailingLetter(
  database: Kysely<Tables>,
  mailingId: number,
  letterNo: number,
): Promise<FrozenLetter> {
  const row = await database
    .selectFrom('mailing_letters')
    .select('letter')
    .where('mailing_id', '=', mailingId)
    .where('letter_no', '=', letterNo)
    .executeTakeFirstOrThrow();
  // Written by insertLetters alone, from a FrozenLetter.
  return JSON.parse(row.letter) as FrozenLetter;
}

export async function letterCounts(database: Kysely<Tables>): Promise<ReadonlyMap<number, number>> {
  const rows = await database
    .selectFrom('mailing_letters')
    .select(({ fn }) => ['mailing_id', fn.countAll<number>().as('count')])
    .groupBy('mailing_id')
    .execute();
  return new Map(rows.map((row) => [row.mailing_id, row.count]));
}

function mailingRow(tx: Transaction<Tables>, id: number): Promise<MailingRow> {
  return mailingRows(tx).where('id', '=', id).executeTakeFirstOrThrow();
}

function mailingRows(database: Kysely<Tables>) {
  return database
    .selectFrom('mailings')
    .innerJoin('mailing_controls', 'mailing_controls.mailing_id', 'mailings.id')
    .selectAll('mailings')
    .select(['mailing_controls.paused_at', 'mailing_controls.cancelled_at']);
}

type MailingRow = Selectable<Tables['mailings']> & Pick<Tables['mailing_controls'], 'paused_at' | 'cancelled_at'>;

function mailingOf(row: MailingRow): Mailing {
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
    ...(row.paused_at === null ? {} : { pausedAt: row.paused_at }),
    ...(row.cancelled_at === null ? {} : { cancelledAt: row.cancelled_at }),
  };
}
