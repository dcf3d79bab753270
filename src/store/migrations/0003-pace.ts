// The pace of each destination, kept over restarts and shared by all senders; and deliveries that are put off before
// their first attempt, which the walk through the queue must not meet again and again.
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Flavour } from '../flavour.ts';

export function pace(flavour: Flavour): Migration {
  return { up: (database) => up(database, flavour) };
}

async function up(database: Kysely<unknown>, { text }: Flavour): Promise<void> {
  await database.schema
    .createTable('pace')
    .addColumn('key', text, (column) => column.primaryKey())
    .addColumn('state', text, (column) => column.notNull())
    .execute();
  await database.schema.dropIndex('deliveries_queued').execute();
  await sql`create index deliveries_queued on deliveries (mailing_id, subscriber_id)
    where state = 'queued' and next_attempt_at is null`.execute(database);
}
