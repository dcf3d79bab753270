// Deliveries in the tables: reading them, and the one statement that writes them. Every change is `deliveryAfter` over
// a row read in the same transaction, and moves the kept counts along with it.
import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import type { EmailAddress } from '../core/audience/email-address.ts';
import { deliveryAfter, type Delivery, type DeliveryState } from '../core/ledger/delivery.ts';
import { compiledOnce } from './compiled-once.ts';
import { changeCounts } from './count-rows.ts';
import type { Flavour } from './flavour.ts';
import type { DeliveryRow } from './store.ts';
import type { Tables } from './tables.ts';

export type Row = Selectable<Tables['deliveries']>;

/** A row as it was read and what becomes of it. */
export interface Change {
  readonly row: Row;
  readonly after: Delivery;
  /** Who holds it from now on. */
  readonly senderId: number | null;
  readonly lastReply: string | null;
  /** By which server it went, where that is new. */
  readonly server?: string | null | undefined;
}

const COLUMNS = {
  subscriber_id: 'integer',
  state: 'text',
  attempts: 'integer',
  sender_id: 'integer',
  next_attempt_at: 'text',
  reason: 'text',
  uncertain_at: 'text',
  last_reply: 'text',
  server: 'text',
} as const;

/** Writes all of them, which belong to one mailing, with one statement; `senderId` says in whose counts. */
export async function writeDeliveries(
  tx: Transaction<Tables>,
  flavour: Flavour,
  changes: readonly Change[],
  by: { readonly mailingId: number; readonly senderId: number; readonly at: string },
): Promise<void> {
  if (changes.length === 0) return;
  const rows = JSON.stringify(changes.map((change) => columnsOf(change)));
  await updateDeliveries(tx, flavour, { at: by.at, rows, mailing_id: by.mailingId });
  await changeCounts(
    tx,
    flavour,
    by,
    changes.map(({ row, after }) => ({ from: row.state, to: after.state })),
  );
}

const updateDeliveries = compiledOnce(
  (flavour, value) => sql`update deliveries set state = changed.state, attempts = changed.attempts,
      sender_id = changed.sender_id, next_attempt_at = changed.next_attempt_at, reason = changed.reason,
      uncertain_at = changed.uncertain_at, last_reply = changed.last_reply, server = changed.server,
      updated_at = ${value('at')}
    from ${flavour.table(COLUMNS, value('rows'))}
    where deliveries.mailing_id = ${value('mailing_id')}
      and deliveries.subscriber_id = changed.subscriber_id`,
);

function columnsOf({ row, after, senderId, lastReply, server }: Change): Record<keyof typeof COLUMNS, unknown> {
  return {
    subscriber_id: row.subscriber_id,
    state: after.state,
    attempts: after.attempts,
    sender_id: senderId,
    next_attempt_at: after.nextAttemptAt ?? null,
    reason: after.reason ?? null,
    uncertain_at: after.uncertainAt ?? null,
    last_reply: lastReply,
    server: server ?? row.server,
  };
}

export function deliveryOf(row: Row): Delivery {
  return {
    state: row.state,
    attempts: row.attempts,
    ...(row.next_attempt_at === null ? {} : { nextAttemptAt: row.next_attempt_at }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.uncertain_at === null ? {} : { uncertainAt: row.uncertain_at }),
  };
}

export async function nextDueAt(database: Kysely<Tables>, mailingId: number): Promise<string | undefined> {
  const firsts = await Promise.all(
    (['uncertain', 'deferred', 'queued'] as const).map((state) =>
      database
        .selectFrom('deliveries')
        .select('next_attempt_at as at')
        .where('mailing_id', '=', mailingId)
        .where('state', '=', state)
        .where('next_attempt_at', 'is not', null)
        .orderBy('next_attempt_at')
        .limit(1)
        .executeTakeFirst(),
    ),
  );
  return firsts.flatMap((first) => first?.at ?? []).toSorted()[0];
}

export async function isHeld(database: Kysely<Tables>, mailingId: number): Promise<boolean> {
  const held = database.selectFrom('deliveries').select('sender_id').where('sender_id', 'is not', null);
  return (await held.where('mailing_id', '=', mailingId).limit(1).executeTakeFirst()) !== undefined;
}

/** The index that holds every delivery of a state, where there is one that is smaller than the table. */
const IS_INDEXED: Partial<Readonly<Record<DeliveryState, 'uncertain_at' | 'reason'>>> = {
  uncertain: 'uncertain_at',
  rejected: 'reason',
  withheld: 'reason',
};

export async function deliveryPage(
  database: Kysely<Tables>,
  mailingId: number,
  state: DeliveryState,
  limit: number,
): Promise<readonly DeliveryRow[]> {
  const indexed = IS_INDEXED[state];
  let query = database
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .selectAll('deliveries')
    .select('subscribers.address')
    .where('deliveries.mailing_id', '=', mailingId)
    .where('deliveries.state', '=', state);
  if (indexed !== undefined) query = query.where(`deliveries.${indexed}`, 'is not', null);
  const rows = await query.orderBy('deliveries.subscriber_id').limit(limit).execute();
  return rows.map(pageRowOf);
}

function pageRowOf(row: Row & { address: string }): DeliveryRow {
  return {
    ...deliveryOf(row),
    // Only checked addresses are ever written into this column.
    address: row.address as EmailAddress,
    ...(row.last_reply === null ? {} : { lastReply: row.last_reply }),
    ...(row.server === null ? {} : { server: row.server }),
    updatedAt: row.updated_at,
  };
}

/** How many held deliveries one transaction settles at most. */
const RESOLVED_AT_ONCE = 1000;

export async function resolveHeld(
  tx: Transaction<Tables>,
  flavour: Flavour,
  wanted: { readonly mailingId: number; readonly as: 'resend' | 'accept'; readonly at: string },
): Promise<number> {
  const { mailingId, as, at } = wanted;
  // Nobody is mailed again once it is cancelled.
  if (as === 'resend' && (await isCancelled(tx, mailingId))) return 0;
  const rows = await tx
    .selectFrom('deliveries')
    .selectAll()
    .where('mailing_id', '=', mailingId)
    .where('state', '=', 'uncertain')
    .where('uncertain_at', 'is not', null)
    .where('next_attempt_at', 'is', null)
    .orderBy('subscriber_id')
    .limit(RESOLVED_AT_ONCE)
    .$if(flavour.hasRowLocks, (query) => query.forUpdate())
    .execute();
  const event = as === 'accept' ? ({ kind: 'settle' } as const) : ({ kind: 'release', nextAttemptAt: at } as const);
  const changes = rows.map((row) => ({
    row,
    after: deliveryAfter(deliveryOf(row), event),
    senderId: null,
    lastReply: row.last_reply,
  }));
  await writeDeliveries(tx, flavour, changes, { mailingId, senderId: 0, at });
  return rows.length;
}

async function isCancelled(tx: Transaction<Tables>, mailingId: number): Promise<boolean> {
  const cancelled = tx.selectFrom('mailing_controls').select('mailing_id').where('mailing_id', '=', mailingId);
  return (await cancelled.where('cancelled_at', 'is not', null).executeTakeFirst()) !== undefined;
}
