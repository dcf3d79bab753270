// The audience of a mailing in the tables: who gets it, by what they chose, copied into deliveries by few statements,
// whatever the number of readers. Those who want everything are one walk along an index, as cheap as copying the ids;
// the others are joined with the numbers of their letters.
import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import type { Flavour } from './flavour.ts';
import { textsIn } from './json-texts.ts';
import type { Choice, LetterPlan } from './letter-plan.ts';
import type { AudienceChoice } from './slices-store.ts';
import type { NewMailing } from './store.ts';
import type { Tables } from './tables.ts';

type Audience = NewMailing['audience'];

/** Every distinct choice among those whom a mailing to this audience asks. */
export async function choicesOf(
  database: Kysely<Tables>,
  { audience, at }: { readonly audience: Audience; readonly at: string },
): Promise<readonly Choice[]> {
  if (audience !== 'active') return earlierLetters(database, audience.recipientsOf);
  const { rows } = await sql<{ topics: string | null }>`select distinct topics from subscribers
    where ${IS_SPECIAL} and ${wantsEach(at)}`.execute(database);
  const keys = new Set(['', ...rows.map(({ topics }) => topics ?? '')]);
  return [...keys].map((key) => ({ key, topics: topicsOf(key) }));
}

/** How many made each choice. */
export async function askedAudience(database: Kysely<Tables>, at: string): Promise<readonly AudienceChoice[]> {
  const plain = await sql<{ count: number }>`select count(*) as count from subscribers where ${IS_PLAIN}`.execute(
    database,
  );
  const special = await sql<{ topics: string | null; count: number }>`select topics, count(*) as count from subscribers
    where ${IS_SPECIAL} and ${wantsEach(at)} group by topics order by topics`.execute(database);
  const plainCount = plain.rows[0]?.count ?? 0;
  // Those who are back from a pause have no topics and are special all the same.
  const back = special.rows.find(({ topics }) => topics === null)?.count ?? 0;
  const all = [{ topics: null, count: plainCount + back }, ...special.rows.filter(({ topics }) => topics !== null)];
  return all
    .filter(({ count }) => count > 0)
    .map(({ topics, count }) => ({ topics: topicsOf(topics ?? ''), readerCount: count }));
}

/** Copies everybody whose choice has a letter, and gives how many they are. */
export async function freezeAudience(
  tx: Transaction<Tables>,
  flavour: Flavour,
  mailing: { readonly id: number; readonly audience: Audience; readonly at: string },
  plan: LetterPlan,
): Promise<number> {
  if (mailing.audience !== 'active') return freezeRecipients(tx, flavour, mailing, plan);
  const values = sql`${mailing.id}, subscribers.id, 'queued', 0, ${mailing.at}`;
  const plain = sql`${INTO} select ${values}, ${plan.numbers.get('') ?? 0} from subscribers
    where ${IS_PLAIN} order by subscribers.id`;
  const special = sql`${INTO} select ${values}, changed.letter_no
    from subscribers cross join ${numbersTable(flavour, plan)}
    where changed.choice = coalesce(subscribers.topics, '') and ${IS_SPECIAL} and ${wantsEach(mailing.at)}
    order by subscribers.id`;
  let total = 0;
  if (plan.numbers.get('') !== undefined) total += await inserted(tx, plain);
  return total + (await inserted(tx, special));
}

/** What every freeze fills; the letter's number comes last. */
export const INTO = sql`insert into deliveries (mailing_id, subscriber_id, state, attempts, updated_at, letter_no)`;

// Literally as in the indices that hold just these rows, or they would not be used.
const IS_PLAIN = sql`subscribers.state = 'active' and topics is null and frequency is null and paused_until is null`;
export const IS_SPECIAL = sql`subscribers.state = 'active'
  and (topics is not null or frequency is not null or paused_until is not null or digest_after is not null)`;

