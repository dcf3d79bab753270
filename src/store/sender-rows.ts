// Senders in the tables: who lives, who holds which deliveries, and what becomes of those whose holder has gone. A
// sender that was silent for too long loses its row, and with it every right: each statement here asks for the row or
// for the deliveries that stand under its number.
import { sql, type Transaction } from 'kysely';
import type { EmailAddress } from '../core/audience/email-address.ts';
import { deliveryAfter, deliveryAfterCancel, type DeliveryState } from '../core/ledger/delivery.ts';
import { AppError } from '../errors.ts';
import { compiledOnce } from './compiled-once.ts';
import { heldControl } from './control-rows.ts';
import { deliveryOf, writeDeliveries, type Row } from './delivery-rows.ts';
import type { Flavour } from './flavour.ts';
import type { Attempt, UncertainPolicy } from './store.ts';
import type { Tables } from './tables.ts';

/** How a sender says in its transaction that it lives; throws SENDER_SUPERSEDED when nobody believes so any more. */
export async function renewSender(tx: Transaction<Tables>, id: number, expiresAt: string): Promise<void> {
  const renewed = await tx
    .updateTable('senders')
    .set({ expires_at: expiresAt })
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  if (renewed === undefined) throw superseded();
}

/** Keeps others from taking over until the transaction ends. Throws SENDER_SUPERSEDED when they have already. */
export async function requireSender(tx: Transaction<Tables>, flavour: Flavour, id: number): Promise<void> {
  const [row] = await livingSender(tx, flavour, { id });
  if (row === undefined) throw superseded();
}

const livingSender = compiledOnce<{ readonly id: number }>(
  ({ hasRowLocks }, value) =>
    sql`select id from senders where id = ${value('id')} ${hasRowLocks ? sql`for share` : sql``}`,
);

function superseded(): AppError {
  const fault = 'This sender was silent for longer than its lease, and another one has taken over its deliveries.';
  return new AppError('SENDER_SUPERSEDED', `${fault} Nothing is lost; run the command again to go on.`);
}

/** Where a sender's walk through the queued deliveries of a mailing has come to. */
export interface QueuePlace {
  mailingId: number;
  subscriberId: number;
}

export async function lease(
  tx: Transaction<Tables>,
  flavour: Flavour,
  wanted: {
    readonly senderId: number;
    readonly mailingId: number;
    readonly at: string;
    readonly limit: number;
    readonly place: QueuePlace;
  },
): Promise<readonly Attempt[]> {
  const { mailingId, place } = wanted;
  const { paused_at, cancelled_at } = await heldControl(tx, flavour, mailingId);
  if (paused_at !== null || cancelled_at !== null) return [];
  if (place.mailingId !== mailingId) Object.assign(place, { mailingId, subscriberId: 0 });
  const free: DueRow[] = [];
  const again = (state: DeliveryState) => dueAgain(tx, flavour, { ...wanted, state }, free.length);
  // One state a query: each is then a walk along an index, however many deliveries there are. What a crash left in
  // doubt is settled first; first attempts come before second ones, because five recipients whose servers refuse us
  // must not hold up everybody behind them.
  const inTurn = [
    () => again('uncertain'),
    () => again('queued'),
    () => nextQueued(tx, flavour, wanted, free.length),
    () => again('deferred'),
  ];
  for (const next of inTurn) if (free.length < wanted.limit) free.push(...(await next()));
  if (free.length === 0) return [];
  await tx
    .updateTable('deliveries')
    .set({ sender_id: wanted.senderId })
    .where('mailing_id', '=', mailingId)
    .where(
      flavour.isOneOf(
        'subscriber_id',
        free.map((row) => row.subscriber_id),
      ),
    )
    .execute();
  return free.map(attemptOf);
}

type DueRow = Pick<Row, 'mailing_id' | 'subscriber_id' | 'attempts' | 'letter_no'> & {
  address: string;
  public_id: string;
};

function freeDeliveries(tx: Transaction<Tables>, flavour: Flavour, mailingId: number) {
  return tx
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .select(['deliveries.mailing_id', 'deliveries.subscriber_id', 'deliveries.attempts', 'deliveries.letter_no'])
    .select(['subscribers.address', 'subscribers.public_id'])
    .where('deliveries.mailing_id', '=', mailingId)
    .where('deliveries.sender_id', 'is', null)
    .$if(flavour.hasRowLocks, (query) => query.forUpdate('deliveries').skipLocked());
}

