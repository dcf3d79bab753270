// What the journal of departures (readers/departure-journal.ts) asks of the tables: who has left or come back since it
// was last written, and where it has come to.
import type { Kysely, Transaction } from 'kysely';
import { departureReason, standingAfter, type AudienceEvent } from '../core/audience/subscriber.ts';
import type { HashesOf } from './departure-rows.ts';
import type { JournalLine, JournalPlace } from './reader-store.ts';
import type { Tables } from './tables.ts';

const LEAVING = ['unsubscribed', 'removed', 'bounced', 'complained'] as const satisfies readonly AudienceEvent[];
const COMING_BACK = ['confirmed', 'returned'] as const satisfies readonly AudienceEvent[];
/** How many lines are read at once. */
const LINES_AT_ONCE = 1000;

export async function journalLines(
  database: Kysely<Tables>,
  hashesOf: HashesOf,
  place: Pick<JournalPlace, 'consentId' | 'erasedAt'>,
  upTo: string,
): Promise<{ readonly lines: readonly JournalLine[]; readonly consentId: number }> {
  const rows = await database
    .selectFrom('consents')
    .innerJoin('subscribers', 'subscribers.id', 'consents.subscriber_id')
    .select(['consents.id', 'consents.what', 'consents.at', 'subscribers.address_key'])
    .where('consents.id', '>', place.consentId)
    .where('consents.at', '<=', upTo)
    .where('consents.what', 'in', [...LEAVING, ...COMING_BACK])
    .orderBy('consents.id')
    .limit(LINES_AT_ONCE)
    .execute();
  const erased = await database
    .selectFrom('departures')
    .selectAll()
    .where('at', '>', place.erasedAt)
    .where('at', '<=', upTo)
    .orderBy('at')
    .execute();
  const hashes = rows.length === 0 ? undefined : await hashesOf();
  const lines = rows.flatMap(({ what, at, address_key: key }): readonly JournalLine[] => {
    const [first] = hashes?.(key) ?? [];
    return first === undefined ? [] : [{ ...first, at, reason: reasonOf(what) }];
  });
  const gone = erased.map(({ hash, key_id: keyId, reason, at }) => ({ hash, keyId, reason, at, isErased: true }));
  return { lines: [...lines, ...gone], consentId: rows.at(-1)?.id ?? place.consentId };
}

function reasonOf(what: AudienceEvent): JournalLine['reason'] {
  if (COMING_BACK.some((event) => event === what)) return 'back';
  return departureReason(standingAfter({ state: 'active' }, what));
}

/** Somebody who left before this store was made, or while it was elsewhere: no row has the address. */
export async function keepDeparture(tx: Transaction<Tables>, { hash, keyId, reason, at }: JournalLine): Promise<void> {
  if (reason === 'back') return;
  const row = tx.insertInto('departures').values({ hash, key_id: keyId, reason, at });
  await row.onConflict((conflict) => conflict.column('hash').doNothing()).execute();
}
