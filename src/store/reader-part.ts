// The readers' part of the store (reader-store.ts): each promise as one transaction or one query.
import type { Kysely, Transaction } from 'kysely';
import { addressKey } from '../core/audience/email-address.ts';
import { answerAsks, confirmationCounts, forgetAsks, keepAsk, openAsk, remind } from './ask-rows.ts';
import { agreeToMove, confirmAsk } from './confirm-rows.ts';
import { departuresOf, erase } from './departure-rows.ts';
import { journalLines, keepDeparture } from './journal-rows.ts';
import { latestIssue } from './mailing-rows.ts';
import { settleOutbox, takeOutbox } from './outbox-rows.ts';
import { applyOwnEvent, changePreferences, deliveriesOf, subscriberById } from './preference-rows.ts';
import type { JournalPlace, OpenBreaker, ReaderStore } from './reader-store.ts';
import type { AudiencePlace } from './subscriber-rows.ts';
import type { Tables } from './tables.ts';

export interface ReaderSurroundings extends AudiencePlace {
  readonly write: <T>(work: (tx: Transaction<Tables>) => Promise<T>) => Promise<T>;
  readonly read: <T>(query: (from: Kysely<Tables>) => Promise<T>) => Promise<T>;
}

const BREAKER = 'confirmation_breaker';
/** How many departed readers one transaction erases at most. */
const ERASED_AT_ONCE = 100;

export function readerPart(place: ReaderSurroundings): ReaderStore {
  const { write, read, flavour, hashesOf } = place;
  return {
    ask: (wanted, keys, at) =>
      write(async (tx) =>
        keepAsk(tx, place, { ask: wanted, keys, at, isBroken: (await openBreaker(tx)) !== undefined }),
      ),
    answerAsks: (at) => write((tx) => answerAsks(tx, place, at)),
    remind: (mailedBefore, at) => write((tx) => remind(tx, place, mailedBefore, at)),
    forgetAsks: (at) => write((tx) => forgetAsks(tx, at)),
    confirmationCounts: (at) => read((from) => confirmationCounts(from, at)),
    breaker: () => read(openBreaker),
    setBreaker: (breaker) => write((tx) => setBreaker(tx, breaker)),
    openAsk: (id, at) => read((from) => openAsk(from, place, { id, at })),
    confirmAsk: (id, evidence, options) => write((tx) => confirmAsk(tx, place, { id, evidence, options })),
    agreeToMove: (id, mailbox, evidence, at) => write((tx) => agreeToMove(tx, place, { id, mailbox, evidence, at })),
    subscriberById: (publicId) => read((from) => subscriberById(from, publicId)),
    changePreferences: (publicId, changes, evidence, at) =>
      write((tx) => changePreferences(tx, place, changes, { publicId, evidence, at })),
    leave: (publicId, evidence, at) =>
      write((tx) => applyOwnEvent(tx, place, 'unsubscribed', { publicId, evidence, at })),
    comeBack: (publicId, evidence, at) =>
      write((tx) => applyOwnEvent(tx, place, 'returned', { publicId, evidence, at })),
    erase: (address, at) => write((tx) => erase(tx, flavour, hashesOf, { key: addressKey(address), at })),
    eraseDeparted: async (before, at) => {
      for (let count = 0; ;) {
        const some = await write((tx) => eraseSome(tx, place, before, at));
        if (some === 0) return count;
        count += some;
      }
    },
    departure: (address) =>
      read(async (from) => (await departuresOf(from, hashesOf, [addressKey(address)])).get(addressKey(address))),
    journalPlace: (journal) => read((from) => jsonFact<JournalPlace>(from, `journal ${journal}`)),
    setJournalPlace: (journal, where) => write((tx) => setJsonFact(tx, `journal ${journal}`, where)),
    departuresAfter: (where, upTo) => read((from) => journalLines(from, hashesOf, where, upTo)),
    keepDeparture: (line) => write((tx) => keepDeparture(tx, line)),
    latestIssue: () => read(latestIssue),
    deliveriesOf: (subscriberId) => read((from) => deliveriesOf(from, subscriberId)),
    takeOutbox: (at, leaseUntil) => write((tx) => takeOutbox(tx, flavour, at, leaseUntil)),
    settleOutbox: (id, outcome, at) => write((tx) => settleOutbox(tx, id, outcome, at)),
  };
}

async function eraseSome(
  tx: Transaction<Tables>,
  { flavour, hashesOf }: AudiencePlace,
  before: string,
  at: string,
): Promise<number> {
  const departed = tx.selectFrom('subscribers').select('address_key').where('state', '=', 'unsubscribed');
  const rows = await departed.where('updated_at', '<', before).orderBy('id').limit(ERASED_AT_ONCE).execute();
  for (const { address_key: key } of rows) await erase(tx, flavour, hashesOf, { key, at });
  return rows.length;
}

function openBreaker(database: Kysely<Tables>): Promise<OpenBreaker | undefined> {
  return jsonFact<OpenBreaker>(database, BREAKER);
}

/** A fact as setJsonFact alone has written it. */
async function jsonFact<T>(database: Kysely<Tables>, name: string): Promise<T | undefined> {
  const fact = await database.selectFrom('facts').select('value').where('name', '=', name).executeTakeFirst();
  // Each name is written with one type.
  return fact === undefined ? undefined : (JSON.parse(fact.value) as T);
}

async function setJsonFact(tx: Transaction<Tables>, name: string, wanted: unknown): Promise<void> {
  const value = JSON.stringify(wanted);
  const fact = tx.insertInto('facts').values({ name, value });
  await fact.onConflict((conflict) => conflict.column('name').doUpdateSet({ value })).execute();
}

async function setBreaker(tx: Transaction<Tables>, breaker: OpenBreaker | undefined): Promise<void> {
  if (breaker === undefined) await tx.deleteFrom('facts').where('name', '=', BREAKER).execute();
  else await setJsonFact(tx, BREAKER, breaker);
}
