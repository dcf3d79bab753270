// Bounces and complaints in the tables, and the suppressions that follow from them. Whatever a report leads to is
// decided and written in the transaction that keeps the report, so that a report never counts twice.
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { AudienceEvent } from '../core/audience/subscriber.ts';
import { SOFT_HISTORY, softRun, type SoftRun } from '../core/report/soft-run.ts';
import { historyOf } from './bounce-history.ts';
import type { BounceCounts, RecordResult, Reported } from './bounce-store.ts';
import { lockedHeir } from './preference-rows.ts';
import { changeSubscriber, type AudiencePlace } from './subscriber-rows.ts';
import type { Tables } from './tables.ts';

type Reader = Pick<Selectable<Tables['subscribers']>, 'id' | 'address_key' | 'state' | 'suppression_reason'>;

export async function recordReport(
  tx: Transaction<Tables>,
  place: AudiencePlace,
  reported: Reported,
  at: string,
): Promise<RecordResult> {
  const reader = await tx
    .selectFrom('subscribers')
    .select(['id', 'address_key', 'state', 'suppression_reason'])
    .where('public_id', '=', reported.publicId)
    .$if(place.flavour.hasRowLocks, (query) => query.forUpdate())
    .executeTakeFirst();
  if (reader === undefined) return { outcome: 'unknown' };
  const { kind, mailingId, source } = reported;
  if (kind === 'unsubscribe') {
    const leaving = (await lockedHeir(tx, place, reported.publicId)) ?? reader;
    const hasLeft = await changed(tx, place, leaving, { event: 'unsubscribed', source, at });
    return { outcome: hasLeft ? 'unsubscribed' : 'repeated' };
  }
  if (mailingId === undefined || !(await wasAttempted(tx, mailingId, reader.id))) return { outcome: 'unknown' };
  if (!(await keep(tx, { ...reported, kind, mailingId }, reader.id, at))) return { outcome: 'repeated' };
  const suppress = async (event: AudienceEvent): Promise<RecordResult> => {
    const isNew = await changed(tx, place, reader, { event, source: `${source}, mailing ${mailingId}`, at });
    return { outcome: isNew ? 'suppressed' : 'repeated' };
  };
  if (kind === 'complaint') return suppress('complained');
  if (kind === 'hard' && (await isOutdated(tx, reader.id, mailingId))) return { outcome: 'counted' };
  if (kind === 'hard') return suppress('bounced');
  if (kind === 'ours') return { outcome: 'counted' };
  const run = await softRunOf(tx, reader.id, mailingId);
  const result = run.isEnough ? await suppress('bounced') : ({ outcome: 'counted' } as const);
  return { ...result, softCount: run.count };
}

/** Applies the event; false when it has changed nothing, because the reader had left already. */
async function changed(
  tx: Transaction<Tables>,
  place: AudiencePlace,
  reader: Reader,
  applied: { readonly event: AudienceEvent; readonly source: string; readonly at: string },
): Promise<boolean> {
  const after = await changeSubscriber(tx, place, reader.address_key, applied);
  if (after === undefined) return false;
  const reason = after.standing.state === 'suppressed' ? after.standing.reason : null;
  return after.standing.state !== reader.state || reason !== reader.suppression_reason;
}

async function wasAttempted(tx: Transaction<Tables>, mailingId: number, subscriberId: number): Promise<boolean> {
  const row = await tx
    .selectFrom('deliveries')
    .select('attempts')
    .where('mailing_id', '=', mailingId)
    .where('subscriber_id', '=', subscriberId)
    .executeTakeFirst();
  return row !== undefined && row.attempts > 0;
}

