// The pace of each destination in the tables: one row of JSON a key, read and written in one transaction, so that
// several senders keep to one limit together. What the JSON means is core/ledger/pace.ts alone.
import type { Kysely, Transaction } from 'kysely';
import type { PaceState } from '../core/ledger/pace.ts';
import type { PaceChange } from './store.ts';
import type { Tables } from './tables.ts';

type PaceStates = ReadonlyMap<string, PaceState>;

export async function paceStates(database: Kysely<Tables>): Promise<PaceStates> {
  return statesOf(await database.selectFrom('pace').selectAll().execute());
}

/** Reads the rows of `keys`, and writes what `change` makes of them; undefined in `changed` takes a row away. */
export async function changePace<T>(
  tx: Transaction<Tables>,
  hasRowLocks: boolean,
  keys: readonly string[],
  change: (states: PaceStates) => PaceChange<T>,
): Promise<T> {
  const sorted = keys.toSorted();
  // A row that is not there cannot be locked, and two senders would both believe that they begin.
  if (hasRowLocks && sorted.length > 0) {
    const blank = sorted.map((key) => ({ key, state: '' }));
    await tx
      .insertInto('pace')
      .values(blank)
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute();
  }
  const rows = await tx
    .selectFrom('pace')
    .selectAll()
    .where('key', 'in', sorted)
    .orderBy('key')
    .$if(hasRowLocks, (query) => query.forUpdate())
    .execute();
  const { changed, result } = change(statesOf(rows));
  for (const [key, state] of changed) await savePace(tx, key, state);
  return result;
}

async function savePace(tx: Transaction<Tables>, key: string, state: PaceState | undefined): Promise<void> {
  if (state === undefined) {
    await tx.deleteFrom('pace').where('key', '=', key).execute();
    return;
  }
  const row = { key, state: JSON.stringify(state) };
  await tx
    .insertInto('pace')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ state: row.state }))
    .execute();
}

function statesOf(rows: readonly { readonly key: string; readonly state: string }[]): PaceStates {
  const known = rows.filter((row) => row.state !== '');
  // Written by savePace alone.
  return new Map(known.map((row) => [row.key, JSON.parse(row.state) as PaceState]));
}
