// The store on any database that kysely speaks to: each promise of the port as one transaction or one query. What is
// special to a database (how it is opened, how a transaction is tried again) is given by sqlite-store.ts and
// postgres-store.ts.
import type { Kysely, Transaction } from 'kysely';
import { addressKey } from '../core/audience/email-address.ts';
import { bouncePart } from './bounce-part.ts';
import { commit } from './commit-rows.ts';
import { controlPart } from './control-rows.ts';
import { deliveryCounts, recount } from './count-rows.ts';
import { deliveryPage, isHeld, nextDueAt, resolveHeld } from './delivery-rows.ts';
import { expireWaiting } from './expiry-rows.ts';
import { figurePart } from './figure-part.ts';
import { consentsOf } from './consent-rows.ts';
import type { HashesOf } from './departure-rows.ts';
import type { Flavour } from './flavour.ts';
import { allMailings, finishMailing, mailingBy, openMailings } from './mailing-rows.ts';
import { changePace, paceStates } from './pace-rows.ts';
import { proofRows } from './proof-rows.ts';
import { readerPart } from './reader-part.ts';
import { closeSender, lease, renewSender, takeOver, type QueuePlace } from './sender-rows.ts';
import { slicesPart } from './slices-part.ts';
import { SUBSCRIBER_BATCH, type Sender, type Store } from './store.ts';
import {
  addSubscribers,
  changeSubscriber,
  knownStandings,
  subscriberBy,
  subscriberCounts,
  subscriberPage,
} from './subscriber-rows.ts';
import type { Tables } from './tables.ts';
import { webRows } from './web-rows.ts';

