// One round of the proof: a mailing, one or several senders, one kind of violence at a seeded instant, and again
// senders until the mailing is finished. Then the ledger is held against what the server has taken.
import { setTimeout as sleep } from 'node:timers/promises';
import { DELIVERY_STATES, total, type DeliveryCounts } from '../../src/core/ledger/delivery.ts';
import type { Mailing } from '../../src/core/ledger/mailing.ts';
import type { DeliveryRow, Store } from '../../src/store/store.ts';
import type { SenderPool } from './sender-pool.ts';
import type { SenderProcess } from './sender-process.ts';
import { sinkServer, type SinkServer, type TakenMessage } from './sink-server.ts';
import type { ProvedStore } from './proved-store.ts';

export const VIOLENCES = ['kill', 'terminate', 'stop', 'server-gone', 'disk-full', 'store-cut'] as const;
export type Violence = (typeof VIOLENCES)[number];

export interface RoundPlan {
  readonly violence: Violence;
  readonly readers: number;
  readonly senders: number;
  readonly connections: number;
  /** How often violence is done. */
  readonly blows: number;
  /** In [0, 1); seeded. */
  readonly random: () => number;
}

export interface RoundResult {
  /** Recipients whom the ledger says to be accepted and the server has never seen. */
  readonly lost: readonly string[];
  /** Recipients who got more than one message. */
  readonly twice: number;
  /** Those of them that must not have: never uncertain, other bytes, or more copies than attempts. */
  readonly wronglyTwice: readonly string[];
  /** What does not add up, in words. */
  readonly wrong: readonly string[];
  readonly uncertain: number;
  readonly deaths: number;
}

/** Short, so that a round does not wait long for a dead one; long enough for a busy machine. */
const LEASE_MS = 600;
const ROUND_ENDS_MS = 60_000;
const LEAVERS = 3;

export async function crashRound(plan: RoundPlan, proved: ProvedStore, pool: SenderPool): Promise<RoundResult> {
  const { store, databaseUrl, mailing } = proved;
  const sink = await sinkServer(() => plan.random() * 3);
  const smtpUrl = `smtp://127.0.0.1:${sink.port}?connections=${plan.connections}`;
  const task = { databaseUrl, smtpUrl, leaseMs: LEASE_MS };
  const wrong: string[] = [];
  const left = new Set<string>();
  let deaths = 0;
  let blowsLeft = plan.blows;
  const until = Date.now() + ROUND_ENDS_MS;
  try {
    for (let isFinished = false; !isFinished;) {
      if (Date.now() > until)
        throw new Error(`the round did not end: ${JSON.stringify(await store.counts(mailing.id))}`);
      const isBlow = blowsLeft > 0;
      const senders = Array.from({ length: plan.senders }, (_, index) =>
        pool.take(isBlow && plan.violence === 'disk-full' && index === 0 ? diskBlocks(plan) : undefined),
      );
      const blow = isBlow ? strike(plan, sink, senders, proved) : undefined;
      if (isBlow) blowsLeft -= 1;
      const leaving = leave(plan, store, left).catch((error: unknown) => void wrong.push(String(error)));
      const answers = await Promise.all(senders.map((sender) => sender.deliver(task)));
      blow?.cancel();
      await blow?.done;
      await leaving;
      deaths += senders.filter((sender) => !sender.isAlive).length;
      for (const sender of senders) pool.giveBack(sender);
      wrong.push(...(await doesNotAddUp(store, mailing)));
      for (const answer of answers) if (answer?.error !== undefined && !isBlow) wrong.push(answer.error);
      // Time passes: what waits for a later attempt is due now.
      await proved.passTime();
      await store.resolveHeld(mailing.id, 'resend', new Date().toISOString());
      isFinished = (await store.mailing(mailing.slug, ''))?.finishedAt !== undefined;
    }
    return { ...(await compare(store, mailing, sink.taken, left)), deaths, wrong };
  } finally {
    await sink.close();
  }
}

/** Between nearly nothing and about what a whole round writes. */
function diskBlocks({ random }: RoundPlan): number {
  return 100 + Math.floor(random() * 4000);
}

interface Blow {
  readonly done: Promise<void>;
  cancel(): void;
}

