// Letters for those who chose topics, and digests: several letters a mailing, and how far each reader of digests has
// been told. Readers who want everything as it comes stay a walk along one index, whatever the others chose.
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Flavour } from '../flavour.ts';
import { required } from './required.ts';

export function slices(flavour: Flavour): Migration {
  return { up: (database) => up(database, flavour) };
}

async function up(database: Kysely<unknown>, flavour: Flavour): Promise<void> {
  const { integer, text } = flavour;
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
  await sql`update subscribers set digest_after = (select coalesce(max(id), 0) from mailings)
    where frequency is not null and state = 'active'`.execute(database);
  // Both are partial: the freeze reads the ids of the plain ones from the first and of the few others from the second.
  await sql`create index subscribers_plain on subscribers (state, id, topics, frequency, paused_until)
    where topics is null and frequency is null and paused_until is null`.execute(database);
  await sql`create index subscribers_special on subscribers (state, id)
    where topics is not null or frequency is not null or paused_until is not null or digest_after is not null`.execute(
    database,
  );
  for (const statement of flavour.name === 'sqlite' ? SQLITE_TRIGGERS : POSTGRES_TRIGGERS) {
    await sql.raw(statement).execute(database);
  }
}

// How often a reader wants letters, pauses and returns are written by many statements; what becomes of digest_after is
// written here, once for all of them. It is the id of the last mailing that digests need not speak of any more: set
// when somebody becomes a reader of digests, moved on when a pause ends, forgotten by those who come back as readers of
// each issue. Ids are the order in which mailings have started, whatever clocks say.
const LATEST = '(select coalesce(max(id), 0) from mailings)';
const BEFORE_RETURN = '(select coalesce(max(id), 0) from mailings where started_at < ';

const SQLITE_TRIGGERS = [
  `create trigger subscribers_digest_new after insert on subscribers
    when new.state = 'active' and new.frequency is not null and new.digest_after is null
    begin update subscribers set digest_after = ${LATEST} where id = new.id; end`,
  `create trigger subscribers_digest_change after update of state, frequency, paused_until on subscribers
    when new.state is not old.state or new.frequency is not old.frequency or new.paused_until is not old.paused_until
    begin
      update subscribers set digest_after = case
        when new.frequency is null and new.state = 'active' and old.state <> 'active' then null
        when new.frequency is not null and new.state = 'active'
          and (new.digest_after is null or old.state <> 'active') then ${LATEST}
        when new.digest_after is not null and old.paused_until is not null
          and new.paused_until is not old.paused_until
          then max(new.digest_after, ${BEFORE_RETURN} min(old.paused_until, new.updated_at)))
        else new.digest_after end
      where id = new.id;
    end`,
];

const POSTGRES_TRIGGERS = [
  `create function subscribers_digest() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' then
        if new.state = 'active' and new.frequency is not null and new.digest_after is null then
          new.digest_after := ${LATEST};
        end if;
      elsif new.frequency is null and new.state = 'active' and old.state <> 'active' then
        new.digest_after := null;
      elsif new.frequency is not null and new.state = 'active'
        and (new.digest_after is null or old.state <> 'active') then
        new.digest_after := ${LATEST};
      elsif new.digest_after is not null and old.paused_until is not null
        and new.paused_until is distinct from old.paused_until then
        new.digest_after := greatest(new.digest_after,
          ${BEFORE_RETURN} least(old.paused_until, new.updated_at)));
      end if;
      return new;
    end $$`,
  `create trigger subscribers_digest_new before insert on subscribers
    for each row execute function subscribers_digest()`,
  `create trigger subscribers_digest_change before update of state, frequency, paused_until on subscribers
    for each row execute function subscribers_digest()`,
];
