// Pauses and cancellations in the tables: one small row for each mailing, which every transaction that leases or begins
// deliveries reads under a lock, so that the editor's word and the sender's next step come one after the other.
import { sql, type Kysely, type Transaction } from 'kysely';
import { deliveryAfter } from '../core/ledger/delivery.ts';
import { compiledOnce } from './compiled-once.ts';
import type { ControlAnswer, ControlStore, MailingControl } from './control-store.ts';
import { deliveryCounts } from './count-rows.ts';
import { deliveryOf, writeDeliveries } from './delivery-rows.ts';
import type { Flavour } from './flavour.ts';
import { finishMailing } from './mailing-rows.ts';
import type { Tables } from './tables.ts';

export interface ControlSurroundings {
  readonly flavour: Flavour;
  readonly read: <T>(query: (from: Kysely<Tables>) => Promise<T>) => Promise<T>;
  readonly write: <T>(work: (tx: Transaction<Tables>) => Promise<T>) => Promise<T>;
}

export function controlPart({ flavour, read, write }: ControlSurroundings): ControlStore {
  const endCancelled = async (mailingId: number, at: string): Promise<number> => {
    for (let ended = 0; ;) {
      const some = await write((tx) => endWaiting(tx, flavour, mailingId, at));
      if (some === undefined) return ended;
      ended += some;
    }
  };
  return {
    mailingControl: (mailingId) => read((from) => controlOf(from, mailingId)),
    pauseMailing: (mailingId, at) => write((tx) => change(tx, flavour, mailingId, { paused_at: at })),
    resumeMailing: (mailingId) => write((tx) => change(tx, flavour, mailingId, { paused_at: null })),
    cancelMailing: async (mailingId, at) => {
      const answer = await write((tx) => change(tx, flavour, mailingId, { cancelled_at: at, paused_at: null }));
      if (answer.outcome === 'finished') return { ...answer, withheld: 0 };
      const before = await read((from) => deliveryCounts(from, mailingId));
      await endCancelled(mailingId, at);
      const after = await read((from) => deliveryCounts(from, mailingId));
      await write((tx) => finishMailing(tx, mailingId, at));
      const outcome = answer.outcome === 'cancelled' ? 'unchanged' : answer.outcome;
      return { outcome, withheld: after.withheld - before.withheld };
    },
    endCancelled,
  };
}

async function controlOf(from: Kysely<Tables>, mailingId: number): Promise<MailingControl> {
  const row = from.selectFrom('mailing_controls').select(['paused_at', 'cancelled_at']);
  const found = (await row.where('mailing_id', '=', mailingId).executeTakeFirst()) ?? NO_CONTROL;
  return {
    ...(found.paused_at === null ? {} : { pausedAt: found.paused_at }),
    ...(found.cancelled_at === null ? {} : { cancelledAt: found.cancelled_at }),
  };
}

interface ControlRow {
  readonly paused_at: string | null;
  readonly cancelled_at: string | null;
}

const NO_CONTROL: ControlRow = { paused_at: null, cancelled_at: null };

/** The control of a mailing, which nobody changes until the transaction has ended. */
export async function heldControl(tx: Transaction<Tables>, flavour: Flavour, mailingId: number): Promise<ControlRow> {
  const [row] = await sharedControl(tx, flavour, { mailing_id: mailingId });
  return row ?? NO_CONTROL;
}

const sharedControl = compiledOnce<ControlRow>(
  ({ hasRowLocks }, value) => sql`select paused_at, cancelled_at from mailing_controls
    where mailing_id = ${value('mailing_id')} ${hasRowLocks ? sql`for share` : sql``}`,
);

/** Waits for the transactions that have read the row, and is seen by all that come after. */
async function change(
  tx: Transaction<Tables>,
  flavour: Flavour,
  mailingId: number,
  to: Partial<ControlRow>,
): Promise<ControlAnswer> {
  const locked = tx.selectFrom('mailing_controls').select(['paused_at', 'cancelled_at']);
  const now = await locked
    .where('mailing_id', '=', mailingId)
    .$if(flavour.hasRowLocks, (query) => query.forUpdate())
    .executeTakeFirst();
  const ended = tx.selectFrom('mailings').select('id').where('id', '=', mailingId).where('finished_at', 'is not', null);
  const isFinished = (await ended.executeTakeFirst()) !== undefined;
  // One that was cancelled has ended by the editor's own word, and that is what they want to hear.
  if (now === undefined || now.cancelled_at !== null) return { outcome: now === undefined ? 'finished' : 'cancelled' };
  if (isFinished) return { outcome: 'finished' };
  const isSame = to.cancelled_at === undefined && (to.paused_at === null) === (now.paused_at === null);
  if (isSame) return { outcome: 'unchanged' };
  await tx.updateTable('mailing_controls').set(to).where('mailing_id', '=', mailingId).execute();
  return { outcome: 'done' };
}

/** How many deliveries one transaction ends at most. */
const ENDED_AT_ONCE = 1000;

/**
 * Ends some that wait, leased ones too: their senders find at their next step that they have them no more. Undefined
 * when none is left, or the mailing is not cancelled.
 */
async function endWaiting(
  tx: Transaction<Tables>,
  flavour: Flavour,
  mailingId: number,
  at: string,
): Promise<number | undefined> {
  if ((await heldControl(tx, flavour, mailingId)).cancelled_at === null) return undefined;
  const waiting = tx
    .selectFrom('deliveries')
    .selectAll()
    .where('mailing_id', '=', mailingId)
    .limit(ENDED_AT_ONCE)
    .$if(flavour.hasRowLocks, (query) => query.forUpdate());
  // Literally, or the partial index would not be used.
  const queued = waiting.where(sql<boolean>`state = 'queued' and next_attempt_at is null`);
  const putOff = (state: 'queued' | 'deferred' | 'uncertain') =>
    waiting.where('state', '=', state).where('next_attempt_at', 'is not', null);
  for (const query of [queued, putOff('queued'), putOff('deferred'), putOff('uncertain')]) {
    const rows = await query.execute();
    const changes = rows.map((row) => ({
      row,
      after: deliveryAfter(deliveryOf(row), { kind: 'cancel' }),
      senderId: null,
      lastReply: row.last_reply,
    }));
    await writeDeliveries(tx, flavour, changes, { mailingId, senderId: NOBODY, at });
    if (rows.length > 0) return rows.length;
  }
  return undefined;
}

/** In whose counts it stands: those of no sender. */
const NOBODY = 0;
