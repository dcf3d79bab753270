// What reports told about messages after they had been accepted; and an index that gives the recent mailings without
// reading their letters.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Flavour } from '../flavour.ts';
import { required } from './required.ts';

export function bounces(flavour: Flavour): Migration {
  return { up: (database) => up(database, flavour) };
}

async function up({ schema }: Kysely<unknown>, { text, integer, id }: Flavour): Promise<void> {
  await schema
    .createTable('bounces')
    .addColumn('id', integer, id)
    .addColumn('subscriber_id', integer, (column) => column.notNull().references('subscribers.id'))
    .addColumn('mailing_id', integer, (column) => column.notNull().references('mailings.id'))
    .addColumn('kind', text, required)
    .addColumn('status', text)
    .addColumn('diagnostic', text)
    .addColumn('reason', text, required)
    .addColumn('source', text, required)
    .addColumn('report_id', text, required)
    .addColumn('at', text, required)
    .addUniqueConstraint('bounces_once', ['subscriber_id', 'mailing_id', 'report_id'])
    .execute();
  await schema.createIndex('bounces_mailing').on('bounces').columns(['mailing_id', 'kind', 'subscriber_id']).execute();
  await schema
    .createIndex('mailings_recent')
    .on('mailings')
    .columns(['started_at', 'id', 'slug', 'edition', 'key_id'])
    .execute();
}