/** Violence at a random step of the conversations with the server, or shortly after it. */
function strike(plan: RoundPlan, sink: SinkServer, senders: readonly SenderProcess[], proved: ProvedStore): Blow {
  const STEPS_A_MESSAGE = 5;
  const from = sinkSteps.get(sink) ?? 0;
  const at = from + 1 + Math.floor(plan.random() * plan.readers * STEPS_A_MESSAGE);
  const delayMs = plan.random() < 0.5 ? 0 : plan.random() * 5;
  const victim = senders[Math.floor(plan.random() * senders.length)];
  let struck: Promise<void> | undefined;
  sink.onStep = (step) => {
    sinkSteps.set(sink, step);
    if (step < at || struck !== undefined) return;
    struck = delayMs === 0 ? hit() : sleep(delayMs).then(hit);
  };
  const hit = async (): Promise<void> => {
    if (plan.violence === 'kill') victim?.signal('SIGKILL');
    if (plan.violence === 'terminate') victim?.signal('SIGTERM');
    if (plan.violence === 'server-gone') await sink.goAway(50 + plan.random() * 100);
    if (plan.violence === 'store-cut') await proved.cut();
    if (plan.violence === 'stop') {
      victim?.signal('SIGSTOP');
      await sleep(LEASE_MS * (0.5 + plan.random() * 2));
      victim?.signal('SIGCONT');
    }
  };
  return {
    get done() {
      return struck ?? Promise.resolve();
    },
    cancel: () => {
      struck ??= Promise.resolve();
    },
  };
}

const sinkSteps = new WeakMap<SinkServer, number>();

/** A few readers unsubscribe while it runs. */
async function leave(plan: RoundPlan, store: Store, left: Set<string>): Promise<void> {
  for (let index = 0; index < LEAVERS; index += 1) {
    await sleep(plan.random() * 60);
    const [one] = await store.subscribers({ after: Math.floor(plan.random() * plan.readers), limit: 1 });
    if (one === undefined) continue;
    await store.changeSubscriber(one.address, 'unsubscribed', 'link', new Date().toISOString());
    left.add(one.address);
  }
}

async function doesNotAddUp(store: Store, mailing: Mailing): Promise<readonly string[]> {
  const counts = await store.counts(mailing.id);
  const wrong: string[] = [];
  if (total(counts) !== mailing.total) wrong.push(`the counts add up to ${total(counts)} of ${mailing.total}`);
  return wrong;
}

async function compare(
  store: Store,
  mailing: Mailing,
  taken: readonly TakenMessage[],
  left: ReadonlySet<string>,
): Promise<Omit<RoundResult, 'deaths'>> {
  const counts = await store.counts(mailing.id);
  const rows = await everyRow(store, mailing);
  const copies = Map.groupBy(taken, (message) => message.to);
  const doubtful = new Set(
    rows.filter(({ row }) => row.uncertainAt !== undefined).map(({ row }) => String(row.address)),
  );
  const attempts = new Map(rows.map(({ row }) => [String(row.address), row.attempts]));
  const twice = [...copies].filter(([, same]) => same.length > 1);
  return {
    lost: rows.flatMap(({ state, row }) => (state === 'accepted' && !copies.has(row.address) ? [row.address] : [])),
    twice: twice.length,
    wronglyTwice: twice.flatMap(([to, same]) => {
      const isSame = new Set(same.map(({ hash, messageId }) => `${messageId} ${hash}`)).size === 1;
      return isSame && doubtful.has(to) && same.length <= (attempts.get(to) ?? 0) ? [] : [to];
    }),
    wrong: [
      ...misfits(counts, await store.recount(mailing.id)),
      ...rows.flatMap(({ state, row }) => {
        const isSeen = copies.has(row.address);
        if (state === 'withheld' && !left.has(row.address)) return [`${row.address} was withheld and had not left`];
        if (state === 'withheld' && isSeen && !doubtful.has(row.address))
          return [`${row.address} is withheld and was sent`];
        return state === 'accepted' || state === 'withheld' ? [] : [`${row.address} ended as ${state}`];
      }),
      ...[...copies.keys()].filter((to) => !attempts.has(to)).map((to) => `${to} is in no ledger`),
    ],
    uncertain: doubtful.size,
  };
}

function misfits(kept: DeliveryCounts, counted: DeliveryCounts): readonly string[] {
  return DELIVERY_STATES.filter((state) => kept[state] !== counted[state]).map(
    (state) => `${kept[state]} are said to be ${state}, and ${counted[state]} are`,
  );
}

async function everyRow(store: Store, mailing: Mailing) {
  const rows: { state: string; row: DeliveryRow }[] = [];
  for (const state of DELIVERY_STATES) {
    for (const row of await store.deliveries(mailing.id, state, mailing.total)) rows.push({ state, row });
  }
  return rows;
}
