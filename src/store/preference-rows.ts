// What a reader changes by a link of their own, in the tables: the choice, leaving, and taking leaving back. Each
// leaves a line in the consent log that says what was shown and what became of it.
import type { Kysely, Transaction } from 'kysely';
import type { Evidence } from '../core/audience/ask.ts';
import type { AudienceEvent, Subscriber } from '../core/audience/subscriber.ts';
import { isSameStanding, standingAfter } from '../core/audience/subscriber.ts';
import { addConsents } from './consent-rows.ts';
import type { PreferenceChanges, ReaderDelivery } from './reader-store.ts';
import { standing, subscriberOf, type SubscriberRow } from './standing-columns.ts';
import { applyEvent, type AudiencePlace } from './subscriber-rows.ts';
import type { Tables } from './tables.ts';
import { frequencyColumn, topicsColumn } from './choice-columns.ts';

export interface ReaderChange {
  readonly publicId: string;
  readonly evidence: Evidence;
  readonly at: string;
}

export async function subscriberById(database: Kysely<Tables>, publicId: string): Promise<Subscriber | undefined> {
  const row = await rowById(database, publicId).executeTakeFirst();
  return row && subscriberOf(row);
}

function rowById(database: Kysely<Tables>, publicId: string) {
  const row = database.selectFrom('subscribers').selectAll().where('public_id', '=', publicId);
  return row.where('state', '<>', 'erased');
}

function lockedById(tx: Transaction<Tables>, { flavour }: AudiencePlace, publicId: string) {
  return rowById(tx, publicId).$if(flavour.hasRowLocks, (query) => query.forUpdate());
}

export async function changePreferences(
  tx: Transaction<Tables>,
  place: AudiencePlace,
  changes: PreferenceChanges,
  { publicId, evidence, at }: ReaderChange,
): Promise<Subscriber | undefined> {
  const row = await lockedById(tx, place, publicId).executeTakeFirst();
  if (row === undefined) return undefined;
  const wanted = {
    topics: changes.topics === undefined ? row.topics : topicsColumn(changes.topics),
    frequency: changes.frequency === undefined ? row.frequency : frequencyColumn(changes.frequency),
    language: changes.language ?? row.language,
    paused_until: changes.pausedUntil === undefined ? row.paused_until : changes.pausedUntil,
  };
  const details = differences(row, wanted);
  if (details === undefined) return subscriberOf(row);
  const changed = tx.updateTable('subscribers').set({ ...wanted, updated_at: at });
  const after = await changed.where('id', '=', row.id).returningAll().executeTakeFirstOrThrow();
  const line = { subscriberId: row.id, at, what: 'changed' as const, source: sourceOf(evidence), evidence, details };
  await addConsents(tx, [line]);
  return subscriberOf(after);
}

type Choice = Pick<SubscriberRow, 'topics' | 'frequency' | 'language' | 'paused_until'>;

/** `{"frequency":{"from":"each","to":"weekly"}}`; undefined when nothing differs. */
function differences(from: Choice, to: Choice): string | undefined {
  const names = ['topics', 'frequency', 'language', 'paused_until'] as const;
  const different = names.filter((name) => from[name] !== to[name]);
  if (different.length === 0) return undefined;
  return JSON.stringify(Object.fromEntries(different.map((name) => [name, { from: from[name], to: to[name] }])));
}

/** Applies `unsubscribed` or `returned`; a second time changes nothing and adds no line. */
export async function applyOwnEvent(
  tx: Transaction<Tables>,
  place: AudiencePlace,
  event: AudienceEvent,
  { publicId, evidence, at }: ReaderChange,
): Promise<Subscriber | undefined> {
  const row = await lockedHeir(tx, place, publicId);
  if (row === undefined) return undefined;
  if (isSameStanding(standing(row), standingAfter(standing(row), event))) return subscriberOf(row);
  const isConsent = event === 'returned' ? { consentAt: at } : {};
  const applied = { event, source: sourceOf(evidence), at, evidence, ...isConsent };
  await applyEvent(tx, place.flavour, row.address_key, applied);
  // Taken back at once, so what the next digest owed is owed still; on any other way back the database begins anew.
  if (event === 'returned' && row.digest_after !== null) {
    await tx.updateTable('subscribers').set({ digest_after: row.digest_after }).where('id', '=', row.id).execute();
  }
  return subscriberById(tx, row.public_id);
}

/** Somebody may move more than once; nobody moves this often. */
const MOST_MOVES = 20;

/** The reader of a link, or whoever goes on in their place since a change of address has joined the two. */
export async function lockedHeir(
  tx: Transaction<Tables>,
  place: AudiencePlace,
  publicId: string,
): Promise<SubscriberRow | undefined> {
  let row = await lockedById(tx, place, publicId).executeTakeFirst();
  for (let moves = 0; row?.state === 'unsubscribed' && moves < MOST_MOVES; moves += 1) {
    const last = await lastConsent(tx, row.id);
    const heir = last?.what === 'unsubscribed' ? joinedInto(last.details) : undefined;
    const next = heir === undefined ? undefined : await lockedById(tx, place, heir).executeTakeFirst();
    if (next === undefined) return row;
    row = next;
  }
  return row;
}

function lastConsent(tx: Transaction<Tables>, subscriberId: number) {
  const lines = tx.selectFrom('consents').select(['what', 'details']).where('subscriber_id', '=', subscriberId);
  return lines.orderBy('id', 'desc').limit(1).executeTakeFirst();
}

/** Written by confirm-rows.ts alone. */
function joinedInto(details: string | null): string | undefined {
  const said: unknown = JSON.parse(details ?? '{}');
  const isJoin = typeof said === 'object' && said !== null && 'joined' in said;
  return isJoin && typeof said.joined === 'string' ? said.joined : undefined;
}

function sourceOf({ form }: Evidence): string {
  return form ?? 'link';
}

/** Newest first; bounded, because a reader of many years is shown all of it in one file. */
const SHOWN_DELIVERIES = 10_000;

export async function deliveriesOf(database: Kysely<Tables>, subscriberId: number): Promise<readonly ReaderDelivery[]> {
  const rows = await database
    .selectFrom('deliveries')
    .innerJoin('mailings', 'mailings.id', 'deliveries.mailing_id')
    .select(['mailings.slug', 'mailings.edition', 'deliveries.state', 'deliveries.updated_at as at'])
    .where('deliveries.subscriber_id', '=', subscriberId)
    .orderBy('mailings.id', 'desc')
    .limit(SHOWN_DELIVERIES)
    .execute();
  return rows;
}