/** A pause ends by itself when its instant has come. */
export function isAwake(at: string): RawBuilder<unknown> {
  return sql`(paused_until is null or paused_until <= ${at})`;
}

/** Of the special ones. Those of whom only a digest is left over are plain as well, hence the second condition. */
function wantsEach(at: string): RawBuilder<unknown> {
  return sql`frequency is null and (topics is not null or paused_until is not null) and ${isAwake(at)}`;
}

export async function inserted(tx: Transaction<Tables>, statement: RawBuilder<unknown>): Promise<number> {
  return Number((await statement.execute(tx)).numAffectedRows ?? 0);
}

/** The letters in which an issue went out: in its own mailing, and in digests since. */
async function earlierLetters(database: Kysely<Tables>, mailingId: number): Promise<readonly Choice[]> {
  const issue = await database
    .selectFrom('mailings')
    .select('slug')
    .where('id', '=', mailingId)
    .executeTakeFirstOrThrow();
  const letters = await database
    .selectFrom('mailing_letters')
    .select(['mailing_id', 'letter_no', 'topics', 'slugs'])
    .where('mailing_id', '>=', mailingId)
    .where((row) => row.or([row('mailing_id', '=', mailingId), row('slugs', 'is not', null)]))
    .orderBy('mailing_id')
    .orderBy('letter_no')
    .execute();
  const holding = letters.filter(({ slugs }) => slugs === null || textsIn(slugs).includes(issue.slug));
  const whole = { key: `${mailingId}:0`, topics: [], earlierId: mailingId };
  return [
    whole,
    ...holding.map((row) => ({
      key: `${row.mailing_id}:${row.letter_no}`,
      topics: topicsOf(row.topics ?? ''),
      earlierId: row.mailing_id,
    })),
  ];
}

/**
 * Those who got one of the earlier letters, or may have got it, and are active still: an uncertain one may well have
 * it, and a correction that is not needed harms less than one that is missed.
 */
function freezeRecipients(
  tx: Transaction<Tables>,
  flavour: Flavour,
  { id, at }: { readonly id: number; readonly at: string },
  plan: LetterPlan,
): Promise<number> {
  const mailingIds = [...plan.numbers.keys()].map((key) => Number(key.split(':')[0]));
  return inserted(
    tx,
    sql`${INTO} select ${id}, subscribers.id, 'queued', 0, ${at}, changed.letter_no
    from deliveries as earlier cross join ${numbersTable(flavour, plan)} cross join subscribers
    where ${flavour.isOneOf('earlier.mailing_id', [...new Set(mailingIds)])}
      and changed.choice = earlier.mailing_id || ':' || earlier.letter_no
      and subscribers.id = earlier.subscriber_id
      and subscribers.state = 'active' and ${isAwake(at)} and earlier.state in ('accepted', 'uncertain')
    order by subscribers.id
    on conflict (mailing_id, subscriber_id) do nothing`,
  );
}

/** The plan as a table: choices that have a letter, with its number. */
export function numbersTable(flavour: Flavour, plan: LetterPlan): RawBuilder<unknown> {
  const rows = [...plan.numbers].flatMap(([choice, letter_no]) =>
    letter_no === undefined ? [] : { choice, letter_no },
  );
  return flavour.table({ choice: 'text', letter_no: 'integer' }, JSON.stringify(rows));
}

/** The letters beside the mailing's own. */
export async function insertLetters(tx: Transaction<Tables>, mailingId: number, plan: LetterPlan): Promise<void> {
  for (const { letterNo, letter, topics, slugs } of plan.letters) {
    const row = {
      mailing_id: mailingId,
      letter_no: letterNo,
      topics: topics.length === 0 ? null : JSON.stringify(topics),
      slugs: slugs === undefined ? null : JSON.stringify(slugs),
      letter: JSON.stringify(letter),
    };
    await tx.insertInto('mailing_letters').values(row).execute();
  }
}

export function topicsOf(key: string): readonly string[] {
  return key === '' ? [] : textsIn(key);
}
