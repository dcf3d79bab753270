// Bounces as they are asked about: of one mailing, of one subscriber, and whose messages they can be about. Recording
// them, and what follows from them, is report-rows.ts.
import type { Kysely } from 'kysely';
import type { EmailAddress } from '../core/audience/email-address.ts';
import { replyRule } from '../core/ledger/verdict.ts';
import {
  RECENT_MAILINGS,
  type BounceCounts,
  type BounceReason,
  type PastBounce,
  type RecentMailing,
} from './bounce-store.ts';
import type { Tables } from './tables.ts';

/** Deliveries of one subscriber, the newest mailing first. From the mailings, because deliveries are kept by mailing. */
export function historyOf(database: Kysely<Tables>, subscriberId: number) {
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
