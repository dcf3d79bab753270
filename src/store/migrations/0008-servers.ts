// By which server a message went whose fate is uncertain, so that its owner knows whose log to read; and with which
// servers a sender talks, for what it leaves in flight when it dies.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Flavour } from '../flavour.ts';

export function servers({ text }: Flavour): Migration {
  return {
    up: async ({ schema }: Kysely<unknown>) => {
      await schema.alterTable('deliveries').addColumn('server', text).execute();
      await schema.alterTable('senders').addColumn('server', text).execute();
    },
  };
}
