// The first tables: subscribers with their consent, mailings, deliveries.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Flavour } from '../flavour.ts';
import { required } from './required.ts';

export function first(flavour: Flavour): Migration {
  return { up: (database) => up(database, flavour) };
}

async function up(database: Kysely<unknown>, { id, integer, text }: Flavour): Promise<void> {
  const { schema } = database;

  await schema
    .createTable('facts')
    .addColumn('name', text, (column) => column.primaryKey())
    .addColumn('value', text, required)
    .execute();

  await schema
    .createTable('subscribers')
    .addColumn('id', integer, id)
    .addColumn('public_id', text, (column) => column.notNull().unique())
    .addColumn('address', text, required)
    .addColumn('address_key', text, (column) => column.notNull().unique())
    .addColumn('state', text, required)
    .addColumn('suppression_reason', text)
    .addColumn('topics', text)
    .addColumn('frequency', text)
    .addColumn('language', text)
    .addColumn('consent_source', text)
    .addColumn('consent_at', text)
    .addColumn('created_at', text, required)
    .addColumn('updated_at', text, required)
    .execute();
  // The freeze reads exactly this: the ids of one state, in order, without touching the rows.
  await schema.createIndex('subscribers_state').on('subscribers').columns(['state', 'id']).execute();

  await schema
    .createTable('consents')
    .addColumn('id', integer, id)
    .addColumn('subscriber_id', integer, (column) => column.notNull().references('subscribers.id'))
    .addColumn('at', text, required)
    .addColumn('what', text, required)
    .addColumn('source', text, required)
    .addColumn('consent_at', text)
    .execute();
  await schema.createIndex('consents_subscriber').on('consents').columns(['subscriber_id', 'id']).execute();

  await schema
    .createTable('mailings')
    .addColumn('id', integer, id)
    .addColumn('slug', text, required)
    .addColumn('edition', text, required)
    .addColumn('letter', text, required)
    .addColumn('key_id', text, required)
    .addColumn('total', integer, required)
    .addColumn('started_at', text, required)
    .addColumn('finished_at', text)
    .addUniqueConstraint('mailings_slug_edition', ['slug', 'edition'])
    .execute();

  await schema
    .createTable('deliveries')
    .addColumn('mailing_id', integer, (column) => column.notNull().references('mailings.id'))
    .addColumn('subscriber_id', integer, (column) => column.notNull().references('subscribers.id'))
    .addColumn('state', text, required)
    .addColumn('attempts', integer, required)
    .addColumn('next_attempt_at', text)
    .addColumn('reason', text)
    .addColumn('uncertain_at', text)
    .addColumn('last_reply', text)
    .addColumn('updated_at', text, required)
    .addPrimaryKeyConstraint('deliveries_pk', ['mailing_id', 'subscriber_id'])
    .execute();
  // Serves the claim (what is due, in order) and the counts (by state) without a look at the rows.
  await schema
    .createIndex('deliveries_due')
    .on('deliveries')
    .columns(['mailing_id', 'state', 'next_attempt_at', 'subscriber_id'])
    .execute();
}
