// An ask becomes consent, in the tables: once, in one transaction, with everything that a court would want to see. What
// the mailbox confirms is what was asked for; what stands against it (a complaint, the operator's word) wins.
import type { Transaction } from 'kysely';
import type { Evidence } from '../core/audience/ask.ts';
import { standingAfter, type Consent, type Standing } from '../core/audience/subscriber.ts';
import { askOf, type AskRow } from './ask-rows.ts';
import { addConsents } from './consent-rows.ts';
import { changeDeparture, departedStandings } from './departure-rows.ts';
import { putMail } from './outbox-rows.ts';
import type { Confirmation, ConfirmOptions } from './reader-store.ts';
import { standing, subscriberOf, type SubscriberRow } from './standing-columns.ts';
import { applyEvent, lockAdding, lockedRow, newRow, type AudiencePlace } from './subscriber-rows.ts';
import type { Tables } from './tables.ts';
import { frequencyColumn, topicsColumn } from './choice-columns.ts';

export async function confirmAsk(
  tx: Transaction<Tables>,
  place: AudiencePlace,
  wanted: { readonly id: string; readonly evidence: Evidence; readonly options: ConfirmOptions },
): Promise<Confirmation> {
  const { at, isWelcomed } = wanted.options;
  await lockAdding(tx, place.flavour);
  const row = await lockedAsk(tx, place, wanted.id);
  if (row?.state === 'confirmed') return { kind: 'used' };
  if (row?.state !== 'mailed' || row.moving_id !== null || row.expires_at <= at) return { kind: 'gone' };
  const subscriber = await admitted(tx, place, row, { evidence: wanted.evidence, at });
  if (subscriber === undefined) return { kind: 'gone' };
  await endAsks(tx, row, at);
  if (isWelcomed) {
    const { public_id: reference, address, address_key: addressKey } = subscriber;
    const { language } = askOf(row);
    await putMail(tx, { purpose: 'welcome', occasion: row.id, reference, address, addressKey, language }, at);
  }
  return { kind: 'confirmed', subscriber: subscriberOf(subscriber) };
}

function lockedAsk(tx: Transaction<Tables>, { flavour }: AudiencePlace, id: string): Promise<AskRow | undefined> {
  const row = tx.selectFrom('asks').selectAll().where('id', '=', id);
  return row.$if(flavour.hasRowLocks, (query) => query.forUpdate()).executeTakeFirst();
}

interface Confirmed {
  readonly evidence: Evidence;
  readonly at: string;
}

