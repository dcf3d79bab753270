// The figures of mailings in the tables (figure-store.ts): each query walks an index or a few hundred rows, but for
// those of a report, which walk through one mailing once.
import { sql, type Kysely } from 'kysely';
import { DELIVERY_STATES, NO_DELIVERIES } from '../core/ledger/delivery.ts';
import type { BounceDay, DeferredDelivery, DomainCounts, MailingHead, MinuteCount } from './figure-store.ts';
import type { Flavour } from './flavour.ts';
import type { Tables } from './tables.ts';

export async function mailingHeads(
  database: Kysely<Tables>,
  wanted: { readonly id: number } | { readonly limit: number },
): Promise<readonly MailingHead[]> {
  let query = database
    .selectFrom('mailings')
    .innerJoin('mailing_controls', 'mailing_controls.mailing_id', 'mailings.id')
    .select(['mailings.id', 'slug', 'edition', 'total', 'started_at', 'finished_at', 'paused_at', 'cancelled_at'])
    .orderBy('mailings.id', 'desc');
  query = 'id' in wanted ? query.where('mailings.id', '=', wanted.id) : query.limit(wanted.limit);
  const rows = await query.execute();
  if (rows.length === 0) return [];
  const counts = await database
    .selectFrom('delivery_counts')
    .selectAll()
    .where(
      'mailing_id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute();
  const byMailing = Map.groupBy(counts, (row) => row.mailing_id);
  return rows.map(({ id, slug, edition, total, ...row }) => {
    const sums = { ...NO_DELIVERIES };
    for (const one of byMailing.get(id) ?? []) for (const state of DELIVERY_STATES) sums[state] += one[state];
    return {
      id,
      slug,
      edition,
      total,
      startedAt: row.started_at,
      counts: sums,
      ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
      ...(row.paused_at === null ? {} : { pausedAt: row.paused_at }),
      ...(row.cancelled_at === null ? {} : { cancelledAt: row.cancelled_at }),
    };
  });
}

export async function sendingMark(database: Kysely<Tables>): Promise<string> {
  const sums = DELIVERY_STATES.map((state) => sql<number>`sum(${sql.ref(state)})`.as(state));
  const [counts, controls] = await Promise.all([
    database.selectFrom('delivery_counts').select(sums).executeTakeFirst(),
    database
      .selectFrom('mailing_controls')
      .select(({ fn }) => [fn.countAll().as('all'), fn.max('paused_at').as('paused'), fn.count('paused_at').as('some')])
      .select(({ fn }) => fn.count('cancelled_at').as('cancelled'))
      .executeTakeFirst(),
  ]);
  return JSON.stringify([counts, controls]);
}

/** How many processes may send at that instant: those whose lease has not run out. */
export async function livingSenders(database: Kysely<Tables>, at: string): Promise<number> {
  const living = database.selectFrom('senders').select(({ fn }) => fn.countAll<number>().as('count'));
  return (await living.where('expires_at', '>', at).executeTakeFirst())?.count ?? 0;
}

export async function deferred(
  database: Kysely<Tables>,
  mailingId: number,
  limit: number,
): Promise<readonly DeferredDelivery[]> {
  const rows = await database
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .select(['address', 'last_reply', 'next_attempt_at'])
    .where('mailing_id', '=', mailingId)
    .where('deliveries.state', '=', 'deferred')
    .where('next_attempt_at', 'is not', null)
    .orderBy('next_attempt_at')
    .limit(limit)
    .execute();
  return rows.map(({ address, last_reply, next_attempt_at }) => ({
    address,
    nextAttemptAt: next_attempt_at ?? '',
    ...(last_reply === null ? {} : { lastReply: last_reply }),
  }));
}

export async function acceptedByMinute(database: Kysely<Tables>, mailingId: number): Promise<readonly MinuteCount[]> {
  const { rows } = await sql<MinuteCount>`select substr(updated_at, 1, 16) as minute, count(*) as count
    from deliveries where mailing_id = ${mailingId} and state = 'accepted' group by 1 order by 1`.execute(database);
  return rows;
}

export async function countsByDomain(
  database: Kysely<Tables>,
  { name }: Flavour,
  mailingId: number,
): Promise<readonly DomainCounts[]> {
  const domain =
    name === 'sqlite'
      ? sql`lower(substr(address, instr(address, '@') + 1))`
      : sql`lower(substr(address, strpos(address, '@') + 1))`;
  const { rows } = await sql<DomainCounts>`select ${domain} as domain, deliveries.state as state, count(*) as count
    from deliveries join subscribers on subscribers.id = deliveries.subscriber_id
    where mailing_id = ${mailingId} group by 1, 2`.execute(database);
  return rows;
}

export async function withheldReasons(
  database: Kysely<Tables>,
  mailingId: number,
): Promise<Readonly<Record<string, number>>> {
  const rows = await database
    .selectFrom('deliveries')
    .select(({ fn }) => ['reason', fn.countAll<number>().as('count')])
    .where('mailing_id', '=', mailingId)
    .where('state', '=', 'withheld')
    .where('reason', 'is not', null)
    .groupBy('reason')
    .execute();
  return Object.fromEntries(rows.map(({ reason, count }) => [reason ?? '', count]));
}

export async function unsubscribedSince(database: Kysely<Tables>, mailingId: number, until: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(distinct consents.subscriber_id) as count
    from consents
    join mailings on mailings.id = ${mailingId}
    join deliveries on deliveries.mailing_id = mailings.id and deliveries.subscriber_id = consents.subscriber_id
    where consents.at >= mailings.started_at and consents.at < ${until} and consents.what = 'unsubscribed'
      and deliveries.state = 'accepted'`.execute(database);
  return rows[0]?.count ?? 0;
}

export async function bouncesByDay(database: Kysely<Tables>, since: string): Promise<readonly BounceDay[]> {
  const { rows } = await sql<BounceDay>`select substr(at, 1, 10) as day, kind, count(*) as count
    from bounces where at >= ${since} group by 1, 2 order by 1`.execute(database);
  return rows;
}
