// Subscribers and their consent in the tables. Every change of a standing goes through `standingAfter` and leaves a
// line in the consent log in the same transaction; the log is only ever added to.
import { randomBytes } from 'node:crypto';
import { sql, type Insertable, type Kysely, type Selectable, type Transaction } from 'kysely';
import { addressKey, type EmailAddress } from '../core/audience/email-address.ts';
import {
  isBlocked,
  standingAfter,
  SUBSCRIBER_STATES,
  type AudienceEvent,
  type Consent,
  type NewSubscriber,
  type Standing,
  type Subscriber,
  type SubscriberState,
} from '../core/audience/subscriber.ts';
import type { Flavour } from './flavour.ts';
import { topicsColumn } from './topics-rows.ts';
import type { AddResult } from './store.ts';
import type { Tables } from './tables.ts';

type Row = Selectable<Tables['subscribers']>;

/** Two imports at once add one after the other, so that neither meets an address that the other is about to add. */
const ADDING_LOCK = 6_710_886;

export async function addSubscribers(
  tx: Transaction<Tables>,
  flavour: Flavour,
  wanted: readonly NewSubscriber[],
  at: string,
): Promise<readonly AddResult[]> {
  const keys = wanted.map((subscriber) => addressKey(subscriber.address));
  if (keys.length === 0) return [];
  if (flavour.hasRowLocks) await sql`select pg_advisory_xact_lock(${sql.lit(ADDING_LOCK)})`.execute(tx);
  const rows = await tx.selectFrom('subscribers').selectAll().where('address_key', 'in', keys).execute();
  const before = new Map(rows.map((row) => [row.address_key, standing(row)]));
  // Within one batch the second row for an address meets what the first one has made of it.
  const added = new Map<string, NewSubscriber>();
  const changed: { key: string; event: AudienceEvent; subscriber: NewSubscriber }[] = [];
  const results = wanted.map((subscriber, index): AddResult => {
    const key = keys[index] ?? '';
    const old = before.get(key);
    const now = standingAfter(old, subscriber.event);
    before.set(key, now);
    if (old === undefined) {
      added.set(key, subscriber);
      return 'added';
    }
    if (isSame(old, now)) return isBlocked(old) ? 'blocked' : 'unchanged';
    changed.push({ key, event: subscriber.event, subscriber });
    return now.state === 'active' ? 'activated' : 'changed';
  });
  await insertSubscribers(tx, added, at);
  for (const change of changed) {
    await applyEvent(tx, flavour, change.key, { ...change.subscriber, event: change.event, at });
  }
  return results;
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
    const subscriber = added.get(key);
    const { event: what = 'added' as const, source = '', consentAt } = subscriber ?? {};
    return { subscriber_id: id, at, what, source, consent_at: consentAt ?? null };
  });
  await tx.insertInto('consents').values(lines).execute();
}

function newRow(key: string, subscriber: NewSubscriber, at: string): Insertable<Tables['subscribers']> {
  return {
    // 128 random bits: nobody guesses a neighbour from it, and it does not tell how many there are (E1.02).
    public_id: randomBytes(16).toString('hex'),
    address: subscriber.address,
    address_key: key,
    ...standingColumns(standingAfter(undefined, subscriber.event)),
    topics: topicsColumn(subscriber.topics ?? []),
    frequency: null,
    language: subscriber.language ?? null,
    consent_source: subscriber.consentAt === undefined ? null : subscriber.source,
    consent_at: subscriber.consentAt ?? null,
    created_at: at,
    updated_at: at,
  };
}

interface AppliedEvent {
  readonly event: AudienceEvent;
  readonly source: string;
  readonly at: string;
  readonly consentAt?: string;
}

/** Applies one event to one subscriber; undefined when there is none with that key. */
export async function changeSubscriber(
  tx: Transaction<Tables>,
  flavour: Flavour,
  key: string,
  applied: AppliedEvent,
): Promise<Subscriber | undefined> {
  const row = await lockedRow(tx, flavour, key).executeTakeFirst();
  if (row === undefined) return undefined;
  if (!isSame(standing(row), standingAfter(standing(row), applied.event))) await applyEvent(tx, flavour, key, applied);
  return subscriberBy(tx, key);
}

function lockedRow(tx: Transaction<Tables>, flavour: Flavour, key: string) {
  const row = tx.selectFrom('subscribers').selectAll().where('address_key', '=', key);
  return row.$if(flavour.hasRowLocks, (query) => query.forUpdate());
}

async function applyEvent(
  tx: Transaction<Tables>,
  flavour: Flavour,
  key: string,
  consent: AppliedEvent,
): Promise<void> {
  const { event, at } = consent;
  const row = await lockedRow(tx, flavour, key).executeTakeFirstOrThrow();
  const stated =
    consent.consentAt === undefined ? {} : { consent_source: consent.source, consent_at: consent.consentAt };
  await tx
    .updateTable('subscribers')
    .set({ ...standingColumns(standingAfter(standing(row), event)), ...stated, updated_at: at })
    .where('id', '=', row.id)
    .execute();
  const line = {
    subscriber_id: row.id,
    at,
    what: event,
    source: consent.source,
    consent_at: consent.consentAt ?? null,
  };
  await tx.insertInto('consents').values(line).execute();
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
    .where('id', '>', page.after ?? 0);
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
  const counts = { pending: 0, active: 0, unsubscribed: 0, suppressed: 0 };
  for (const row of rows) if (SUBSCRIBER_STATES.includes(row.state)) counts[row.state] = row.count;
  return counts;
}

export async function consentsOf(database: Kysely<Tables>, subscriberId: number): Promise<readonly Consent[]> {
  const rows = await database
    .selectFrom('consents')
    .selectAll()
    .where('subscriber_id', '=', subscriberId)
    .orderBy('id')
    .execute();
  return rows.map(({ at, what, source, consent_at: consentAt }) =>
    consentAt === null ? { at, what, source } : { at, what, source, consentAt },
  );
}

function subscriberOf(row: Row): Subscriber {
  return {
    id: row.id,
    publicId: row.public_id,
    // Only checked addresses are ever written into this column.
    address: row.address as EmailAddress,
    standing: standing(row),
    topics: row.topics === null ? [] : parseTopics(row.topics),
    frequency: row.frequency ?? 'each',
    ...(row.language === null ? {} : { language: row.language }),
    ...(row.consent_at === null ? {} : { consent: { source: row.consent_source ?? '', at: row.consent_at } }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function parseTopics(json: string): readonly string[] {
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.filter((topic) => typeof topic === 'string') : [];
}

function standing(row: Pick<Row, 'state' | 'suppression_reason'>): Standing {
  if (row.state !== 'suppressed') return { state: row.state };
  return { state: 'suppressed', reason: row.suppression_reason ?? 'manual' };
}

function standingColumns(now: Standing): Pick<Insertable<Tables['subscribers']>, 'state' | 'suppression_reason'> {
  return { state: now.state, suppression_reason: now.state === 'suppressed' ? now.reason : null };
}

function isSame(one: Standing, other: Standing): boolean {
  return one.state === other.state && reasonOf(one) === reasonOf(other);
}

function reasonOf(of: Standing): string {
  return of.state === 'suppressed' ? of.reason : '';
}
