// What becomes of those who want to be forgotten, in the tables: their rows go, a keyed hash of the address stays, and
// from then on answers for the address wherever somebody might bring it back. Deliveries keep their states under a row
// that says nothing of anybody, so that every count still adds up.
import { randomBytes } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { AddressHashes } from '../core/audience/address-hash.ts';
import { departedStanding, departureReason, type Departure, type Standing } from '../core/audience/subscriber.ts';
import type { Flavour } from './flavour.ts';
import { standing } from './standing-columns.ts';
import type { Tables } from './tables.ts';

/** Gives the hashes of an address when they are needed: most stores have never heard of an erasure. */
export type HashesOf = () => Promise<AddressHashes>;

/** For a store that is opened without a key: it can do everything else. */
export const noHashes: HashesOf = () => {
  throw new TypeError('this store was opened without a key, and cannot tell who was erased');
};

export async function erase(
  tx: Transaction<Tables>,
  flavour: Flavour,
  hashesOf: HashesOf,
  wanted: { readonly key: string; readonly at: string },
): Promise<boolean> {
  const { key, at } = wanted;
  const found = tx.selectFrom('subscribers').selectAll().where('address_key', '=', key).where('state', '<>', 'erased');
  const row = await found.$if(flavour.hasRowLocks, (query) => query.forUpdate()).executeTakeFirst();
  // Somebody may have asked and never confirmed: that goes too.
  await tx.deleteFrom('asks').where('address_key', '=', key).execute();
  await tx.deleteFrom('outbox').where('address_key', '=', key).execute();
  if (row === undefined) return false;
  await rememberDeparture(tx, hashesOf, key, { reason: departureReason(standing(row)), at });
  await tx.deleteFrom('asks').where('moving_id', '=', row.public_id).execute();
  // What a server said of a mailbox names it more often than not.
  await tx.deleteFrom('bounces').where('subscriber_id', '=', row.id).execute();
  await forgetConsents(tx, row.id);
  await forgetPerson(tx, row, at);
  return true;
}

async function forgetConsents(tx: Transaction<Tables>, subscriberId: number): Promise<void> {
  await tx.insertInto('erasing').values({ subscriber_id: subscriberId }).execute();
  await tx.deleteFrom('consents').where('subscriber_id', '=', subscriberId).execute();
  await tx.deleteFrom('erasing').where('subscriber_id', '=', subscriberId).execute();
}

async function forgetPerson(
  tx: Transaction<Tables>,
  { id }: Selectable<Tables['subscribers']>,
  at: string,
): Promise<void> {
  // Servers like to repeat the address in what they answer.
  const deliveries = tx.updateTable('deliveries').set({ last_reply: null });
  await deliveries.where('subscriber_id', '=', id).execute();
  const nobody = randomBytes(16).toString('hex');
  const blank = {
    public_id: nobody,
    address: `${nobody}@erased.invalid`,
    address_key: `${nobody}@erased.invalid`,
    state: 'erased' as const,
    suppression_reason: null,
    topics: null,
    frequency: null,
    language: null,
    consent_source: null,
    consent_at: null,
    paused_until: null,
    digest_after: null,
    created_at: at,
    updated_at: at,
  };
  await tx.updateTable('subscribers').set(blank).where('id', '=', id).execute();
}

async function rememberDeparture(
  tx: Transaction<Tables>,
  hashesOf: HashesOf,
  key: string,
  { reason, at }: Departure,
): Promise<void> {
  const [{ hash, keyId }] = (await hashesOf())(key);
  const departure = tx.insertInto('departures').values({ hash, key_id: keyId, reason, at });
  await departure.onConflict((conflict) => conflict.column('hash').doUpdateSet({ reason, at })).execute();
}

/** The standings of those of `keys` who were erased, by key. */
export async function departedStandings(
  database: Kysely<Tables>,
  hashesOf: HashesOf,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  const found = await departuresOf(database, hashesOf, keys);
  return new Map([...found].map(([key, { reason }]) => [key, departedStanding(reason)]));
}

/** Those of `keys` who were erased. */
export async function departuresOf(
  database: Kysely<Tables>,
  hashesOf: HashesOf,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Departure>> {
  const any = await database.selectFrom('departures').select('hash').limit(1).executeTakeFirst();
  if (any === undefined || keys.length === 0) return new Map();
  const hashes = await hashesOf();
  const keyOf = new Map(keys.flatMap((key) => hashes(key).map(({ hash }) => [hash, key] as const)));
  const found = new Map<string, Departure>();
  for (const some of batches([...keyOf.keys()])) {
    const rows = await database.selectFrom('departures').selectAll().where('hash', 'in', some).execute();
    for (const { hash, reason, at } of rows) found.set(keyOf.get(hash) ?? '', { reason, at });
  }
  return found;
}

/** Of an erased address something new is known: the standing that it would have. */
export async function changeDeparture(
  tx: Transaction<Tables>,
  hashesOf: HashesOf,
  key: string,
  after: { readonly standing: Standing; readonly at: string },
): Promise<void> {
  if (after.standing.state !== 'active' && after.standing.state !== 'pending') {
    await rememberDeparture(tx, hashesOf, key, { reason: departureReason(after.standing), at: after.at });
    return;
  }
  // The person has come back.
  const hashes = (await hashesOf())(key).map(({ hash }) => hash);
  await tx.deleteFrom('departures').where('hash', 'in', hashes).execute();
}

/** Below the limit of bound values of either database. */
const BOUND_AT_ONCE = 1000;

function* batches(values: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < values.length; from += BOUND_AT_ONCE) yield values.slice(from, from + BOUND_AT_ONCE);
}
