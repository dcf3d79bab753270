// One batch of rounds of the proof: some mailings, each with a store and a server of its own, all in the hands of the
// same sender processes; violence at seeded instants; and again senders until every mailing is finished. Then each
// ledger is held against what its server has taken. A process costs more than a mailing, so a death hits several.
import { setTimeout as sleep } from 'node:timers/promises';
import { DELIVERY_STATES, total, type DeliveryCounts } from '../../src/core/ledger/delivery.ts';
import type { Mailing } from '../../src/core/ledger/mailing.ts';
import type { DeliveryRow, Store } from '../../src/store/store.ts';
import type { SenderPool } from './sender-pool.ts';
import type { SenderProcess } from './sender-process.ts';
import { sinkServer, type SinkServer, type TakenMessage } from './sink-server.ts';
import type { ProvedStore } from './proved-store.ts';

export const VIOLENCES = [
  'kill',
  'terminate',
  'stop',
  'server-gone',
  'server-restart',
  'disk-full',
  'store-cut',
  'pause',
  'cancel',
] as const;
export type Violence = (typeof VIOLENCES)[number];

export interface BatchPlan {
  readonly violence: Violence;
  readonly readers: number;
  readonly senders: number;
  /** How many connections each sender has, for each mailing of the batch. */
  readonly connections: readonly number[];
  readonly blows: readonly BlowPlan[];
  /** For what happens beside the blows: who leaves, and how slow the servers are. In [0, 1); seeded. */
  readonly random: () => number;
}

/** One act of violence; every number is a share, in [0, 1). */
export interface BlowPlan {
  /** Where in the conversations that are still to come. */
  readonly where: number;
  /** At that very step when below a half, else up to some milliseconds after it. */
  readonly delay: number;
  readonly victim: number;
  /** How long something is away, or how small the disk is. */
  readonly extent: number;
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
}

export interface BatchResult {
  readonly rounds: readonly RoundResult[];
  /** Processes that died. */
  readonly deaths: number;
}

/** One mailing of the batch. */
interface Round {
  readonly proved: ProvedStore;
  readonly sink: SinkServer;
  readonly connections: number;
  readonly left: Set<string>;
  readonly wrong: string[];
  /** Senders that died or failed so far; until their leases run out the ledger may show what they had in flight. */
  gone: number;
}

/** Short, so that a round does not wait long for a dead one; long enough for a busy machine. */
const LEASE_MS = 600;
const BATCH_ENDS_MS = 180_000;
const LEAVERS = 3;

export async function crashRounds(
  plan: BatchPlan,
  stores: readonly ProvedStore[],
  pool: SenderPool,
): Promise<BatchResult> {
  const rounds = await Promise.all(stores.map((proved, index) => openRound(plan, proved, index)));
  let deaths = 0;
  const until = Date.now() + BATCH_ENDS_MS;
  try {
    let open: readonly Round[] = rounds;
    for (let pass = 0; open.length > 0; pass += 1) {
      if (Date.now() > until) throw new Error(`did not end: ${await countsOf(open)}`);
      deaths += await deliverOnce(plan, open, plan.blows[pass], pool);
      open = (await Promise.all(open.map(async (round) => ((await isFinished(round)) ? [] : [round])))).flat();
    }
    return { rounds: await Promise.all(rounds.map(compare)), deaths };
  } finally {
    await Promise.all(rounds.map(({ sink }) => sink.close()));
  }
}

async function openRound(plan: BatchPlan, proved: ProvedStore, index: number): Promise<Round> {
  const sink = await sinkServer(() => plan.random() * 3);
  return { proved, sink, connections: plan.connections[index] ?? 1, left: new Set(), wrong: [], gone: 0 };
}