/** False when the same report about the same message is there already. */
async function keep(
  tx: Transaction<Tables>,
  reported: Reported & { readonly kind: keyof BounceCounts; readonly mailingId: number },
  subscriberId: number,
  at: string,
): Promise<boolean> {
  const { kind, mailingId, status = null, diagnostic = null, reason, source, reportId } = reported;
  const row = { kind, status, diagnostic, reason, source, at, report_id: reportId };
  const inserted = await tx
    .insertInto('bounces')
    .values({ ...row, subscriber_id: subscriberId, mailing_id: mailingId })
    .onConflict((conflict) => conflict.columns(['subscriber_id', 'mailing_id', 'report_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** A mailbox that has since taken our mail, and whose owner has followed the link in it, is no dead one. */
async function isOutdated(tx: Transaction<Tables>, subscriberId: number, mailingId: number): Promise<boolean> {
  const mailing = tx.selectFrom('mailings').select('started_at').where('id', '=', mailingId);
  return (await mailing.executeTakeFirstOrThrow()).started_at <= (await provenAt(tx, subscriberId));
}

/** When the reader last confirmed this mailbox, by an opt-in or a change of address; before all times when never. */
async function provenAt(tx: Kysely<Tables>, subscriberId: number): Promise<string> {
  const lines = tx.selectFrom('consents').select('at').where('subscriber_id', '=', subscriberId);
  const proofs = lines.where((line) =>
    line.or([line('what', '=', 'confirmed'), line('details', 'like', '{"address":%')]),
  );
  return (await proofs.orderBy('id', 'desc').limit(1).executeTakeFirst())?.at ?? '';
}

/** The run of mailings that did not arrive, back from this one to the reader's last confirmation. */
async function softRunOf(tx: Kysely<Tables>, subscriberId: number, mailingId: number): Promise<SoftRun> {
  const bounces = await tx
    .selectFrom('bounces')
    .select(['mailing_id', 'kind'])
    .where('subscriber_id', '=', subscriberId)
    .execute();
  const kinds = Map.groupBy(bounces, (row) => row.mailing_id);
  const rows = await historyOf(tx, subscriberId)
    .where('mailings.started_at', '<=', (from) =>
      from.selectFrom('mailings as last').select('last.started_at').where('last.id', '=', mailingId),
    )
    .where('mailings.started_at', '>', await provenAt(tx, subscriberId))
    .limit(SOFT_HISTORY)
    .execute();
  return softRun(
    rows.map(({ id, started_at: startedAt, state, attempts, reason, last_reply: lastReply }) => ({
      startedAt,
      delivery: { state, attempts, ...(reason === null ? {} : { reason }) },
      lastReply: lastReply ?? undefined,
      bounces: (kinds.get(id) ?? []).map((row) => row.kind),
    })),
  );
}

/** How many refused deliveries one transaction looks at. */
const REFUSED_AT_ONCE = 200;

/** One batch behind `after`; gives the last subscriber of it, and undefined when there was none left. */
export async function suppressRefused(
  tx: Transaction<Tables>,
  place: AudiencePlace,
  wanted: { readonly mailingId: number; readonly after: number; readonly at: string },
): Promise<{ readonly last: number | undefined; readonly suppressed: number }> {
  const { mailingId, after, at } = wanted;
  const rows = await tx
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .select(['subscribers.id', 'subscribers.address_key', 'subscribers.state', 'subscribers.suppression_reason'])
    .where('deliveries.mailing_id', '=', mailingId)
    .where('deliveries.state', '=', 'rejected')
    .where('deliveries.reason', 'is not', null)
    .where('deliveries.subscriber_id', '>', after)
    .orderBy('deliveries.subscriber_id')
    .limit(REFUSED_AT_ONCE)
    .execute();
  let suppressed = 0;
  for (const reader of rows) {
    if (reader.state !== 'active' || !(await softRunOf(tx, reader.id, mailingId)).isEnough) continue;
    const source = `refused again and again, mailing ${mailingId}`;
    if (await changed(tx, place, reader, { event: 'bounced', source, at })) suppressed += 1;
  }
  return { last: rows.at(-1)?.id, suppressed };
}