/** The reader's row after confirming; undefined when the address is blocked for good. */
async function admitted(
  tx: Transaction<Tables>,
  place: AudiencePlace,
  row: AskRow,
  { evidence, at }: Confirmed,
): Promise<SubscriberRow | undefined> {
  const ask = askOf(row);
  const key = row.address_key;
  const known = await lockedRow(tx, place.flavour, key).executeTakeFirst();
  const departed =
    known === undefined ? await departedStandings(tx, place.hashesOf, [key]) : new Map<string, Standing>();
  const left = departed.get(key);
  const now = standingAfter(known === undefined ? left : standing(known), 'confirmed');
  if (now.state !== 'active') return undefined;
  const source = ask.evidence.form ?? 'form';
  const said = { at, source, consentAt: at, ...consentOf(row, evidence) };
  if (left !== undefined) await changeDeparture(tx, place.hashesOf, key, { standing: now, at });
  const id = known === undefined ? await insert(tx, row, said) : known.id;
  if (known !== undefined) await applyEvent(tx, place.flavour, key, { ...said, event: 'confirmed' });
  const chosen = {
    topics: topicsColumn(ask.topics),
    frequency: frequencyColumn(ask.frequency),
    language: ask.language,
    paused_until: null,
    // As it was typed this time.
    address: row.address,
  };
  return tx.updateTable('subscribers').set(chosen).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

/** What the log says: what was shown when it was asked, who asked, and who confirmed. */
function consentOf(row: AskRow, confirmed: Evidence): Pick<Consent, 'evidence' | 'asked'> {
  const { ip, userAgent, ...shown } = askOf(row).evidence;
  const asked = { at: row.asked_at, ...(ip !== undefined && { ip }), ...(userAgent !== undefined && { userAgent }) };
  return { evidence: { ...shown, ...confirmed }, asked };
}

async function insert(
  tx: Transaction<Tables>,
  row: AskRow,
  said: Omit<Consent, 'what'> & { readonly consentAt: string },
): Promise<number> {
  const { address } = askOf(row);
  const { at, source, consentAt } = said;
  const values = newRow(row.address_key, { address, event: 'confirmed', source, consentAt }, at);
  const { id } = await tx.insertInto('subscribers').values(values).returning('id').executeTakeFirstOrThrow();
  await addConsents(tx, [{ ...said, subscriberId: id, what: 'confirmed' }]);
  return id;
}

/** What is kept of an ask that has ended: whose it was stands with the reader, if anywhere. */
const BLANK = { address: '', address_key: '', evidence: '{}' };

/**
 * This ask is done; others for the same address have been overtaken. So have other changes of address of this reader:
 * the mailbox that was left must not agree to where the new one goes.
 */
async function endAsks(tx: Transaction<Tables>, row: AskRow, at: string): Promise<void> {
  const done = tx.updateTable('asks').set({ state: 'confirmed', confirmed_at: at, ...BLANK });
  await done.where('id', '=', row.id).execute();
  const others = tx.updateTable('asks').set({ state: 'closed', ...BLANK });
  await others
    .where((ask) =>
      ask.or([
        ask.and([ask('address_key', '=', row.address_key), ask('moving_id', 'is', null)]),
        ...(row.moving_id === null ? [] : [ask('moving_id', '=', row.moving_id)]),
      ]),
    )
    .where('state', 'in', ['asked', 'mailed'])
    .execute();
}

export async function agreeToMove(
  tx: Transaction<Tables>,
  place: AudiencePlace,
  wanted: { readonly id: string; readonly mailbox: 'old' | 'new'; readonly evidence: Evidence; readonly at: string },
): Promise<'waits' | 'moved' | 'gone'> {
  const { mailbox, at } = wanted;
  await lockAdding(tx, place.flavour);
  const row = await lockedAsk(tx, place, wanted.id);
  if (row?.state === 'confirmed') return 'moved';
  if (row?.state !== 'mailed' || row.moving_id === null || row.expires_at <= at) return 'gone';
  const agreed = {
    old_agreed_at: mailbox === 'old' ? (row.old_agreed_at ?? at) : row.old_agreed_at,
    new_agreed_at: mailbox === 'new' ? (row.new_agreed_at ?? at) : row.new_agreed_at,
  };
  await tx.updateTable('asks').set(agreed).where('id', '=', row.id).execute();
  if (agreed.old_agreed_at === null || agreed.new_agreed_at === null) return 'waits';
  if (await move(tx, place, { ...row, ...agreed }, wanted)) {
    await endAsks(tx, row, at);
    return 'moved';
  }
  await tx
    .updateTable('asks')
    .set({ state: 'closed', ...BLANK })
    .where('id', '=', row.id)
    .execute();
  return 'gone';
}

async function move(
  tx: Transaction<Tables>,
  place: AudiencePlace,
  row: AskRow,
  { evidence, at }: Confirmed,
): Promise<boolean> {
  const mover = await tx
    .selectFrom('subscribers')
    .selectAll()
    .where('public_id', '=', row.moving_id ?? '')
    .$if(place.flavour.hasRowLocks, (query) => query.forUpdate())
    .executeTakeFirst();
  if (mover?.state !== 'active') return false;
  const other = await lockedRow(tx, place.flavour, row.address_key).executeTakeFirst();
  const details = JSON.stringify({
    address: { from: mover.address, to: row.address },
    agreed: { old: row.old_agreed_at, new: row.new_agreed_at },
  });
  const said = { at, source: 'preferences', details, ...consentOf(row, evidence) };
  if (other !== undefined && other.id !== mover.id) return joinOther(tx, place, { mover, other, row }, said);
  const departed = await departedStandings(tx, place.hashesOf, [row.address_key]);
  const left = departed.get(row.address_key);
  // Both mailboxes have confirmed, so what the person themselves had ended can begin again, and no more than that.
  if (left !== undefined && standingAfter(left, 'confirmed').state !== 'active') return false;
  if (left !== undefined)
    await changeDeparture(tx, place.hashesOf, row.address_key, { standing: { state: 'active' }, at });
  const moved = { address: row.address, address_key: row.address_key, updated_at: at };
  await tx.updateTable('subscribers').set(moved).where('id', '=', mover.id).execute();
  await addConsents(tx, [{ ...said, subscriberId: mover.id, what: 'changed' }]);
  return true;
}

/**
 * The new address is a reader already: that one goes on with the choice of the old one, which leaves. The old one's
 * line says who goes on, because links in letters to the old address must reach them (`lockedHeir`).
 */
async function joinOther(
  tx: Transaction<Tables>,
  place: AudiencePlace,
  { mover, other, row }: { readonly mover: SubscriberRow; readonly other: SubscriberRow; readonly row: AskRow },
  said: Omit<Consent, 'what'>,
): Promise<boolean> {
  if (standingAfter(standing(other), 'confirmed').state !== 'active') return false;
  await applyEvent(tx, place.flavour, row.address_key, { ...said, consentAt: said.at, event: 'confirmed' });
  const { topics, frequency, language, paused_until: pausedUntil } = mover;
  const choice = { topics, frequency, language, paused_until: pausedUntil };
  await tx.updateTable('subscribers').set(choice).where('id', '=', other.id).execute();
  const details = JSON.stringify({ ...JSON.parse(said.details ?? '{}'), joined: other.public_id });
  await applyEvent(tx, place.flavour, mover.address_key, { ...said, details, event: 'unsubscribed' });
  return true;
}
