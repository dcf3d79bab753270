// Mails that belong to no mailing: one row each, unique by purpose and ask, so that nothing is put in twice. A sender
// takes a mail for a while; if it dies, another takes it then and sends it with the same Message-ID. A settled row
// forgets the address.
import type { Transaction } from 'kysely';
import type { EmailAddress } from '../core/audience/email-address.ts';
import type { Flavour } from './flavour.ts';
import type { OutboxMail, OutboxOutcome, OutboxPurpose } from './reader-store.ts';
import type { Tables } from './tables.ts';

/** Few enough that a slow server does not let the time of the last ones run out. */
const TAKEN_AT_ONCE = 10;

export interface NewMail {
  readonly purpose: OutboxPurpose;
  readonly reference: string;
  /** What makes it this very mail, beside its purpose: an ask is answered once. */
  readonly occasion: string;
  readonly address: string;
  readonly addressKey: string;
  readonly language: string;
}

/** False when it is, or was, there already. */
export async function putMail(tx: Transaction<Tables>, mail: NewMail, at: string): Promise<boolean> {
  const row = tx.insertInto('outbox').values({
    occasion: `${mail.purpose} ${mail.occasion}`,
    purpose: mail.purpose,
    reference: mail.reference,
    address: mail.address,
    address_key: mail.addressKey,
    language: mail.language,
    state: 'waiting',
    attempts: 0,
    created_at: at,
    next_attempt_at: at,
    settled_at: null,
  });
  const added = await row
    .onConflict((conflict) => conflict.column('occasion').doNothing())
    .returning('id')
    .executeTakeFirst();
  return added !== undefined;
}

export async function takeOutbox(
  tx: Transaction<Tables>,
  flavour: Flavour,
  at: string,
  leaseUntil: string,
): Promise<readonly OutboxMail[]> {
  const due = await tx
    .selectFrom('outbox')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('next_attempt_at', '<=', at)
    .orderBy('next_attempt_at')
    .orderBy('id')
    .limit(TAKEN_AT_ONCE)
    .$if(flavour.hasRowLocks, (query) => query.forUpdate().skipLocked())
    .execute();
  for (const { id, attempts } of due) {
    const taken = tx.updateTable('outbox').set({ next_attempt_at: leaseUntil, attempts: attempts + 1 });
    await taken.where('id', '=', id).execute();
  }
  return due.map((row) => ({
    id: row.id,
    purpose: row.purpose,
    reference: row.reference,
    // Only checked addresses are ever written into this column.
    address: row.address as EmailAddress,
    language: row.language,
    attempts: row.attempts,
    createdAt: row.created_at,
  }));
}

export async function settleOutbox(
  tx: Transaction<Tables>,
  id: number,
  outcome: OutboxOutcome,
  at: string,
): Promise<void> {
  const change =
    outcome.kind === 'again'
      ? { next_attempt_at: outcome.at }
      : { state: outcome.kind, settled_at: at, address: '', address_key: '' };
  await tx.updateTable('outbox').set(change).where('id', '=', id).where('state', '=', 'waiting').execute();
}
