// Works a mailing off: claim, attempt, record, until nothing is due. The intent is on the disk before the first byte is
// sent and the outcome after the reply, so whatever happens in between leaves at most the messages in flight uncertain.
// One process at a time attempts deliveries of a store; when it starts, it first settles what a dead one left behind.
import type { DeliveryCounts } from '../core/ledger/delivery.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import { DeliveryRun } from './delivery-run.ts';
import type { DeliveryTools } from './delivery-tools.ts';
import { watchProgress, type Progress } from './progress.ts';

export interface DeliverOptions {
  /** Stops claiming; what is in flight is finished and recorded. */
  readonly signal?: AbortSignal;
  /** How long to wait for deferred messages in all; 0 leaves them to the next run. */
  readonly waitMs?: number;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * finished: every delivery is settled. waiting: some are deferred until `nextDueAt`. held: some are uncertain and wait
 * for the editor. stopped: our own fault or no server, `reason` says which. interrupted: by the signal. elsewhere:
 * another process is delivering.
 */
export interface DeliveryReport {
  readonly slug: string;
  readonly edition: string;
  readonly outcome: 'finished' | 'waiting' | 'held' | 'stopped' | 'interrupted' | 'elsewhere';
  readonly counts: DeliveryCounts;
  readonly nextDueAt?: string;
  readonly reason?: string;
}

/** Delivers one mailing as far as it goes now. */
export async function deliver(
  mailing: Mailing,
  tools: DeliveryTools,
  options: DeliverOptions = {},
): Promise<DeliveryReport> {
  await using sending = await tools.store.takeSending();
  if (sending === undefined) return report(mailing, tools, 'elsewhere');
  await tools.store.recover(tools.now().toISOString());
  return deliverMailing(mailing, tools, options);
}

/** Delivers every open mailing, the oldest first; stops after one that is stopped or interrupted. */
export async function deliverOpen(
  tools: DeliveryTools,
  options: DeliverOptions = {},
): Promise<readonly DeliveryReport[]> {
  await using sending = await tools.store.takeSending();
  const open = await tools.store.openMailings();
  if (sending === undefined) return Promise.all(open.map((mailing) => report(mailing, tools, 'elsewhere')));
  await tools.store.recover(tools.now().toISOString());
  const reports: DeliveryReport[] = [];
  for (const mailing of open) {
    const last = await deliverMailing(mailing, tools, options);
    reports.push(last);
    if (last.outcome === 'stopped' || last.outcome === 'interrupted') break;
  }
  return reports;
}

async function deliverMailing(
  mailing: Mailing,
  tools: DeliveryTools,
  options: DeliverOptions,
): Promise<DeliveryReport> {
  const { store } = tools;
  await using _ = watchProgress(store, mailing, tools.now, options.onProgress);
  const waitUntil = tools.now().getTime() + (options.waitMs ?? 0);
  for (;;) {
    const run = new DeliveryRun(mailing, tools, options.signal);
    await run.untilNothingIsDue();
    if (run.stopReason !== undefined) return { ...(await report(mailing, tools, 'stopped')), reason: run.stopReason };
    const nextDueAt = await store.nextDueAt(mailing.id, tools.uncertain);
    if (options.signal?.aborted === true) return report(mailing, tools, 'interrupted', nextDueAt);
    if (nextDueAt === undefined) return settle(mailing, tools);
    const waitMs = Date.parse(nextDueAt) - tools.now().getTime();
    if (Date.parse(nextDueAt) > waitUntil) return report(mailing, tools, 'waiting', nextDueAt);
    await tools.wait(Math.max(waitMs, 0), options.signal);
  }
}

async function settle(mailing: Mailing, tools: DeliveryTools): Promise<DeliveryReport> {
  const counts = await tools.store.counts(mailing.id);
  if (counts.uncertain > 0) return report(mailing, tools, 'held');
  await tools.store.finishMailing(mailing.id, tools.now().toISOString());
  return report(mailing, tools, 'finished');
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
