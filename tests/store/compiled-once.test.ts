import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql, type Transaction } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { compiledOnce } from '../../src/store/compiled-once.ts';
import { POSTGRES, SQLITE } from '../../src/store/flavour.ts';
import { NodeSqliteDialect } from '../../src/store/kysely-node-sqlite.ts';
import type { Tables } from '../../src/store/tables.ts';

function inTransaction<T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T> {
  const dialect = new NodeSqliteDialect(new DatabaseSync(':memory:'), () => Promise.resolve());
  const database = new Kysely<Tables>({ dialect });
  onTestFinished(() => database.destroy());
  return database.transaction().execute(work);
}

test('a statement is built once for each database, and its values are found by name in any order', async () => {
  const built: string[] = [];
  const difference = compiledOnce<{ readonly result: number }>(({ name }, value) => {
    built.push(name);
    return sql`select ${value('from')} - ${value('less')} - ${value('less')} as result`;
  });
  await inTransaction(async (tx) => {
    expect(await difference(tx, SQLITE, { less: 2, from: 10 })).toEqual([{ result: 6 }]);
    expect(await difference(tx, SQLITE, { from: 20, less: 3 })).toEqual([{ result: 14 }]);
    await difference(tx, POSTGRES, { from: 1, less: 1 });
  });
  expect(built).toEqual(['sqlite', 'postgres']);
});

test('a value that would stay the same for ever is a bug', async () => {
  const fixed = compiledOnce((_, value) => sql`select ${value('one')} + ${2}`);
  await inTransaction(async (tx) => {
    await expect(fixed(tx, SQLITE, { one: 1 })).rejects.toThrow(/without a name/);
  });
});
