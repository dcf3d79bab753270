// Asks in the tables: counted against their limits, answered, reminded of once, forgotten. Whether an address is known
// is looked at when an ask is answered and never when it is taken, so the form cannot tell.
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import {
  ASK_LIFE_DAYS,
  askAnswer,
  type Ask,
  type AskAnswer,
  type Evidence,
  type NewAsk,
} from '../core/audience/ask.ts';
import { countedAsk, LIMITS_MEMORY_MS, TRICKLE, type LimitKey, type LimitLog } from '../core/audience/ask-limits.ts';
import { ANSWER_MINUTES, type ConfirmationCounts } from '../core/audience/confirmation-breaker.ts';
import { addressKey, type EmailAddress } from '../core/audience/email-address.ts';
import type { Frequency, Standing } from '../core/audience/subscriber.ts';
import { departedStandings } from './departure-rows.ts';
import { putMail, type NewMail } from './outbox-rows.ts';
import { standing } from './standing-columns.ts';
import type { AudiencePlace } from './subscriber-rows.ts';
import type { Tables } from './tables.ts';

export type AskRow = Selectable<Tables['asks']>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How many asks one transaction answers at most. */
const ANSWERED_AT_ONCE = 50;
/** How long an ended ask and a settled mail are kept: so that a link that was used says so for a while. */
const KEPT_DAYS = 30;

function before(at: string, milliseconds: number): string {
  return new Date(Date.parse(at) - milliseconds).toISOString();
}

export async function keepAsk(
  tx: Transaction<Tables>,
  place: AudiencePlace,
  wanted: { readonly ask: NewAsk; readonly keys: readonly LimitKey[]; readonly at: string; readonly isBroken: boolean },
): Promise<'asked' | 'limited'> {
  const { keys, at } = wanted;
  const logs = await limitLogs(tx, place, keys);
  const counted = keys.map(({ kind, key }) => ({
    key,
    log: countedAsk(kind, logs.get(key) ?? [], Date.parse(at), wanted.isBroken ? TRICKLE : undefined),
  }));
  if (counted.some(({ log }) => log === undefined)) {
    // Rows that were only made to be locked: a flood must not fill the table.
    const names = keys.map(({ key }) => key);
    await tx.deleteFrom('ask_limits').where('key', 'in', names).where('last_at', '=', '').execute();
    return 'limited';
  }
  for (const { key, log } of counted) {
    const row = { key, log: JSON.stringify(log), last_at: at };
    const limit = tx.insertInto('ask_limits').values(row);
    await limit.onConflict((conflict) => conflict.column('key').doUpdateSet({ log: row.log, last_at: at })).execute();
  }
  await tx.insertInto('asks').values(askColumns(wanted.ask, at)).execute();
  return 'asked';
}

async function limitLogs(
  tx: Transaction<Tables>,
  { flavour }: AudiencePlace,
  keys: readonly LimitKey[],
): Promise<ReadonlyMap<string, LimitLog>> {
  const names = keys.map(({ key }) => key).toSorted();
  // A row that is not there cannot be locked, and two asks at once would both be the first.
  if (names.length === 0) return new Map();
  if (flavour.hasRowLocks) {
    const blank = names.map((key) => ({ key, log: '[]', last_at: '' }));
    const rows = tx.insertInto('ask_limits').values(blank);
    await rows.onConflict((conflict) => conflict.column('key').doNothing()).execute();
  }
  const rows = await tx
    .selectFrom('ask_limits')
    .selectAll()
    .where('key', 'in', names)
    .orderBy('key')
    .$if(flavour.hasRowLocks, (query) => query.forUpdate())
    .execute();
  // Written by `keepAsk` alone.
  return new Map(rows.map(({ key, log }) => [key, JSON.parse(log) as LimitLog]));
}

function askColumns(wanted: NewAsk, at: string): Insertable<Tables['asks']> {
  const { topics, frequency, language } = wanted;
  return {
    id: wanted.id,
    state: 'asked',
    address: wanted.address,
    address_key: addressKey(wanted.address),
    choice: JSON.stringify({ topics, frequency, language }),
    evidence: JSON.stringify(wanted.evidence),
    moving_id: wanted.movingId ?? null,
    old_agreed_at: null,
    new_agreed_at: null,
    asked_at: at,
    mailed_at: null,
    confirmed_at: null,
    expires_at: before(at, -ASK_LIFE_DAYS * DAY_MS),
  };
}

