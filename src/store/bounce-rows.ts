// Bounces and complaints in the tables, and the suppressions that follow from them. Whatever a report leads to is
// decided and written in the transaction that keeps the report, so that a report never counts twice.
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { EmailAddress } from '../core/audience/email-address.ts';
import type { AudienceEvent } from '../core/audience/subscriber.ts';
import { replyRule } from '../core/ledger/verdict.ts';
import { SOFT_HISTORY, softRun, type SoftRun } from '../core/report/soft-run.ts';
import {
  RECENT_MAILINGS,
  type BounceCounts,
  type BounceReason,
  type PastBounce,
  type RecentMailing,
  type RecordResult,
  type Reported,
} from './bounce-store.ts';
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

/** Deliveries of one subscriber, the newest mailing first. From the mailings, because deliveries are kept by mailing. */
function historyOf(database: Kysely<Tables>, subscriberId: number) {
  return database
    .selectFrom('mailings')
    .innerJoin('deliveries', 'deliveries.mailing_id', 'mailings.id')
    .select(['mailings.id', 'mailings.slug', 'mailings.started_at'])
    .select(['deliveries.state', 'deliveries.attempts', 'deliveries.reason', 'deliveries.last_reply'])
    .select('deliveries.updated_at')
    .where('deliveries.subscriber_id', '=', subscriberId)
    .orderBy('mailings.started_at', 'desc')
    .orderBy('mailings.id', 'desc');
}

export async function addressOf(database: Kysely<Tables>, publicId: string): Promise<EmailAddress | undefined> {
  const row = await database
    .selectFrom('subscribers')
    .select('address')
    .where('public_id', '=', publicId)
    .executeTakeFirst();
  // Only checked addresses are ever written into this column.
  return row?.address as EmailAddress | undefined;
}

export async function mailingsSince(database: Kysely<Tables>, at: string): Promise<readonly RecentMailing[]> {
  const rows = await database
    .selectFrom('mailings')
    .select(['id', 'slug', 'edition', 'key_id', 'started_at'])
    .where('started_at', '>=', at)
    .orderBy('started_at', 'desc')
    .limit(RECENT_MAILINGS)
    .execute();
  return rows.map(({ id, slug, edition, key_id: keyId, started_at: startedAt }) => ({
    id,
    slug,
    edition,
    keyId,
    startedAt,
  }));
}

export async function latestMailingOf(
  database: Kysely<Tables>,
  publicId: string,
  since: string,
): Promise<number | undefined> {
  const reader = await database
    .selectFrom('subscribers')
    .select('id')
    .where('public_id', '=', publicId)
    .executeTakeFirst();
  if (reader === undefined) return undefined;
  const row = await historyOf(database, reader.id)
    .where('mailings.started_at', '>=', since)
    .where('deliveries.attempts', '>', 0)
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

export async function bounceCounts(database: Kysely<Tables>, mailingId: number): Promise<BounceCounts> {
  const rows = await database
    .selectFrom('bounces')
    .select(({ fn }) => ['kind', fn.count<number>('subscriber_id').distinct().as('count')])
    .where('mailing_id', '=', mailingId)
    .groupBy('kind')
    .execute();
  const counts = { hard: 0, soft: 0, ours: 0, complaint: 0 };
  for (const { kind, count } of rows) if (kind in counts) counts[kind] = count;
  return counts;
}

export async function bounceReasons(database: Kysely<Tables>, mailingId: number): Promise<readonly BounceReason[]> {
  const rows = await database
    .selectFrom('bounces')
    .select(({ fn }) => [
      'kind',
      'reason',
      fn.count<number>('subscriber_id').distinct().as('count'),
      fn.min('diagnostic').as('example'),
    ])
    .where('mailing_id', '=', mailingId)
    .groupBy(['kind', 'reason'])
    .orderBy('count', 'desc')
    .orderBy('reason')
    .execute();
  return rows.map(({ kind, reason, count, example }) => ({ kind, reason, count, ...(example && { example }) }));
}

/** More than an editor reads about one subscriber. */
const SHOWN_BOUNCES = 50;

export async function bouncesOf(database: Kysely<Tables>, subscriberId: number): Promise<readonly PastBounce[]> {
  const rows = await database
    .selectFrom('bounces')
    .innerJoin('mailings', 'mailings.id', 'bounces.mailing_id')
    .select(['bounces.at', 'bounces.kind', 'bounces.status', 'bounces.diagnostic', 'bounces.reason', 'mailings.slug'])
    .where('bounces.subscriber_id', '=', subscriberId)
    .orderBy('bounces.id', 'desc')
    .limit(SHOWN_BOUNCES)
    .execute();
  const told = rows.map(({ at, kind, status, diagnostic, reason, slug }): PastBounce => {
    return { at, slug, kind, reason, ...(status && { status }), ...(diagnostic && { diagnostic }) };
  });
  const refused = await historyOf(database, subscriberId)
    .where('deliveries.state', '=', 'rejected')
    .limit(SHOWN_BOUNCES)
    .execute();
  const refusals = refused.map(({ updated_at: at, slug, reason, last_reply: reply }): PastBounce => {
    const why = reason === 'expired' ? 'did not take it in time' : replyRule('rcpt', reply ?? '').reason;
    return { at, slug, kind: 'refused', reason: why, ...(reply && { diagnostic: reply }) };
  });
  return [...told, ...refusals].toSorted((one, other) => (one.at < other.at ? 1 : -1)).slice(0, SHOWN_BOUNCES);
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