/** Lets the senders deliver as far as they come, hit by the blow if there is one; gives how many of them died. */
async function deliverOnce(
  plan: BatchPlan,
  open: readonly Round[],
  blow: BlowPlan | undefined,
  pool: SenderPool,
): Promise<number> {
  const senders = Array.from({ length: plan.senders }, (_, index) =>
    pool.take(blow !== undefined && plan.violence === 'disk-full' && index === 0 ? diskBlocks(blow) : undefined),
  );
  const tasks = open.map(({ proved, sink, connections }) => ({
    databaseUrl: proved.databaseUrl,
    smtpUrl: `smtp://127.0.0.1:${sink.port}?connections=${connections}`,
    leaseMs: LEASE_MS,
  }));
  const struck = blow && (await strike(plan, blow, open, senders));
  const leaving = blow && open.map((round) => leave(plan, round).catch((error: unknown) => complain(round, error)));
  const answers = await Promise.all(senders.map((sender) => sender.deliver(tasks)));
  struck?.cancel();
  await struck?.done;
  await Promise.all(leaving ?? []);
  for (const sender of senders) pool.giveBack(sender);
  const deaths = senders.filter((sender) => !sender.isAlive).length;
  for (const [index, round] of open.entries()) {
    const errors = answers.flatMap((all) => all[index]?.error ?? []);
    // Who is hit may fail; who is not must not.
    if (blow === undefined) round.wrong.push(...errors);
    round.gone += senders.filter((sender, nth) => !sender.isAlive || answers[nth]?.[index]?.error !== undefined).length;
    round.wrong.push(...(await doesNotAddUp(round)));
  }
  return deaths;
}

/** Between nearly nothing and about what a whole round writes. */
function diskBlocks({ extent }: BlowPlan): number {
  return 100 + Math.floor(extent * 4000);
}

interface Struck {
  readonly done: Promise<void>;
  cancel(): void;
}

/** Violence at a random step of the conversations with the servers, or shortly after it. */
async function strike(
  plan: BatchPlan,
  blow: BlowPlan,
  open: readonly Round[],
  senders: readonly SenderProcess[],
): Promise<Struck> {
  const STEPS_A_MESSAGE = 5;
  const LONGEST_DELAY_MS = 5;
  const waiting = await Promise.all(open.map(({ proved }) => proved.store.counts(proved.mailing.id)));
  const messages = waiting.reduce((sum, counts) => sum + total(counts) - counts.accepted - counts.withheld, 0);
  const at = 1 + Math.floor(blow.where * messages * STEPS_A_MESSAGE);
  const delayMs = Math.max(blow.delay - 0.5, 0) * 2 * LONGEST_DELAY_MS;
  let struck: Promise<void> | undefined;
  let steps = 0;
  for (const { sink } of open) {
    sink.onStep = () => {
      steps += 1;
      if (steps < at || struck !== undefined) return;
      struck =
        delayMs === 0 ? hit(plan, blow, open, senders) : sleep(delayMs).then(() => hit(plan, blow, open, senders));
    };
  }
  return {
    get done() {
      return struck ?? Promise.resolve();
    },
    cancel: () => {
      struck ??= Promise.resolve();
    },
  };
}

async function hit(
  { violence }: BatchPlan,
  { victim: share, extent }: BlowPlan,
  open: readonly Round[],
  senders: readonly SenderProcess[],
): Promise<void> {
  const victim = senders[Math.floor(share * senders.length)];
  const awayMs = 50 + extent * 100;
  if (violence === 'kill' || violence === 'pause' || violence === 'cancel') victim?.signal('SIGKILL');
  if (violence === 'pause') await restAll(open, awayMs);
  if (violence === 'cancel') await Promise.all(open.map(({ proved: { store, mailing } }) => cancel(store, mailing)));
  if (violence === 'terminate') victim?.signal('SIGTERM');
  if (violence === 'server-gone') await Promise.all(open.map(({ sink }) => sink.goAway(awayMs)));
  if (violence === 'server-restart') await Promise.all(open.map(({ sink }) => sink.restart(awayMs)));
  if (violence === 'store-cut') await Promise.all(open.map(({ proved }) => proved.cut()));
  if (violence === 'stop') {
    victim?.signal('SIGSTOP');
    await sleep(LEASE_MS * (0.5 + extent * 2));
    victim?.signal('SIGCONT');
  }
}