function dueAgain(
  tx: Transaction<Tables>,
  flavour: Flavour,
  due: { readonly mailingId: number; readonly state: DeliveryState; readonly at: string; readonly limit: number },
  taken: number,
): Promise<DueRow[]> {
  return freeDeliveries(tx, flavour, due.mailingId)
    .where('deliveries.state', '=', due.state)
    .where('deliveries.next_attempt_at', '<=', due.at)
    .orderBy('deliveries.next_attempt_at')
    .orderBy('deliveries.subscriber_id')
    .limit(due.limit - taken)
    .execute();
}

/** Goes on where the last walk ended, and once more from the beginning for those that came back. */
async function nextQueued(
  tx: Transaction<Tables>,
  flavour: Flavour,
  wanted: { readonly mailingId: number; readonly limit: number; readonly place: QueuePlace },
  taken: number,
): Promise<DueRow[]> {
  const { place } = wanted;
  const from = (subscriberId: number) =>
    freeDeliveries(tx, flavour, wanted.mailingId)
      // Literally, or the partial index would not be used.
      .where(sql<boolean>`deliveries.state = 'queued' and deliveries.next_attempt_at is null`)
      .where('deliveries.subscriber_id', '>', subscriberId)
      .orderBy('deliveries.subscriber_id')
      .limit(wanted.limit - taken)
      .execute();
  let rows = await from(place.subscriberId);
  if (rows.length === 0 && place.subscriberId > 0) rows = await from(0);
  place.subscriberId = rows.at(-1)?.subscriber_id ?? 0;
  return rows;
}

function attemptOf(row: DueRow): Attempt {
  return {
    mailingId: row.mailing_id,
    subscriberId: row.subscriber_id,
    publicId: row.public_id,
    // Only checked addresses are ever written into this column.
    address: row.address as EmailAddress,
    attempt: row.attempts + 1,
    letterNo: row.letter_no,
  };
}

const GONE = 'its sender went away while this message was on its way';

/** Takes over from everyone else whose lease has run out at `at`. */
export async function takeOver(
  tx: Transaction<Tables>,
  flavour: Flavour,
  by: { readonly senderId: number; readonly at: string; readonly uncertain: UncertainPolicy },
): Promise<number> {
  const gone = await tx
    .selectFrom('senders')
    .select(['id', 'server'])
    .where('expires_at', '<=', by.at)
    .where('id', '<>', by.senderId)
    .orderBy('id')
    .$if(flavour.hasRowLocks, (query) => query.forUpdate().skipLocked())
    .execute();
  let inFlight = 0;
  for (const one of gone) {
    inFlight += await doubtInFlight(tx, flavour, one, by);
    await closeSender(tx, one.id);
  }
  return inFlight;
}

async function doubtInFlight(
  tx: Transaction<Tables>,
  flavour: Flavour,
  gone: { readonly id: number; readonly server: string | null },
  by: { readonly senderId: number; readonly at: string; readonly uncertain: UncertainPolicy },
): Promise<number> {
  const held = tx.selectFrom('deliveries').selectAll().where('sender_id', '=', gone.id);
  const rows = await held
    .where('state', '=', 'attempting')
    .$if(flavour.hasRowLocks, (query) => query.forUpdate())
    .execute();
  const again = by.uncertain === 'resend' ? { nextAttemptAt: by.at } : {};
  for (const [mailingId, ofMailing] of Map.groupBy(rows, (row) => row.mailing_id)) {
    const { cancelled_at } = await heldControl(tx, flavour, mailingId);
    const afterDoubt = cancelled_at === null ? deliveryAfter : deliveryAfterCancel;
    const changes = ofMailing.map((row) => ({
      row,
      after: afterDoubt(deliveryOf(row), { kind: 'doubt', at: by.at, ...again }),
      senderId: null,
      lastReply: GONE,
      server: gone.server,
    }));
    await writeDeliveries(tx, flavour, changes, { mailingId, senderId: by.senderId, at: by.at });
  }
  return rows.length;
}

/** Gives back what was leased and not begun; forgets the sender, or leaves what it has in flight to be taken over. */
export async function closeSender(tx: Transaction<Tables>, id: number): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ sender_id: null })
    .where('sender_id', '=', id)
    .where('state', '<>', 'attempting')
    .execute();
  await tx.updateTable('senders').set({ expires_at: '' }).where('id', '=', id).execute();
  await tx
    .deleteFrom('senders')
    .where('id', '=', id)
    .where((row) =>
      row.not(row.exists(row.selectFrom('deliveries').select('subscriber_id').where('sender_id', '=', id))),
    )
    .execute();
}
