// One group of a sender's work in one transaction: outcomes recorded, attempts begun or put off. Doing it twice does it
// once, so that a group whose answer was lost with its connection can be given again.
import { sql, type Transaction } from 'kysely';
import { addressKey } from '../core/audience/email-address.ts';
import { deliveryAfter, deliveryAfterCancel, turnOf } from '../core/ledger/delivery.ts';
import { compiledOnce } from './compiled-once.ts';
import { heldControl } from './control-rows.ts';
import { deliveryOf, writeDeliveries, type Change, type Row } from './delivery-rows.ts';
import type { Flavour } from './flavour.ts';
import { requireSender } from './sender-rows.ts';
import { GROUP_LIMIT, type Attempt, type CommitGroup, type Committed, type Outcome, type Postponed } from './store.ts';
import { changeSubscriber, type AudiencePlace } from './subscriber-rows.ts';
import type { Tables } from './tables.ts';

export async function commit(
  tx: Transaction<Tables>,
  place: AudiencePlace,
  senderId: number,
  group: CommitGroup,
): Promise<Committed> {
  const { flavour } = place;
  const { postponed = [] } = group;
  const size = group.outcomes.length + group.begins.length + postponed.length;
  if (size > GROUP_LIMIT) throw new RangeError('the group is too large');
  await requireSender(tx, flavour, senderId);
  const control = controlOf(await heldControl(tx, flavour, group.mailingId));
  const before = await rowsOf(tx, flavour, group);
  const recorded = group.outcomes.map((outcome) => recordedOf(outcome, before, { senderId, control }));
  const begun = group.begins.map((attempt) => begunOf(attempt, before, { senderId, control }));
  const putOff = postponed.map((one) => postponedOf(one, before, senderId));
  const all = [...recorded, ...begun, ...putOff];
  const changes = all.filter((one) => typeof one === 'object');
  await writeDeliveries(tx, flavour, changes, { mailingId: group.mailingId, senderId, at: group.at });
  await suppressBounced(tx, place, group, recorded);
  return {
    begun: new Set(group.begins.filter((_, index) => isBegun(begun[index]))),
    withheld: new Set(group.begins.filter((_, index) => isWithheld(begun[index]))),
    stale: all.filter((one) => one === 'stale').length,
  };
}

/** done: a group that came before has made just this change. stale: another sender has the delivery now. */
type Step = Change | 'done' | 'stale';

/** What the editor has said of the mailing. */
type Control = 'go' | 'paused' | 'cancelled';

interface Sending {
  readonly senderId: number;
  readonly control: Control;
}

function controlOf({ paused_at, cancelled_at }: Awaited<ReturnType<typeof heldControl>>): Control {
  if (cancelled_at !== null) return 'cancelled';
  return paused_at === null ? 'go' : 'paused';
}

type StandingRow = Row & { standing: Tables['subscribers']['state'] };

async function rowsOf(
  tx: Transaction<Tables>,
  flavour: Flavour,
  group: CommitGroup,
): Promise<ReadonlyMap<number, StandingRow>> {
  const named = [...group.outcomes, ...(group.postponed ?? [])].map(({ attempt }) => attempt);
  const ids = [...named, ...group.begins].map((one) => one.subscriberId);
  const rows = await deliveriesOf(tx, flavour, { mailing_id: group.mailingId, subscriber_ids: flavour.list(ids) });
  return new Map(rows.map((row) => [row.subscriber_id, row]));
}

const deliveriesOf = compiledOnce<StandingRow>(
  // Whoever unsubscribes in this moment comes either before the attempt, and is withheld, or after it was begun.
  (flavour, value) => sql`select deliveries.*, subscribers.state as standing
    from deliveries join subscribers on subscribers.id = deliveries.subscriber_id
    where deliveries.mailing_id = ${value('mailing_id')}
      and ${flavour.isIn('deliveries.subscriber_id', value('subscriber_ids'))}
    ${flavour.hasRowLocks ? sql`for update of deliveries for share of subscribers` : sql``}`,
);

function recordedOf(outcome: Outcome, before: ReadonlyMap<number, StandingRow>, { senderId, control }: Sending): Step {
  const row = before.get(outcome.attempt.subscriberId);
  if (row === undefined || row.attempts !== outcome.attempt.attempt) return 'stale';
  const afterwards = control === 'cancelled' ? deliveryAfterCancel : deliveryAfter;
  if (row.sender_id === senderId && row.state === 'attempting') {
    const { event, reply, server } = outcome;
    // Servers like to repeat the address, and this one has been forgotten while its message was on its way.
    const lastReply = row.standing === 'erased' ? null : reply;
    return { row, after: afterwards(deliveryOf(row), event), senderId: null, lastReply, server };
  }
  const asWanted = afterwards({ state: 'attempting', attempts: row.attempts }, outcome.event);
  return row.state === asWanted.state && row.last_reply === outcome.reply ? 'done' : 'stale';
}

function begunOf(attempt: Attempt, before: ReadonlyMap<number, StandingRow>, { senderId, control }: Sending): Step {
  const row = before.get(attempt.subscriberId);
  if (row === undefined || row.sender_id !== senderId) return 'stale';
  if (row.state === 'attempting') return row.attempts === attempt.attempt ? 'done' : 'stale';
  if (row.attempts + 1 !== attempt.attempt) return 'stale';
  // Given back as it was: its turn has not come after all.
  if (control === 'paused') return { row, after: deliveryOf(row), senderId: null, lastReply: row.last_reply };
  if (control === 'cancelled') {
    const after = deliveryAfter(deliveryOf(row), { kind: 'cancel' });
    return { row, after, senderId: null, lastReply: row.last_reply };
  }
  const after = deliveryAfter(deliveryOf(row), turnOf(row.standing === 'erased' ? 'unsubscribed' : row.standing));
  return { row, after, senderId: after.state === 'attempting' ? senderId : null, lastReply: row.last_reply };
}

function postponedOf({ attempt, at }: Postponed, before: ReadonlyMap<number, Row>, senderId: number): Step {
  const row = before.get(attempt.subscriberId);
  if (row === undefined || row.attempts + 1 !== attempt.attempt) return 'stale';
  if (row.sender_id === null && row.next_attempt_at === at) return 'done';
  if (row.sender_id !== senderId || row.state === 'attempting') return 'stale';
  const after = deliveryAfter(deliveryOf(row), { kind: 'postpone', nextAttemptAt: at });
  return { row, after, senderId: null, lastReply: row.last_reply };
}

function isBegun(step: Step | undefined): boolean {
  return step === 'done' || (typeof step === 'object' && step.after.state === 'attempting');
}

function isWithheld(step: Step | undefined): boolean {
  return typeof step === 'object' && step.after.state === 'withheld';
}

async function suppressBounced(
  tx: Transaction<Tables>,
  place: AudiencePlace,
  group: CommitGroup,
  recorded: readonly Step[],
): Promise<void> {
  for (const [index, { attempt, isHard }] of group.outcomes.entries()) {
    if (isHard !== true || recorded[index] === 'stale') continue;
    const source = `mailing ${attempt.mailingId}`;
    await changeSubscriber(tx, place, addressKey(attempt.address), { event: 'bounced', source, at: group.at });
  }
}