/** The editor has every mailing rest for so long, in the middle of which nothing may begin. */
async function restAll(open: readonly Round[], restMs: number): Promise<void> {
  const beginsOf = async ({ proved: { store, mailing } }: Round) => {
    const { queued, deferred, uncertain } = await store.counts(mailing.id);
    return queued + deferred + uncertain;
  };
  await Promise.all(open.map(({ proved: { store, mailing } }) => store.pauseMailing(mailing.id, isoNow())));
  const before = await Promise.all(open.map(beginsOf));
  await sleep(restMs);
  const after = await Promise.all(open.map(beginsOf));
  // What ends in between may come back to those who wait; what begins would leave them.
  for (const [index, round] of open.entries())
    if ((after[index] ?? 0) < (before[index] ?? 0)) round.wrong.push('something began while it was paused');
  await Promise.all(open.map(({ proved: { store, mailing } }) => store.resumeMailing(mailing.id, isoNow())));
}

async function cancel(store: Store, mailing: Mailing): Promise<void> {
  await store.cancelMailing(mailing.id, isoNow());
}

function isoNow(): string {
  return new Date().toISOString();
}

/** A few readers unsubscribe while it runs. */
async function leave(plan: BatchPlan, { proved: { store }, left }: Round): Promise<void> {
  for (let index = 0; index < LEAVERS; index += 1) {
    await sleep(plan.random() * 60);
    const [one] = await store.subscribers({ after: Math.floor(plan.random() * plan.readers), limit: 1 });
    if (one === undefined) continue;
    await store.changeSubscriber(one.address, 'unsubscribed', 'link', new Date().toISOString());
    left.add(one.address);
  }
}

function complain(round: Round, error: unknown): void {
  round.wrong.push(String(error));
}

/** What is attempting when nobody attempts was in the hands of those who are gone: never more than a message each for
 * their connections. */
async function doesNotAddUp({ proved, connections, gone }: Round): Promise<readonly string[]> {
  const { store, mailing } = proved;
  const counts = await store.counts(mailing.id);
  const wrong: string[] = [];
  if (total(counts) !== mailing.total) wrong.push(`the counts add up to ${total(counts)} of ${mailing.total}`);
  if (counts.attempting > gone * connections)
    wrong.push(`${counts.attempting} are in flight of ${gone} senders that are gone, ${connections} connections each`);
  return wrong;
}

/** Time passes: what waits for a later attempt is due now. */
async function isFinished({ proved }: Round): Promise<boolean> {
  const { store, mailing } = proved;
  await proved.passTime();
  const { cancelledAt } = await store.mailingControl(mailing.id);
  const { queued, attempting, deferred } = await store.counts(mailing.id);
  // What is in doubt of a cancelled one is held for the editor, and nobody else ends it.
  if (cancelledAt !== undefined) return queued + attempting + deferred === 0;
  await store.resolveHeld(mailing.id, 'resend', new Date().toISOString());
  return (await store.mailing(mailing.slug, ''))?.finishedAt !== undefined;
}

async function countsOf(open: readonly Round[]): Promise<string> {
  return JSON.stringify(await Promise.all(open.map(({ proved }) => proved.store.counts(proved.mailing.id))));
}

async function compare({ proved: { store, mailing }, sink: { taken }, left, wrong }: Round): Promise<RoundResult> {
  const counts = await store.counts(mailing.id);
  const rows = await everyRow(store, mailing);
  const isCancelled = (await store.mailingControl(mailing.id)).cancelledAt !== undefined;
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
      ...wrong,
      ...misfits(counts, await store.recount(mailing.id)),
      ...rows.flatMap(({ state, row }) => wrongEnd(state, row, copies, { doubtful, left, isCancelled })),
      ...[...copies.keys()].filter((to) => !attempts.has(to)).map((to) => `${to} is in no ledger`),
    ],
    uncertain: doubtful.size,
  };
}

function wrongEnd(
  state: string,
  { address, reason, nextAttemptAt }: DeliveryRow,
  copies: ReadonlyMap<string, readonly TakenMessage[]>,
  {
    doubtful,
    left,
    isCancelled,
  }: { readonly doubtful: ReadonlySet<string>; readonly left: ReadonlySet<string>; readonly isCancelled: boolean },
): readonly string[] {
  if (state === 'accepted') return [];
  if (reason === 'cancelled' || (isCancelled && state === 'uncertain' && nextAttemptAt === undefined)) return [];
  if (state !== 'withheld') return [`${address} ended as ${state}`];
  if (!left.has(address)) return [`${address} was withheld and had not left`];
  return copies.has(address) && !doubtful.has(address) ? [`${address} is withheld and was sent`] : [];
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
