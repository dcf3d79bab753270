// Works a mailing off: lease, begin, attempt, record, until nothing is due. The intent is on the disk before the first
// byte is sent and the outcome after the reply, so whatever happens in between leaves at most the messages in flight
// uncertain. Any number of processes may do this at once; each first takes over from those that have died.
import type { DeliveryCounts } from '../core/ledger/delivery.ts';
import { NO_LIMITS } from '../core/ledger/limits.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import { isExpired } from '../core/ledger/retry.ts';
import { DeliveryRun } from './delivery-run.ts';
import { boundYoungGeneration } from '../system/young-generation.ts';
import type { DeliveryTools } from './delivery-tools.ts';
import { pacedMailer } from './paced-mailer.ts';
import { openPacer, type Pacer } from './pacer.ts';
import { watchProgress, type Progress } from './progress.ts';
import { isSuperseded, joinSenders, LEASE_MS, type Sending } from './sending.ts';

export interface DeliverOptions {
  /** Stops claiming; what is in flight is finished and recorded. */
  readonly signal?: AbortSignal;
  /** How long to wait for deferred messages in all; 0 leaves them to the next run. */
  readonly waitMs?: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Called before it waits for longer than a moment, once for each such instant. */
  readonly onWait?: (pause: DeliveryPause) => void;
}

/** Nothing can be done before `until`, RFC 3339 in UTC. */
export interface DeliveryPause {
  readonly slug: string;
  readonly until: string;
  readonly counts: DeliveryCounts;
  /** What a server said last to one of those that are tried again. */
  readonly reply?: string;
  /** The rest is in the hands of another sender, which has died if it still is then. */
  readonly isElsewhere?: true;
  /** Since when the editor has the mailing rest; `until` is how long it is waited for. */
  readonly pausedAt?: string;
}

/**
 * finished: every delivery is settled. waiting: some are put off until `nextDueAt`; `reason` names the destinations
 * that refuse us. held: some are uncertain and wait for the editor. stopped: our own fault or no server, `reason` says
 * which. interrupted: by the signal. elsewhere: the rest is in the hands of another process. paused and cancelled: by
 * the editor, at `controlledAt`.
 */
export interface DeliveryReport {
  readonly slug: string;
  readonly edition: string;
  readonly outcome: 'finished' | 'waiting' | 'held' | 'stopped' | 'interrupted' | 'elsewhere' | 'paused' | 'cancelled';
  readonly counts: DeliveryCounts;
  readonly nextDueAt?: string;
  readonly reason?: string;
  readonly controlledAt?: string;
}

/** Delivers one mailing as far as it goes now. */
export async function deliver(
  mailing: Mailing,
  tools: DeliveryTools,
  options: DeliverOptions = {},
): Promise<DeliveryReport> {
  using _ = boundYoungGeneration();
  await using sending = await joinSenders(tools);
  await using pacer = await pacerOf(tools);
  // Awaited, or both would be disposed of before the first message.
  return await deliverMailing(mailing, { ...tools, mailer: pacedMailer(tools, pacer), sending, pacer }, options);
}

/** Delivers every open mailing, the oldest first; stops after one that is stopped or interrupted. */
export async function deliverOpen(
  tools: DeliveryTools,
  options: DeliverOptions = {},
): Promise<readonly DeliveryReport[]> {
  const open = await tools.store.openMailings();
  if (open.length === 0) return [];
  using _ = boundYoungGeneration();
  await using sending = await joinSenders(tools);
  await using pacer = await pacerOf(tools);
  const mailer = pacedMailer(tools, pacer);
  const reports: DeliveryReport[] = [];
  for (const mailing of open) {
    const last = await deliverMailing(mailing, { ...tools, mailer, sending, pacer }, options);
    reports.push(last);
    if (last.outcome === 'stopped' || last.outcome === 'interrupted') break;
  }
  return reports;
}

type SendingTools = DeliveryTools & { readonly sending: Sending; readonly pacer: Pacer };

function pacerOf({ store, limits = NO_LIMITS, mailer, now }: DeliveryTools): Promise<Pacer> {
  const { connections, routesFor } = mailer;
  return openPacer({ store, limits, connections, ...(routesFor && { routesFor }), now });
}

/** What is due so soon waits for the pace alone, so it is waited for however little patience was asked for. */
const PACE_PATIENCE_MS = 120_000;

/** A wait that nobody asks about. */
const MOMENT_MS = 3000;

/** How often the end of a mailing that others are working on is looked for. */
const LOOK_MS = 250;

