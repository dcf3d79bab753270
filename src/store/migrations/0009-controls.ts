// Pauses and cancellations: a small row for each mailing beside the large one with its letter, because every group of a
// sender's work reads it. And what the editor's figures need to be quick with a million readers.
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Flavour } from '../flavour.ts';

export function controls(flavour: Flavour): Migration {
  return {
    up: async (database: Kysely<unknown>) => {
      await makeControls(database, flavour);
      await makeFigures(database, flavour);
    },
  };
}

async function makeControls(database: Kysely<unknown>, { integer, text }: Flavour): Promise<void> {
  await database.schema
    .createTable('mailing_controls')
    .addColumn('mailing_id', integer, (column) => column.primaryKey())
    .addColumn('paused_at', text)
    .addColumn('cancelled_at', text)
    .execute();
  await sql`insert into mailing_controls (mailing_id) select id from mailings`.execute(database);
}

async function makeFigures({ schema }: Kysely<unknown>, { integer, text }: Flavour): Promise<void> {
  await schema
    .createTable('audience_days')
    .addColumn('day', text, (column) => column.notNull())
    .addColumn('source', text, (column) => column.notNull())
    .addColumn('joined', integer, (column) => column.notNull())
    .addColumn('left_count', integer, (column) => column.notNull())
    .addPrimaryKeyConstraint('audience_days_pk', ['day', 'source'])
    .execute();
  // The two questions by choice and by source are answered from this alone.
  await schema
    .createIndex('subscribers_figures')
    .on('subscribers')
    .columns(['state', 'topics', 'consent_source'])
    .execute();
  await schema.createIndex('consents_time').on('consents').columns(['at', 'what', 'subscriber_id']).execute();
}
