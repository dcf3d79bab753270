// What the web server remembers over a restart: since when each content stands, which hub has been told of what, and
// the numbers of readers that feed services give.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Flavour } from '../flavour.ts';
import { required } from './required.ts';

export function web(flavour: Flavour): Migration {
  return { up: (database) => up(database, flavour) };
}

async function up({ schema }: Kysely<unknown>, { integer, text }: Flavour): Promise<void> {
  await schema
    .createTable('site_contents')
    .addColumn('path', text, (column) => column.primaryKey())
    .addColumn('hash', text, required)
    .addColumn('since', text, required)
    .execute();
  await schema
    .createTable('hub_pings')
    .addColumn('hub', text, required)
    .addColumn('topic', text, required)
    .addColumn('hash', text, required)
    .addColumn('attempts', integer, required)
    .addColumn('next_at', text)
    .addColumn('reply', text)
    .addPrimaryKeyConstraint('hub_pings_pk', ['hub', 'topic'])
    .execute();
  await schema
    .createTable('feed_readers')
    .addColumn('client', text, required)
    .addColumn('feed', text, required)
    .addColumn('subscribers', integer, required)
    .addColumn('seen_at', text, required)
    .addPrimaryKeyConstraint('feed_readers_pk', ['client', 'feed'])
    .execute();
}