async function deliverMailing(mailing: Mailing, tools: SendingTools, options: DeliverOptions): Promise<DeliveryReport> {
  const { store, now } = tools;
  await using _ = watchProgress(store, mailing, now, options.onProgress);
  const waitUntil = now().getTime() + (options.waitMs ?? 0);
  let othersUntil: number | undefined;
  for (;;) {
    const stopReason = await runOnce(mailing, tools, options.signal);
    if (stopReason !== undefined) return { ...(await report(mailing, tools, 'stopped')), reason: stopReason };
    const { pausedAt, cancelledAt } = await store.mailingControl(mailing.id);
    if (cancelledAt !== undefined) await store.endCancelled(mailing.id, now().toISOString());
    const nextDueAt = await store.nextDueAt(mailing.id);
    if (pausedAt !== undefined && options.signal?.aborted !== true && (await isUnbegun(mailing, store, nextDueAt))) {
      const until = mailing.pausedAt === undefined ? waitUntil : 0;
      if (await goesOn(mailing, pausedAt, tools, { ...options, until })) continue;
      return { ...(await report(mailing, tools, 'paused', nextDueAt)), controlledAt: pausedAt };
    }
    if (options.signal?.aborted === true) return report(mailing, tools, 'interrupted', nextDueAt);
    const dueAt = nextDueAt === undefined ? Infinity : Date.parse(nextDueAt);
    if (dueAt > now().getTime() && (await isInOtherHands(mailing, tools, nextDueAt))) {
      // A living sender is done with them soon; a dead one loses them within a lease.
      const leaseMs = tools.leaseMs ?? LEASE_MS;
      if (othersUntil === undefined) options.onWait?.(await othersPause(mailing, tools, leaseMs));
      othersUntil ??= now().getTime() + 2 * leaseMs;
      if (now().getTime() > othersUntil) return report(mailing, tools, 'elsewhere', nextDueAt);
      await tools.wait(LOOK_MS, options.signal);
      continue;
    }
    if (nextDueAt === undefined) return settle(mailing, tools);
    if (dueAt > Math.max(waitUntil, now().getTime() + PACE_PATIENCE_MS)) return waiting(mailing, tools, nextDueAt);
    if (dueAt - now().getTime() > MOMENT_MS) options.onWait?.(await pauseUntil(nextDueAt, mailing, store));
    await tools.wait(Math.max(dueAt - now().getTime(), 0), options.signal);
  }
}

/** True when something waits that an end of the pause would let go. */
async function isUnbegun({ id }: Mailing, store: DeliveryTools['store'], nextDueAt?: string): Promise<boolean> {
  return nextDueAt !== undefined || (await store.counts(id)).queued > 0;
}

/** How often the end of a pause is looked for. */
const PAUSE_LOOK_MS = 1000;

/**
 * Waits through a pause that came in the middle; who finds a mailing paused does not wait for it. False when it lasts
 * beyond `until`; true too when the mailing has become too old meanwhile, because the next run ends it then.
 */
async function goesOn(
  mailing: Mailing,
  pausedAt: string,
  { store, now, wait, limits }: SendingTools,
  { until, signal, onWait }: DeliverOptions & { readonly until: number },
): Promise<boolean> {
  if (now().getTime() >= until) return false;
  const [untilAt, counts] = [new Date(until).toISOString(), await store.counts(mailing.id)];
  onWait?.({ slug: mailing.slug, until: untilAt, counts, pausedAt });
  while (now().getTime() < until) {
    await wait(PAUSE_LOOK_MS, signal);
    const isLate = isExpired(mailing.startedAt, now().toISOString(), limits?.maxAgeHours);
    if (isLate || signal?.aborted === true) return true;
    if ((await store.mailingControl(mailing.id)).pausedAt === undefined) return true;
  }
  return false;
}

async function pauseUntil(until: string, { id, slug }: Mailing, store: DeliveryTools['store']): Promise<DeliveryPause> {
  const [counts, [one]] = await Promise.all([store.counts(id), store.deliveries(id, 'deferred', 1)]);
  return { slug, until, counts, ...(one?.lastReply === undefined ? {} : { reply: one.lastReply }) };
}

async function othersPause(
  { id, slug }: Mailing,
  { store, now }: DeliveryTools,
  leaseMs: number,
): Promise<DeliveryPause> {
  const until = new Date(now().getTime() + leaseMs).toISOString();
  return { slug, until, counts: await store.counts(id), isElsewhere: true };
}

/** True when somebody else has deliveries of the mailing, or has given some back this very moment. */
async function isInOtherHands(mailing: Mailing, { store }: SendingTools, nextDueAt?: string): Promise<boolean> {
  if (await store.isHeld(mailing.id)) return true;
  const { queued, attempting } = await store.counts(mailing.id);
  return nextDueAt === undefined && queued + attempting > 0;
}

/** Gives why it was stopped, if it was. A sender that others have taken for dead joins them again and goes on. */
async function runOnce(
  mailing: Mailing,
  tools: SendingTools,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  for (;;) {
    const { sender } = tools.sending;
    try {
      const at = tools.now().toISOString();
      await sender.takeOver(at, tools.uncertain);
      if (isExpired(mailing.startedAt, at, tools.limits?.maxAgeHours)) await tools.store.expire(mailing.id, at);
      const run = new DeliveryRun(mailing, tools, sender, signal);
      await run.untilNothingIsDue();
      return run.stopReason;
    } catch (error) {
      if (!isSuperseded(error)) throw error;
      await tools.sending.rejoin();
    }
  }
}

async function waiting(mailing: Mailing, tools: SendingTools, nextDueAt: string): Promise<DeliveryReport> {
  const reasons = tools.pacer.stopReasons.join('; ');
  return { ...(await report(mailing, tools, 'waiting', nextDueAt)), ...(reasons === '' ? {} : { reason: reasons }) };
}

async function settle(mailing: Mailing, tools: DeliveryTools): Promise<DeliveryReport> {
  const at = tools.now().toISOString();
  const isFinished = await tools.store.finishMailing(mailing.id, at);
  // Whoever was refused once more may have been refused often enough (standards C2.08).
  if (isFinished) await tools.store.suppressRepeatedlyRefused(mailing.id, at);
  const { cancelledAt } = await tools.store.mailingControl(mailing.id);
  if (cancelledAt !== undefined) return { ...(await report(mailing, tools, 'cancelled')), controlledAt: cancelledAt };
  return report(mailing, tools, isFinished ? 'finished' : 'held');
}

async function report(
  mailing: Mailing,
  tools: DeliveryTools,
  outcome: DeliveryReport['outcome'],
  nextDueAt?: string,
): Promise<DeliveryReport> {
  const counts = await tools.store.counts(mailing.id);
  const { slug, edition } = mailing;
  return { slug, edition, outcome, counts, ...(nextDueAt === undefined ? {} : { nextDueAt }) };
}
