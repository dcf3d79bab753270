// Pauses and cancellations: a small row for each mailing beside the large one with its letter, because every group of a
// sender's work reads it.
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Flavour } from '../flavour.ts';

export function controls({ integer, text }: Flavour): Migration {
  return {
    up: async (database: Kysely<unknown>) => {
      await database.schema
        .createTable('mailing_controls')
        .addColumn('mailing_id', integer, (column) => column.primaryKey())
        .addColumn('paused_at', text)
        .addColumn('cancelled_at', text)
        .execute();
      await sql`insert into mailing_controls (mailing_id) select id from mailings`.execute(database);
    },
  };
}