export function askOf(row: AskRow): Ask {
  // Written by askColumns alone.
  const choice = JSON.parse(row.choice) as { topics: readonly string[]; frequency: Frequency; language: string };
  return {
    id: row.id,
    // Only checked addresses are ever written into this column.
    address: row.address as EmailAddress,
    ...choice,
    // Likewise.
    evidence: JSON.parse(row.evidence) as Evidence,
    ...(row.moving_id === null ? {} : { movingId: row.moving_id }),
    state: row.state,
    askedAt: row.asked_at,
    expiresAt: row.expires_at,
  };
}

export async function answerAsks(tx: Transaction<Tables>, place: AudiencePlace, at: string): Promise<number> {
  const rows = await tx
    .selectFrom('asks')
    .selectAll()
    .where('state', '=', 'asked')
    .orderBy('asked_at')
    .limit(ANSWERED_AT_ONCE)
    .$if(place.flavour.hasRowLocks, (query) => query.forUpdate().skipLocked())
    .execute();
  for (const row of rows) {
    const state = (await answered(tx, place, row, at)) ? ('mailed' as const) : ('closed' as const);
    const ended = state === 'closed' ? { address: '', address_key: '', evidence: '{}' } : {};
    const change = tx.updateTable('asks').set({ state, mailed_at: at, ...ended });
    await change.where('id', '=', row.id).execute();
  }
  return rows.length;
}

/** True when the ask now waits for its mailbox. */
async function answered(tx: Transaction<Tables>, place: AudiencePlace, row: AskRow, at: string): Promise<boolean> {
  const mail: Omit<NewMail, 'purpose'> = {
    reference: row.id,
    occasion: row.id,
    address: row.address,
    addressKey: row.address_key,
    language: askOf(row).language,
  };
  const { known, answer } = await answerFor(tx, place, row.address_key);
  if (row.moving_id !== null) return answer !== 'silence' && askBoth(tx, mail, row.moving_id, at);
  if (answer === 'confirm') return putMail(tx, { ...mail, purpose: 'confirm' }, at);
  if (answer === 'already' && known !== undefined) {
    await putMail(tx, { ...mail, purpose: 'already', reference: known.public_id }, at);
  }
  return false;
}

/** What the mailbox may be told as things are now, and the reader that it belongs to. */
async function answerFor(
  database: Kysely<Tables>,
  place: AudiencePlace,
  key: string,
): Promise<{ readonly known: Selectable<Tables['subscribers']> | undefined; readonly answer: AskAnswer }> {
  const row = database.selectFrom('subscribers').selectAll().where('address_key', '=', key);
  const known = await row.executeTakeFirst();
  const departed = await departedStandings(database, place.hashesOf, known === undefined ? [key] : []);
  const now: Standing | undefined = known === undefined ? departed.get(key) : standing(known);
  return { known, answer: askAnswer(now) };
}

export async function openAsk(
  database: Kysely<Tables>,
  place: AudiencePlace,
  { id, at }: { readonly id: string; readonly at: string },
): Promise<Ask | undefined> {
  const row = await database.selectFrom('asks').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined || row.expires_at <= at) return undefined;
  if (row.state === 'confirmed') return askOf(row);
  if (row.state !== 'mailed') return undefined;
  // A complaint, or the operator's word, may have come since.
  const { answer } = await answerFor(database, place, row.address_key);
  if (answer === 'silence') return undefined;
  return row.moving_id === null || (await mover(database, row.moving_id)) !== undefined ? askOf(row) : undefined;
}

/** Who wants to change the address, while being a reader. */
async function mover(database: Kysely<Tables>, publicId: string) {
  const row = database.selectFrom('subscribers').select(['address', 'address_key']).where('public_id', '=', publicId);
  return row.where('state', '=', 'active').executeTakeFirst();
}

