// What was mailed: the files that a mailing was made of, each text once however many mailings share it, and the hashes
// of its letters. Mailings that began before this step have none of it.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Flavour } from '../flavour.ts';
import { required } from './required.ts';

export function proofs(flavour: Flavour): Migration {
  return { up: (database) => up(database, flavour) };
}

async function up({ schema }: Kysely<unknown>, { text, integer }: Flavour): Promise<void> {
  await schema
    .createTable('mailing_origins')
    .addColumn('mailing_id', integer, (column) => column.primaryKey().references('mailings.id'))
    .addColumn('commit_id', text)
    .addColumn('program', text, required)
    .addColumn('engine', text, required)
    .execute();
  await schema
    .createTable('mailed_files')
    .addColumn('mailing_id', integer, (column) => column.notNull().references('mailings.id'))
    .addColumn('path', text, required)
    .addColumn('sha256', text, required)
    .addColumn('is_committed', integer, required)
    .addColumn('slug', text)
    .addColumn('number', integer)
    .addPrimaryKeyConstraint('mailed_files_pk', ['mailing_id', 'path'])
    .execute();
  await schema
    .createTable('mailed_texts')
    .addColumn('sha256', text, (column) => column.primaryKey())
    .addColumn('packed', text, required)
    .execute();
  await schema
    .createTable('letter_proofs')
    .addColumn('mailing_id', integer, (column) => column.notNull().references('mailings.id'))
    .addColumn('letter_no', integer, required)
    .addColumn('headers', text, required)
    .addColumn('html', text, required)
    .addColumn('text', text, required)
    .addPrimaryKeyConstraint('letter_proofs_pk', ['mailing_id', 'letter_no'])
    .execute();
}
