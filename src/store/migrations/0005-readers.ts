// Readers on the web: what they asked for and have not confirmed, the mails about it, limits, and what is kept of those
// who had everything erased. The consent log gets its evidence, and the database itself refuses to change a line of it.
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Flavour } from '../flavour.ts';
import { required } from './required.ts';

export function readers(flavour: Flavour): Migration {
  return { up: (database) => up(database, flavour) };
}

const EVIDENCE = [
  'ip',
  'user_agent',
  'form',
  'text_version',
  'privacy_version',
  'token_id',
  'language',
  'asked_at',
  'asked_ip',
  'asked_user_agent',
  'details',
];

async function up(database: Kysely<unknown>, flavour: Flavour): Promise<void> {
  const { text, integer } = flavour;
  const { schema } = database;
  await schema.alterTable('subscribers').addColumn('paused_until', text).execute();
  for (const column of EVIDENCE) await schema.alterTable('consents').addColumn(column, text).execute();
  // A wording is shown thousands of times: its text stands here once, under its hash.
  await schema
    .createTable('consent_texts')
    .addColumn('version', text, (column) => column.primaryKey())
    .addColumn('text', text, required)
    .addColumn('first_shown_at', text, required)
    .execute();
  await makeAsks(database, flavour);
  await schema
    .createTable('ask_limits')
    .addColumn('key', text, (column) => column.primaryKey())
    .addColumn('log', text, required)
    .addColumn('last_at', text, required)
    .execute();
  await schema
    .createTable('departures')
    .addColumn('hash', text, (column) => column.primaryKey())
    .addColumn('key_id', text, required)
    .addColumn('reason', text, required)
    .addColumn('at', text, required)
    .execute();
  // Whose lines an erasure is taking away in this very transaction; empty at every other time.
  await schema
    .createTable('erasing')
    .addColumn('subscriber_id', integer, (column) => column.primaryKey())
    .execute();
  await keepConsents(database, flavour);
}

async function makeAsks(database: Kysely<unknown>, { text, integer, id }: Flavour): Promise<void> {
  const { schema } = database;
  await schema
    .createTable('asks')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('state', text, required)
    .addColumn('address', text, required)
    .addColumn('address_key', text, required)
    .addColumn('choice', text, required)
    .addColumn('evidence', text, required)
    .addColumn('moving_id', text)
    .addColumn('old_agreed_at', text)
    .addColumn('new_agreed_at', text)
    .addColumn('asked_at', text, required)
    .addColumn('mailed_at', text)
    .addColumn('confirmed_at', text)
    .addColumn('expires_at', text, required)
    .execute();
  await schema.createIndex('asks_state').on('asks').columns(['state', 'asked_at']).execute();
  await schema.createIndex('asks_time').on('asks').column('asked_at').execute();
  await schema.createIndex('asks_address').on('asks').column('address_key').execute();
  await schema
    .createTable('outbox')
    .addColumn('id', integer, id)
    // Purpose and ask together: the same mail is never put here twice.
    .addColumn('occasion', text, (column) => column.notNull().unique())
    .addColumn('purpose', text, required)
    .addColumn('reference', text, required)
    .addColumn('address', text, required)
    .addColumn('address_key', text, required)
    .addColumn('language', text, required)
    .addColumn('state', text, required)
    .addColumn('attempts', integer, required)
    .addColumn('created_at', text, required)
    .addColumn('next_attempt_at', text, required)
    .addColumn('settled_at', text)
    .execute();
  await schema.createIndex('outbox_due').on('outbox').columns(['state', 'next_attempt_at']).execute();
  await schema.createIndex('outbox_address').on('outbox').column('address_key').execute();
}

/** No line of the log is ever changed, and none goes but with the person whom it speaks of (D.02, D.10). */
async function keepConsents(database: Kysely<unknown>, { name }: Flavour): Promise<void> {
  const statements = name === 'sqlite' ? SQLITE_TRIGGERS : POSTGRES_TRIGGERS;
  for (const statement of statements) await sql.raw(statement).execute(database);
}

const REFUSAL = 'the consent log is append-only';

const SQLITE_TRIGGERS = [
  `create trigger consents_no_update before update on consents begin select raise(abort, '${REFUSAL}'); end`,
  `create trigger consents_no_delete before delete on consents
    when not exists (select 1 from erasing where erasing.subscriber_id = old.subscriber_id)
    begin select raise(abort, '${REFUSAL}'); end`,
  `create trigger consent_texts_no_update before update on consent_texts
    begin select raise(abort, '${REFUSAL}'); end`,
  `create trigger consent_texts_no_delete before delete on consent_texts
    begin select raise(abort, '${REFUSAL}'); end`,
];

const POSTGRES_TRIGGERS = [
  `create function consents_refuse() returns trigger language plpgsql as $$
    begin raise exception '${REFUSAL}'; end $$`,
  `create function consents_refuse_delete() returns trigger language plpgsql as $$
    begin
      if exists (select 1 from erasing where erasing.subscriber_id = old.subscriber_id) then return old; end if;
      raise exception '${REFUSAL}';
    end $$`,
  `create trigger consents_no_update before update on consents for each row execute function consents_refuse()`,
  `create trigger consents_no_delete before delete on consents for each row execute function consents_refuse_delete()`,
  `create trigger consents_no_truncate before truncate on consents execute function consents_refuse()`,
  `create trigger consent_texts_no_change before update or delete on consent_texts
    for each row execute function consents_refuse()`,
];