/** A change of address is for both mailboxes to confirm: neither a stranger nor a slip of the pen moves anybody. */
async function askBoth(
  tx: Transaction<Tables>,
  mail: Omit<NewMail, 'purpose'>,
  movingId: string,
  at: string,
): Promise<boolean> {
  const reader = await mover(tx, movingId);
  if (reader === undefined) return false;
  await putMail(tx, { ...mail, purpose: 'address-new' }, at);
  const old = { ...mail, address: reader.address, addressKey: reader.address_key };
  return putMail(tx, { ...old, purpose: 'address-old' }, at);
}

export async function remind(
  tx: Transaction<Tables>,
  place: AudiencePlace,
  mailedBefore: string,
  at: string,
): Promise<number> {
  const rows = await tx
    .selectFrom('asks')
    .selectAll()
    .where('state', '=', 'mailed')
    .where('moving_id', 'is', null)
    .where('mailed_at', '<=', mailedBefore)
    .where('expires_at', '>', at)
    .where((row) => {
      const reminders = row.selectFrom('outbox').select('outbox.id').where('purpose', '=', 'reminder');
      return row.not(row.exists(reminders.whereRef('outbox.reference', '=', 'asks.id')));
    })
    // A mailbox that did not take the first mail is not tried with a second.
    .where((row) => {
      const first = row.selectFrom('outbox').select('outbox.id').where('purpose', '=', 'confirm');
      return row.exists(first.where('outbox.state', '=', 'accepted').whereRef('outbox.reference', '=', 'asks.id'));
    })
    // Who became a reader in another way has nothing left to confirm.
    .where((row) => {
      const readers = row.selectFrom('subscribers').select('subscribers.id').where('subscribers.state', '=', 'active');
      return row.not(row.exists(readers.whereRef('subscribers.address_key', '=', 'asks.address_key')));
    })
    .limit(ANSWERED_AT_ONCE)
    .$if(place.flavour.hasRowLocks, (query) => query.forUpdate().skipLocked())
    .execute();
  for (const row of rows) {
    const { id, address, address_key: key } = row;
    const mail = { reference: id, occasion: id, address, addressKey: key, language: askOf(row).language };
    await putMail(tx, { ...mail, purpose: 'reminder' }, at);
  }
  return rows.length;
}

/** Unconfirmed asks go with the day on which they end: nobody has agreed to being remembered (D.09). */
export async function forgetAsks(tx: Transaction<Tables>, at: string): Promise<void> {
  const kept = before(at, KEPT_DAYS * DAY_MS);
  const asks = tx.deleteFrom('asks').where('expires_at', '<=', at);
  await asks.where('state', 'in', ['asked', 'mailed', 'closed']).execute();
  await tx.deleteFrom('asks').where('expires_at', '<=', kept).execute();
  await tx.deleteFrom('outbox').where('settled_at', '<=', kept).execute();
  await tx.deleteFrom('ask_limits').where('last_at', '<=', before(at, LIMITS_MEMORY_MS)).execute();
}

export async function confirmationCounts(database: Kysely<Tables>, at: string): Promise<ConfirmationCounts> {
  const count = async (from: string, to: string): Promise<number> => {
    const asks = database.selectFrom('asks').select(({ fn }) => fn.countAll<number>().as('count'));
    const row = await asks.where('asked_at', '>', from).where('asked_at', '<=', to).executeTakeFirstOrThrow();
    return row.count;
  };
  const hourAgo = before(at, HOUR_MS);
  const week = await count(before(at, 7 * DAY_MS), hourAgo);
  const mails = database
    .selectFrom('asks')
    .select(({ fn }) => [fn.countAll<number>().as('mailed'), fn.count<number>('confirmed_at').as('confirmed')])
    .where('asked_at', '>', before(at, DAY_MS))
    .where('state', 'in', ['mailed', 'confirmed'])
    .where('mailed_at', '<=', before(at, ANSWER_MINUTES * 60_000));
  const { mailed, confirmed } = await mails.executeTakeFirstOrThrow();
  return { lastHour: await count(hourAgo, at), usualHour: week / (7 * 24 - 1), mailed, confirmed };
}
