// Deliveries in the tables: claiming, recording, recovering. Every change is `deliveryAfter`, read and written in one
// transaction, so two writers cannot both see a delivery waiting.
import assert from 'node:assert/strict';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { EmailAddress } from '../core/audience/email-address.ts';
import { deliveryAfter, type Delivery, type DeliveryEvent, type DeliveryState } from '../core/ledger/delivery.ts';
import type { Attempt, Claim, DeliveryRow, UncertainPolicy } from './store.ts';
import type { Tables } from './tables.ts';

type Row = Selectable<Tables['deliveries']>;

/** How many of those who left are withheld in one claim at most, so that its transaction stays short. */
const WITHHELD_A_CLAIM = 500;

export async function claim(
  tx: Transaction<Tables>,
  mailingId: number,
  due: { at: string; limit: number; uncertain: UncertainPolicy },
): Promise<Claim> {
  const attempts: Attempt[] = [];
  let withheld = 0;
  while (attempts.length < due.limit && withheld < WITHHELD_A_CLAIM) {
    const candidates = await dueDeliveries(tx, mailingId, { ...due, limit: due.limit - attempts.length });
    if (candidates.length === 0) break;
    for (const row of candidates) {
      const event: DeliveryEvent =
        row.standing === 'active' ? { kind: 'attempt' } : { kind: 'withhold', reason: row.standing };
      const after = deliveryAfter(deliveryOf(row), event);
      await writeDelivery(tx, row, after, row.last_reply, due.at);
      if (after.state === 'withheld') withheld += 1;
      else attempts.push(attemptOf(row, after.attempts));
    }
  }
  return { attempts, withheld };
}

type DueRow = Row & { address: string; public_id: string; standing: Tables['subscribers']['state'] };

async function dueDeliveries(
  tx: Transaction<Tables>,
  mailingId: number,
  due: { at: string; limit: number; uncertain: UncertainPolicy },
): Promise<readonly DueRow[]> {
  const waiting = tx
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .selectAll('deliveries')
    .select(['subscribers.address', 'subscribers.public_id', 'subscribers.state as standing'])
    .where('deliveries.mailing_id', '=', mailingId)
    .orderBy('deliveries.next_attempt_at')
    .orderBy('deliveries.subscriber_id')
    .limit(due.limit);
  // One state a query: each is then a walk along the index, however many deliveries there are. What a crash left in
  // doubt is settled first; first attempts come before second ones, because five recipients whose servers refuse us
  // must not hold up everybody behind them.
  const states: readonly DeliveryState[] = ['uncertain', 'queued', 'deferred'];
  for (const state of due.uncertain === 'resend' ? states : states.slice(1)) {
    const inState = waiting.where('deliveries.state', '=', state);
    const isDue = state === 'queued' ? inState : inState.where('deliveries.next_attempt_at', '<=', due.at);
    const rows = await isDue.execute();
    if (rows.length > 0) return rows;
  }
  return [];
}

function retriedStates(uncertain: UncertainPolicy): readonly DeliveryState[] {
  return uncertain === 'resend' ? ['uncertain', 'deferred'] : ['deferred'];
}

export async function nextDueAt(
  database: Kysely<Tables>,
  mailingId: number,
  uncertain: UncertainPolicy,
): Promise<string | undefined> {
  const { at } = await database
    .selectFrom('deliveries')
    .select(({ fn }) => fn.min<string | null>('next_attempt_at').as('at'))
    .where('mailing_id', '=', mailingId)
    .where('state', 'in', retriedStates(uncertain))
    .executeTakeFirstOrThrow();
  return at ?? undefined;
}

export async function recordOutcome(
  tx: Transaction<Tables>,
  attempt: Attempt,
  event: DeliveryEvent,
  reply: string,
  at: string,
): Promise<Delivery> {
  const row = await tx
    .selectFrom('deliveries')
    .selectAll()
    .where('mailing_id', '=', attempt.mailingId)
    .where('subscriber_id', '=', attempt.subscriberId)
    .executeTakeFirstOrThrow();
  assert.equal(row.attempts, attempt.attempt, 'the outcome belongs to an older attempt');
  const after = deliveryAfter(deliveryOf(row), event);
  await writeDelivery(tx, row, after, reply, at);
  return after;
}

export async function recover(tx: Transaction<Tables>, at: string): Promise<number> {
  const rows = await tx.selectFrom('deliveries').selectAll().where('state', '=', 'attempting').execute();
  for (const row of rows) {
    const after = deliveryAfter(deliveryOf(row), { kind: 'doubt', at, nextAttemptAt: at });
    await writeDelivery(tx, row, after, 'the process ended while this message was on its way', at);
  }
  return rows.length;
}

export async function deliveryPage(
  database: Kysely<Tables>,
  mailingId: number,
  state: DeliveryState,
  limit: number,
): Promise<readonly DeliveryRow[]> {
  const rows = await database
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .selectAll('deliveries')
    .select('subscribers.address')
    .where('deliveries.mailing_id', '=', mailingId)
    .where('deliveries.state', '=', state)
    .orderBy('deliveries.subscriber_id')
    .limit(limit)
    .execute();
  return rows.map(pageRowOf);
}

function pageRowOf(row: Row & { address: string }): DeliveryRow {
  return {
    ...deliveryOf(row),
    // Only checked addresses are ever written into this column.
    address: row.address as EmailAddress,
    ...(row.last_reply === null ? {} : { lastReply: row.last_reply }),
    updatedAt: row.updated_at,
  };
}

async function writeDelivery(
  tx: Transaction<Tables>,
  row: Row,
  after: Delivery,
  lastReply: string | null,
  at: string,
): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({
      state: after.state,
      attempts: after.attempts,
      next_attempt_at: after.nextAttemptAt ?? null,
      reason: after.reason ?? null,
      uncertain_at: after.uncertainAt ?? null,
      last_reply: lastReply,
      updated_at: at,
    })
    .where('mailing_id', '=', row.mailing_id)
    .where('subscriber_id', '=', row.subscriber_id)
    .execute();
}

function deliveryOf(row: Row): Delivery {
  return {
    state: row.state,
    attempts: row.attempts,
    ...(row.next_attempt_at === null ? {} : { nextAttemptAt: row.next_attempt_at }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.uncertain_at === null ? {} : { uncertainAt: row.uncertain_at }),
  };
}

function attemptOf(row: DueRow, attempt: number): Attempt {
  return {
    mailingId: row.mailing_id,
    subscriberId: row.subscriber_id,
    publicId: row.public_id,
    // Only checked addresses are ever written into this column.
    address: row.address as EmailAddress,
    attempt,
  };
}
