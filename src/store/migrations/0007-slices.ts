// Letters for those who chose topics, and digests: several letters a mailing, and how far each reader of digests has
// been told. Readers who want everything as it comes stay a walk along one index, whatever the others chose.
import { sql, type ColumnDefinitionBuilder, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Flavour } from '../flavour.ts';

export function slices(flavour: Flavour): Migration {
  return { up: (database) => up(database, flavour) };
}

async function up(database: Kysely<unknown>, { integer, text }: Flavour): Promise<void> {
  const { schema } = database;
  await schema
    .createTable('mailing_letters')
    .addColumn('mailing_id', integer, required)
    .addColumn('letter_no', integer, required)
    .addColumn('topics', text)
    .addColumn('slugs', text)
    .addColumn('letter', text, required)
    .addPrimaryKeyConstraint('mailing_letters_pk', ['mailing_id', 'letter_no'])
    .execute();
  await schema
    .alterTable('deliveries')
    .addColumn('letter_no', integer, (column) => column.notNull().defaultTo(0))
    .execute();
  await schema.alterTable('subscribers').addColumn('digest_after', integer).execute();
  // Both are partial: the freeze reads the ids of the plain ones from the first and of the few others from the second.
  await sql`create index subscribers_plain on subscribers (state, id)
    where topics is null and frequency is null`.execute(database);
  await sql`create index subscribers_special on subscribers (state, id)
    where topics is not null or frequency is not null or digest_after is not null`.execute(database);
}

function required(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull();
}
