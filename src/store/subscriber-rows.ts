// Subscribers and their consent in the tables. Every change of a standing goes through `standingAfter` and leaves a
// line in the consent log in the same transaction; the log is only ever added to.
import { randomBytes } from 'node:crypto';
import { sql, type Insertable, type Kysely, type Transaction } from 'kysely';
import { adding, type AddResult, type KnownStanding } from '../core/audience/adding.ts';
import { addressKey } from '../core/audience/email-address.ts';
import {
  isSameStanding,
  standingAfter,
  SUBSCRIBER_STATES,
  type AudienceEvent,
  type Consent,
  type NewSubscriber,
  type Subscriber,
  type SubscriberState,
} from '../core/audience/subscriber.ts';
import { addConsents } from './consent-rows.ts';
import { changeDeparture, departedStandings, type HashesOf } from './departure-rows.ts';
import type { Flavour } from './flavour.ts';
import { standing, standingColumns, subscriberOf } from './standing-columns.ts';
import { frequencyColumn, topicsColumn } from './choice-columns.ts';
import type { Tables } from './tables.ts';

/** What every change of the audience needs beside its transaction. */
export interface AudiencePlace {
  readonly flavour: Flavour;
  readonly hashesOf: HashesOf;
}

/** Two imports at once add one after the other, so that neither meets an address that the other is about to add. */
const ADDING_LOCK = 6_710_886;

/** Until the transaction ends nobody else adds a subscriber. */
export async function lockAdding(tx: Transaction<Tables>, flavour: Flavour): Promise<void> {
  if (flavour.hasRowLocks) await sql`select pg_advisory_xact_lock(${sql.lit(ADDING_LOCK)})`.execute(tx);
}

export async function addSubscribers(
  tx: Transaction<Tables>,
  { flavour, hashesOf }: AudiencePlace,
  wanted: readonly NewSubscriber[],
  at: string,
): Promise<readonly AddResult[]> {
  const keys = wanted.map((subscriber) => addressKey(subscriber.address));
  if (keys.length === 0) return [];
  await lockAdding(tx, flavour);
  const known = new Map(await knownStandings(tx, hashesOf, keys));
  const departed = new Map([...known].filter(([, { isDeparted }]) => isDeparted));
  // Within one batch the second row for an address meets what the first one has made of it.
  const added = new Map<string, NewSubscriber>();
  const changed: { key: string; subscriber: NewSubscriber }[] = [];
  const results = wanted.map((subscriber, index): AddResult => {
    const key = keys[index] ?? '';
    const { result, after } = adding(known.get(key), subscriber);
    known.set(key, { isDeparted: departed.has(key), ...after });
    if (result === 'added') added.set(key, subscriber);
    else if (result === 'activated' || result === 'changed') changed.push({ key, subscriber });
    return result;
  });
  await insertSubscribers(tx, added, at);
  for (const change of changed) {
    const { key, subscriber } = change;
    const left = departed.get(key);
    if (left === undefined) await applyEvent(tx, flavour, key, { ...subscriber, at });
    else await changeDeparture(tx, hashesOf, key, { standing: standingAfter(left.standing, subscriber.event), at });
  }
  return results;
}

type KnownRow = KnownStanding & { readonly isDeparted: boolean };

/** What is known of `keys`; of an erased address nothing but that it stays away. */
export async function knownStandings(
  database: Kysely<Tables>,
  hashesOf: HashesOf,
  keys: readonly string[],
): Promise<ReadonlyMap<string, KnownRow>> {
  if (keys.length === 0) return new Map();
  const columns = ['address_key', 'state', 'suppression_reason', 'consent_at'] as const;
  const rows = await database.selectFrom('subscribers').select(columns).where('address_key', 'in', keys).execute();
  const known = new Map<string, KnownRow>();
  for (const row of rows) {
    const said = row.consent_at === null ? {} : { consentAt: row.consent_at };
    known.set(row.address_key, { standing: standing(row), ...said, isDeparted: false });
  }
  const departed = await departedStandings(
    database,
    hashesOf,
    keys.filter((key) => !known.has(key)),
  );
  for (const [key, left] of departed) known.set(key, { standing: left, isDeparted: true });
  return known;
}

async function insertSubscribers(
  tx: Transaction<Tables>,
  added: ReadonlyMap<string, NewSubscriber>,
  at: string,
): Promise<void> {
  if (added.size === 0) return;
  const rows = [...added].map(([key, subscriber]) => newRow(key, subscriber, at));
  const ids = await tx.insertInto('subscribers').values(rows).returning(['id', 'address_key']).execute();
  const lines = ids.map(({ id, address_key: key }) => {
    const { event: what = 'added' as const, source = '', ...said } = added.get(key) ?? {};
    return { ...said, subscriberId: id, at, what, source };
  });
  await addConsents(tx, lines);
}