export interface Surroundings {
  readonly database: Kysely<Tables>;
  readonly flavour: Flavour;
  readonly hashesOf: HashesOf;
  /** Runs it again, or not, when the database goes away in the middle; what it runs can be run twice. */
  readonly attempt: <T>(work: () => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

export function kyselyStore(surroundings: Surroundings): Store {
  const { database, flavour, hashesOf, attempt } = surroundings;
  const place = { flavour, hashesOf };
  const write = <T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T> =>
    attempt(() => database.transaction().execute(work));
  const read = <T>(query: (from: Kysely<Tables>) => Promise<T>): Promise<T> => attempt(() => query(database));
  return {
    firstStartAt: (now) => write((tx) => firstFact(tx, 'first_start_at', now)),
    addSubscribers: async (subscribers, at) => {
      if (subscribers.length > SUBSCRIBER_BATCH)
        throw new RangeError(`more than ${SUBSCRIBER_BATCH} subscribers at once`);
      return write((tx) => addSubscribers(tx, place, subscribers, at));
    },
    standings: async (addresses) => {
      if (addresses.length > SUBSCRIBER_BATCH) throw new RangeError(`more than ${SUBSCRIBER_BATCH} addresses at once`);
      return read((from) => knownStandings(from, hashesOf, addresses.map(addressKey)));
    },
    subscriber: (address) => read((from) => subscriberBy(from, addressKey(address))),
    changeSubscriber: (address, event, source, at) =>
      write((tx) => changeSubscriber(tx, place, addressKey(address), { event, source, at })),
    subscribers: (page) => read((from) => subscriberPage(from, page)),
    subscriberCounts: () => read(subscriberCounts),
    consents: (subscriberId) => read((from) => consentsOf(from, subscriberId)),
    ...slicesPart(surroundings),
    mailing: (slug, edition) => read((from) => mailingBy(from, slug, edition)),
    mailings: () => read(allMailings),
    openMailings: () => read(openMailings),
    finishMailing: (mailingId, at) => write((tx) => finishMailing(tx, mailingId, at)),
    counts: (mailingId) => read((from) => deliveryCounts(from, mailingId)),
    recount: (mailingId) => read((from) => recount(from, mailingId)),
    deliveries: (mailingId, state, limit) => read((from) => deliveryPage(from, mailingId, state, limit)),
    nextDueAt: (mailingId) => read((from) => nextDueAt(from, mailingId)),
    resolveHeld: (mailingId, as, at) => untilNone(() => write((tx) => resolveHeld(tx, flavour, { mailingId, as, at }))),
    isHeld: (mailingId) => read((from) => isHeld(from, mailingId)),
    expire: (mailingId, at) => untilNone(() => write((tx) => expireWaiting(tx, flavour, mailingId, at))),
    paceStates: () => read(paceStates),
    changePace: (keys, change) => write((tx) => changePace(tx, flavour.hasRowLocks, keys, change)),
    openSender: async (at, leaseMs, server) =>
      sender(surroundings, write, await newSender(write, later(at, leaseMs), server), leaseMs),
    ...bouncePart({ ...place, write, read }),
    ...controlPart({ flavour, read, write }),
    ...figurePart({ flavour, read, write }),
    readingPlace: (source) => read((from) => factOf(from, `reading ${source}`)),
    setReadingPlace: (source, at) => write((tx) => setFact(tx, `reading ${source}`, at)),
    home: () => read((from) => factOf(from, 'home')),
    setHome: (home) => write((tx) => setFact(tx, 'home', home)),
    ...proofRows({ flavour, read }),
    ...webRows({ flavour, read, write }),
    ...readerPart({ ...place, write, read }),
    [Symbol.asyncDispose]: surroundings.close,
  };
}

/** Does a part at a time until there is nothing left, and gives how much it was. */
async function untilNone(part: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const some = await part();
    if (some === 0) return total;
    total += some;
  }
}

type Write = <T>(work: (tx: Transaction<Tables>) => Promise<T>) => Promise<T>;

function sender({ flavour, hashesOf }: Surroundings, write: Write, id: number, leaseMs: number): Sender {
  const place: QueuePlace = { mailingId: 0, subscriberId: 0 };
  return {
    id,
    renew: (at) => write((tx) => renewSender(tx, id, later(at, leaseMs))),
    lease: (mailingId, due) =>
      write(async (tx) => {
        await renewSender(tx, id, later(due.at, leaseMs));
        return lease(tx, flavour, { ...due, mailingId, senderId: id, place });
      }),
    commit: (group) => write((tx) => commit(tx, { flavour, hashesOf }, id, group)),
    takeOver: (at, uncertain) => write((tx) => takeOver(tx, flavour, { senderId: id, at, uncertain })),
    [Symbol.asyncDispose]: () => write((tx) => closeSender(tx, id)),
  };
}

async function newSender(write: Write, expiresAt: string, server: string | undefined): Promise<number> {
  const row = await write((tx) =>
    tx
      .insertInto('senders')
      .values({ expires_at: expiresAt, server: server ?? null })
      .returning('id')
      .executeTakeFirstOrThrow(),
  );
  return row.id;
}

function later(at: string, milliseconds: number): string {
  return new Date(Date.parse(at) + milliseconds).toISOString();
}

/** The value that the first caller gave, for ever. */
async function firstFact(tx: Transaction<Tables>, name: string, value: string): Promise<string> {
  const fact = tx.insertInto('facts').values({ name, value });
  await fact.onConflict((conflict) => conflict.column('name').doNothing()).execute();
  const row = tx.selectFrom('facts').select('value').where('name', '=', name);
  return (await row.executeTakeFirstOrThrow()).value;
}

async function factOf(database: Kysely<Tables>, name: string): Promise<string | undefined> {
  return (await database.selectFrom('facts').select('value').where('name', '=', name).executeTakeFirst())?.value;
}

async function setFact(tx: Transaction<Tables>, name: string, value: string): Promise<void> {
  const fact = tx.insertInto('facts').values({ name, value });
  await fact.onConflict((conflict) => conflict.column('name').doUpdateSet({ value })).execute();
}
