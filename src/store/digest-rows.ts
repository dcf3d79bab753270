// Digests in the tables: who is owed which issues, copied into deliveries in one transaction together with how far each
// reader has been told now. What is owed follows from the ids of mailings, which are their order, and from the ledger:
// an issue of which the reader has a delivery is not owed, whatever they have changed meanwhile.
import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import { DIGEST_SLUGS } from '../core/ledger/mailing.ts';
import type { Flavour } from './flavour.ts';
import { insertLetters, inserted, INTO, isAwake, IS_SPECIAL, numbersTable, topicsOf } from './freeze-rows.ts';
import type { Choice, LetterPlan } from './letter-plan.ts';
import { frozenMailing, insertMailing, mailingBy } from './mailing-rows.ts';
import { insertProofs } from './proof-rows.ts';
import type { NewDigest, StartedDigest } from './slices-store.ts';
import type { Tables } from './tables.ts';

type At = Pick<NewDigest, 'frequency'> & { readonly at: string };

/** Every distinct pair of what is owed and what is wanted of it. */
export async function owedChoices(database: Kysely<Tables>, flavour: Flavour, digest: At): Promise<readonly Choice[]> {
  const { rows } = await sql<{ owed: string; topics: string }>`select distinct owed, topics
    from ${owedTo(flavour, digest)} as owing`.execute(database);
  if (rows.length === 0) return [];
  const mailings = await database.selectFrom('mailings').select(['id', 'slug']).execute();
  const slugs = new Map(mailings.map(({ id, slug }) => [id, slug]));
  return rows.map(({ owed, topics }) => ({
    key: keyOf(owed, topics),
    slugs: owed.split(',').flatMap((id) => slugs.get(Number(id)) ?? []),
    topics: topicsOf(topics),
  }));
}

function keyOf(owed: string, topics: string): string {
  return `${owed} ${topics}`;
}

/** Readers with the ids of the mailings that they are owed, for those who are owed any. */
function owedTo(flavour: Flavour, digest: At): RawBuilder<unknown> {
  return sql`(select subscribers.id, coalesce(subscribers.topics, '') as topics,
      ${flavour.joined('mailings.id')} as owed
    from subscribers cross join mailings
    where ${isAsked(digest)} and mailings.id > subscribers.digest_after and mailings.edition = ''
      and (subscribers.paused_until is null or mailings.started_at >= subscribers.paused_until)
      and not exists (select 1 from deliveries
        where deliveries.mailing_id = mailings.id and deliveries.subscriber_id = subscribers.id)
    group by subscribers.id)`;
}

/** Readers of this frequency; the daily digest also tells what is left over to those who want each issue now. */
function isAsked({ frequency, at }: At): RawBuilder<unknown> {
  const leftOver = frequency === 'daily' ? sql` or (frequency is null and digest_after is not null)` : sql``;
  return sql`${IS_SPECIAL} and (frequency = ${frequency}${leftOver}) and ${isAwake(at)}`;
}

export async function digestReaders(
  database: Kysely<Tables>,
  at: string,
): Promise<Readonly<Record<NewDigest['frequency'], number>>> {
  const count = async (frequency: NewDigest['frequency']): Promise<number> => {
    const asked = sql<{ count: number }>`select count(*) as count from subscribers where ${isAsked({ frequency, at })}`;
    return (await asked.execute(database)).rows[0]?.count ?? 0;
  };
  return { daily: await count('daily'), weekly: await count('weekly') };
}

/** The instant of the last slot that was settled. */
export async function settledSlot(database: Kysely<Tables>, { frequency }: At): Promise<string> {
  const row = database.selectFrom('facts').select('value').where('name', '=', DIGEST_SLUGS[frequency]);
  return (await row.executeTakeFirst())?.value ?? '';
}

/** `outgrown`, with nothing written, when somebody is owed or wants what the plan knows nothing of. */
export async function startDigest(
  tx: Transaction<Tables>,
  flavour: Flavour,
  wanted: NewDigest & { readonly at: string },
  plan: LetterPlan,
): Promise<StartedDigest | 'outgrown'> {
  const settled = await settledSlot(tx, wanted);
  if (settled >= wanted.slotAt) return { isNew: false };
  // The first slot that is ever looked at was nobody's: whoever starts an issue and asks for digests in one minute does
  // not mean the one of last Friday.
  if (settled === '') {
    await settle(tx, wanted);
    return { isNew: true };
  }
  const slug = DIGEST_SLUGS[wanted.frequency];
  // Its time was changed within the day: what has come since the first one waits for tomorrow's.
  const isSecond = (await mailingBy(tx, slug, wanted.edition)) !== undefined;
  const choices = isSecond ? [] : await owedChoices(tx, flavour, wanted);
  if (!plan.knows(choices)) return 'outgrown';
  await settle(tx, wanted);
  if (isSecond) return { isNew: true };
  const [first] = plan.letters;
  const isAny = choices.some(({ key }) => plan.numbers.get(key) !== undefined);
  if (first === undefined || !isAny) {
    await tell(tx, wanted);
    return { isNew: true };
  }
  const { edition, keyId, at } = wanted;
  const id = await insertMailing(tx, { slug, edition, letter: first.letter, keyId, at });
  await insertLetters(tx, id, plan);
  await insertProofs(tx, { id, slug, edition, letter: first.letter, startedAt: at }, plan, wanted.origin?.());
  const total = await freezeOwed(tx, flavour, { ...wanted, id }, plan);
  await tell(tx, wanted);
  return { mailing: await frozenMailing(tx, flavour, { id, total, at }), isNew: true };
}

function freezeOwed(
  tx: Transaction<Tables>,
  flavour: Flavour,
  digest: At & { readonly id: number },
  plan: LetterPlan,
): Promise<number> {
  return inserted(
    tx,
    sql`${INTO} select ${digest.id}, owing.id, 'queued', 0, ${digest.at}, changed.letter_no
    from ${owedTo(flavour, digest)} as owing cross join ${numbersTable(flavour, plan)}
    where changed.choice = owing.owed || ' ' || owing.topics order by owing.id`,
  );
}

/** Everybody who was asked has been told everything, or wants nothing of it. */
async function tell(tx: Transaction<Tables>, digest: At): Promise<void> {
  await sql`update subscribers
    set digest_after = case when frequency is null then null else (select coalesce(max(id), 0) from mailings) end
    where ${isAsked(digest)}`.execute(tx);
}

async function settle(tx: Transaction<Tables>, { frequency, slotAt }: NewDigest): Promise<void> {
  const fact = tx.insertInto('facts').values({ name: DIGEST_SLUGS[frequency], value: slotAt });
  await fact.onConflict((conflict) => conflict.column('name').doUpdateSet({ value: slotAt })).execute();
}
