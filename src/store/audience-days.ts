// How many readers came and went on each day, kept beside the consent log and added to as the log grows: the log is
// only ever added to, so a line is folded once. Without it every look at the plot would sort a million lines.
import { sql, type Kysely, type Transaction } from 'kysely';
import { ACTIVE_EVENTS, QUIET_EVENTS, type AudienceDay } from './figure-store.ts';
import type { Flavour } from './flavour.ts';
import type { Tables } from './tables.ts';

/** The id of the last line that was folded. */
const FOLDED = 'audience folded';

/** Gives how many lines it has folded. */
export async function foldAudience(tx: Transaction<Tables>, flavour: Flavour, lines: number): Promise<number> {
  const after = await foldedId(tx, flavour);
  const { rows: ids } = await sql<{ last: number | null; count: number }>`select max(id) as last, count(*) as count
    from (select id from consents where id > ${after} order by id limit ${lines}) as next`.execute(tx);
  const { last = null, count = 0 } = ids[0] ?? {};
  if (last === null) return 0;
  const isActive = sql.join(ACTIVE_EVENTS.map((event) => sql.lit(event)));
  const isQuiet = sql.join(QUIET_EVENTS.map((event) => sql.lit(event)));
  await sql`insert into audience_days (day, source, joined, left_count)
    select day, source, sum(is_active * (1 - was_active)), sum(was_active * (1 - is_active)) from (
      select substr(now.at, 1, 10) as day, now.source as source,
        case when now.what in (${isActive}) then 1 else 0 end as is_active,
        coalesce((select case when before.what in (${isActive}) then 1 else 0 end from consents as before
          where before.subscriber_id = now.subscriber_id and before.id < now.id and before.what not in (${isQuiet})
          order by before.id desc limit 1), 0) as was_active
      from consents as now where now.id > ${after} and now.id <= ${last} and now.what not in (${isQuiet})
    ) as lines where is_active <> was_active group by day, source
    on conflict (day, source) do update set joined = audience_days.joined + excluded.joined,
      left_count = audience_days.left_count + excluded.left_count`.execute(tx);
  await tx
    .updateTable('facts')
    .set({ value: String(last) })
    .where('name', '=', FOLDED)
    .execute();
  return count;
}

/** Whoever folds at the same time waits here. */
async function foldedId(tx: Transaction<Tables>, flavour: Flavour): Promise<number> {
  const fact = tx.insertInto('facts').values({ name: FOLDED, value: '0' });
  await fact.onConflict((conflict) => conflict.column('name').doNothing()).execute();
  const row = tx.selectFrom('facts').select('value').where('name', '=', FOLDED);
  return Number((await row.$if(flavour.hasRowLocks, (query) => query.forUpdate()).executeTakeFirstOrThrow()).value);
}

export async function audienceDays(database: Kysely<Tables>): Promise<readonly AudienceDay[]> {
  const rows = await database.selectFrom('audience_days').selectAll().orderBy('day').orderBy('source').execute();
  return rows.map(({ day, source, joined, left_count }) => ({ day, source, joined, left: left_count }));
}

export async function activeByTopics(database: Kysely<Tables>) {
  return database
    .selectFrom('subscribers')
    .select(({ fn }) => ['topics', fn.countAll<number>().as('count')])
    .where('state', '=', 'active')
    .groupBy('topics')
    .execute();
}

export async function activeBySource(database: Kysely<Tables>) {
  return database
    .selectFrom('subscribers')
    .select(({ fn }) => ['consent_source as source', fn.countAll<number>().as('count')])
    .where('state', '=', 'active')
    .groupBy('consent_source')
    .execute();
}
