// The pace of each destination, kept over restarts and shared by all senders.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const pace: Migration = { up };

async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('pace')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('state', 'text', (column) => column.notNull())
    .execute();
}
