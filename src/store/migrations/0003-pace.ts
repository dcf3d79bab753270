// The pace of each destination, kept over restarts and shared by all senders.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Flavour } from '../flavour.ts';

export function pace({ text }: Flavour): Migration {
  return { up: (database) => up(database, text) };
}

async function up(database: Kysely<unknown>, text: Flavour['text']): Promise<void> {
  await database.schema
    .createTable('pace')
    .addColumn('key', text, (column) => column.primaryKey())
    .addColumn('state', text, (column) => column.notNull())
    .execute();
}