export function newRow(key: string, subscriber: NewSubscriber, at: string): Insertable<Tables['subscribers']> {
  return {
    // 128 random bits: nobody guesses a neighbour from it, and it does not tell how many there are (E1.02).
    public_id: randomBytes(16).toString('hex'),
    address: subscriber.address,
    address_key: key,
    ...standingColumns(standingAfter(undefined, subscriber.event)),
    topics: topicsColumn(subscriber.topics ?? []),
    frequency: frequencyColumn(subscriber.frequency ?? 'each'),
    language: subscriber.language ?? null,
    consent_source: subscriber.consentAt === undefined ? null : subscriber.source,
    consent_at: subscriber.consentAt ?? null,
    paused_until: null,
    created_at: at,
    updated_at: changedAt(subscriber, at),
  };
}

/** Readers who left are erased so long after they left, and not after somebody heard of it. */
function changedAt({ leftAt }: Pick<NewSubscriber, 'leftAt'>, at: string): string {
  return leftAt !== undefined && leftAt < at ? leftAt : at;
}

/** An event with all that the log shall say of it. */
export type AppliedEvent = Omit<Consent, 'what'> & Pick<NewSubscriber, 'leftAt'> & { readonly event: AudienceEvent };

/** Applies one event to one subscriber; undefined when there is none with that key. */
export async function changeSubscriber(
  tx: Transaction<Tables>,
  { flavour, hashesOf }: AudiencePlace,
  key: string,
  applied: AppliedEvent,
): Promise<Subscriber | undefined> {
  const row = await lockedRow(tx, flavour, key).executeTakeFirst();
  if (row === undefined) {
    // A complaint may come long after the person has had everything erased, and weighs more than that.
    const left = (await departedStandings(tx, hashesOf, [key])).get(key);
    const now = left && standingAfter(left, applied.event);
    if (left && now && !isSameStanding(left, now)) {
      await changeDeparture(tx, hashesOf, key, { standing: now, at: applied.at });
    }
    return undefined;
  }
  if (!isSameStanding(standing(row), standingAfter(standing(row), applied.event)))
    await applyEvent(tx, flavour, key, applied);
  return subscriberBy(tx, key);
}

export function lockedRow(tx: Transaction<Tables>, flavour: Flavour, key: string) {
  const row = tx.selectFrom('subscribers').selectAll().where('address_key', '=', key);
  return row.$if(flavour.hasRowLocks, (query) => query.forUpdate());
}

/** Writes the standing that the event leads to, and its line in the log, whether it changes anything or not. */
export async function applyEvent(
  tx: Transaction<Tables>,
  flavour: Flavour,
  key: string,
  consent: AppliedEvent,
): Promise<void> {
  const { event, at, ...said } = consent;
  const row = await lockedRow(tx, flavour, key).executeTakeFirstOrThrow();
  const stated =
    consent.consentAt === undefined ? {} : { consent_source: consent.source, consent_at: consent.consentAt };
  await tx
    .updateTable('subscribers')
    .set({ ...standingColumns(standingAfter(standing(row), event)), ...stated, updated_at: changedAt(consent, at) })
    .where('id', '=', row.id)
    .execute();
  await addConsents(tx, [{ ...said, subscriberId: row.id, at, what: event }]);
}

export async function subscriberBy(database: Kysely<Tables>, key: string): Promise<Subscriber | undefined> {
  const row = await database.selectFrom('subscribers').selectAll().where('address_key', '=', key).executeTakeFirst();
  return row === undefined ? undefined : subscriberOf(row);
}

export async function subscriberPage(
  database: Kysely<Tables>,
  page: { after?: number; limit: number; state?: SubscriberState },
): Promise<readonly Subscriber[]> {
  let query = database
    .selectFrom('subscribers')
    .selectAll()
    .where('id', '>', page.after ?? 0)
    .where('state', '<>', 'erased');
  if (page.state !== undefined) query = query.where('state', '=', page.state);
  const rows = await query.orderBy('id').limit(page.limit).execute();
  return rows.map(subscriberOf);
}

export async function subscriberCounts(database: Kysely<Tables>): Promise<Readonly<Record<SubscriberState, number>>> {
  const rows = await database
    .selectFrom('subscribers')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  const count = (state: SubscriberState): number => rows.find((row) => row.state === state)?.count ?? 0;
  const counts = { pending: 0, active: 0, unsubscribed: 0, suppressed: 0 };
  for (const state of SUBSCRIBER_STATES) counts[state] = count(state);
  return counts;
}
