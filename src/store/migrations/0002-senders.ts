// Several senders at once: who holds which deliveries, and counts that are kept instead of counted. The deliveries get
// a table that is quick to fill: on SQLite one tree instead of two, and nowhere a reference to check for each of a
// million rows, because the freeze copies ids out of the very table that it would refer to.
import { sql, type CreateTableBuilder, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Flavour } from '../flavour.ts';
import { required } from './required.ts';

export function senders(flavour: Flavour): Migration {
  return { up: (database) => up(database, flavour) };
}

async function up(database: Kysely<unknown>, flavour: Flavour): Promise<void> {
  const { id, integer, text } = flavour;
  await database.schema
    .createTable('senders')
    .addColumn('id', integer, id)
    .addColumn('expires_at', text, required)
    .execute();
  await copyDeliveries(database, flavour);
  await makeIndices(database);
  await keepCounts(database, flavour);
}

async function copyDeliveries(database: Kysely<unknown>, { integer, text, name }: Flavour): Promise<void> {
  const { schema } = database;
  await schema.dropIndex('deliveries_due').execute();
  await schema.alterTable('deliveries').renameTo('deliveries_before').execute();
  const table = schema
    .createTable('deliveries')
    .addColumn('mailing_id', integer, required)
    .addColumn('subscriber_id', integer, required)
    .addColumn('state', text, required)
    .addColumn('attempts', integer, required)
    .addColumn('sender_id', integer)
    .addColumn('next_attempt_at', text)
    .addColumn('reason', text)
    .addColumn('uncertain_at', text)
    .addColumn('last_reply', text)
    .addColumn('updated_at', text, required);
  await keyed(table, name).execute();
  // What an older version left attempting belongs to a sender 0, which has long expired.
  await sql`insert into senders (id, expires_at) values (0, '')`.execute(database);
  await sql`insert into deliveries
    select mailing_id, subscriber_id, state, attempts, case when state = 'attempting' then 0 end,
      next_attempt_at, reason, uncertain_at, last_reply, updated_at
    from deliveries_before`.execute(database);
  await schema.dropTable('deliveries_before').execute();
}

function keyed(table: CreateTableBuilder<string, string>, name: Flavour['name']): CreateTableBuilder<string, string> {
  const constraint = name === 'sqlite' ? 'deliveries_key' : 'deliveries_senders_pk';
  const withKey = table.addPrimaryKeyConstraint(constraint, ['mailing_id', 'subscriber_id']);
  return name === 'sqlite' ? withKey.modifyEnd(sql`without rowid`) : withKey;
}

async function makeIndices(database: Kysely<unknown>): Promise<void> {
  // Each is partial, so that a delivery stands in few of them and the freeze fills only the first.
  await sql`create index deliveries_queued on deliveries (mailing_id, subscriber_id)
    where state = 'queued'`.execute(database);
  await sql`create index deliveries_due on deliveries (mailing_id, state, next_attempt_at, subscriber_id)
    where next_attempt_at is not null`.execute(database);
  await sql`create index deliveries_doubt on deliveries (mailing_id, state, subscriber_id)
    where uncertain_at is not null`.execute(database);
  await sql`create index deliveries_ended on deliveries (mailing_id, state, subscriber_id)
    where reason is not null`.execute(database);
  await sql`create index deliveries_held on deliveries (sender_id)
    where sender_id is not null`.execute(database);
}

async function keepCounts(database: Kysely<unknown>, { integer }: Flavour): Promise<void> {
  await database.schema
    .createTable('delivery_counts')
    .addColumn('mailing_id', integer, required)
    .addColumn('sender_id', integer, required)
    .addColumn('queued', integer, required)
    .addColumn('attempting', integer, required)
    .addColumn('accepted', integer, required)
    .addColumn('deferred', integer, required)
    .addColumn('rejected', integer, required)
    .addColumn('uncertain', integer, required)
    .addColumn('withheld', integer, required)
    .addPrimaryKeyConstraint('delivery_counts_pk', ['mailing_id', 'sender_id'])
    .execute();
  await sql`insert into delivery_counts
    select mailing_id, 0,
      count(case when state = 'queued' then 1 end), count(case when state = 'attempting' then 1 end),
      count(case when state = 'accepted' then 1 end), count(case when state = 'deferred' then 1 end),
      count(case when state = 'rejected' then 1 end), count(case when state = 'uncertain' then 1 end),
      count(case when state = 'withheld' then 1 end)
    from deliveries group by mailing_id`.execute(database);
}
