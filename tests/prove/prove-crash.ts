// npm run prove:crash [-- --rounds=N --seed=N --batch=N --store=sqlite|postgres --violence=kill --seconds=N]: kills
// senders at random instants, many times over, and says what became of the mailings. Rounds come in batches. All that
// is random about a batch follows from the seed, which is printed, and its number; where processes and a network are
// faster or slower the blow falls at the same step of the conversations, and on other messages.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import {
  crashRounds,
  VIOLENCES,
  type BatchPlan,
  type BatchResult,
  type RoundResult,
  type Violence,
} from './crash-round.ts';
import { postgresMaker, sqliteMaker, type StoreMaker } from './proved-store.ts';
import { senderPool, type SenderPool } from './sender-pool.ts';

export interface ProofOptions {
  readonly store: 'sqlite' | 'postgres';
  readonly rounds: number;
  readonly seed: number;
  /** Stops beginning batches after so long. */
  readonly seconds?: number;
  readonly violence?: Violence;
  /** This one batch alone. */
  readonly batch?: number;
  readonly onBatch?: (batch: number, plan: BatchPlan, result: BatchResult) => void;
}

export interface ProofReport {
  readonly rounds: number;
  readonly messages: number;
  readonly deaths: number;
  readonly uncertain: number;
  readonly twice: number;
  readonly lost: number;
  readonly wronglyTwice: number;
  /** Rounds by what was done to them. */
  readonly violence: Readonly<Record<string, number>>;
  /** Each with the number of its batch. */
  readonly wrong: readonly string[];
}

const READERS = 120;
/** Rounds that share the processes, and with them their deaths. */
const ROUNDS_A_BATCH = 5;
/** One waits for a lease while the others work. */
const BATCHES_AT_ONCE = availableParallelism() + 1;

export async function proveCrash(options: ProofOptions): Promise<ProofReport> {
  await using maker = await (options.store === 'sqlite' ? sqliteMaker(READERS) : postgresMaker(READERS));
  await using pool = senderPool(BATCHES_AT_ONCE);
  const report = { rounds: 0, messages: 0, deaths: 0, uncertain: 0, twice: 0, lost: 0, wronglyTwice: 0 };
  const violence: Record<string, number> = {};
  const wrong: string[] = [];
  const until = performance.now() + (options.seconds ?? Infinity) * 1000;
  const batches = Math.ceil(options.rounds / ROUNDS_A_BATCH);
  const { batch: first = 0 } = options;
  const end = options.batch === undefined ? batches : first + 1;
  let next = first;
  const work = async (): Promise<void> => {
    while (next < end && performance.now() < until) {
      const batch = next;
      next += 1;
      const plan = planOf(options, batch);
      const result = await oneBatch(plan, maker, pool).catch((error: unknown) => failed(error));
      options.onBatch?.(batch, plan, result);
      violence[plan.violence] = (violence[plan.violence] ?? 0) + result.rounds.length;
      report.deaths += result.deaths;
      for (const round of result.rounds) {
        report.rounds += 1;
        report.messages += plan.readers;
        report.uncertain += round.uncertain;
        report.twice += round.twice;
        report.lost += round.lost.length;
        report.wronglyTwice += round.wronglyTwice.length;
        wrong.push(...findings(round).map((finding) => `batch ${batch} (${plan.violence}): ${finding}`));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(BATCHES_AT_ONCE, batches) }, work));
  return { ...report, violence, wrong };
}

async function oneBatch(plan: BatchPlan, maker: StoreMaker, pool: SenderPool): Promise<BatchResult> {
  await using made = new AsyncDisposableStack();
  const stores = await Promise.all(plan.connections.map(async () => made.use(await maker.make())));
  return await crashRounds(plan, stores, pool);
}

function findings({ wrong, lost, wronglyTwice }: RoundResult): readonly string[] {
  return [...wrong, ...lost.map((to) => `${to} is lost`), ...wronglyTwice.map((to) => `${to} was sent twice wrongly`)];
}

function failed(error: unknown): BatchResult {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { rounds: [{ lost: [], twice: 0, wronglyTwice: [], wrong: [text], uncertain: 0 }], deaths: 0 };
}

/** Everything that is random about a batch is drawn here, before it begins. */
function planOf({ seed, store, violence }: ProofOptions, batch: number): BatchPlan {
  const random = seeded(seed * 100_003 + batch);
  const possible = VIOLENCES.filter((one) => one !== (store === 'sqlite' ? 'store-cut' : 'disk-full'));
  // Every second batch is the plainest one, which is also the worst.
  const drawn = random() < 0.5 ? 'kill' : (possible[Math.floor(random() * possible.length)] ?? 'kill');
  const blow = () => ({ where: random(), delay: random(), victim: random(), extent: random() });
  return {
    violence: violence ?? drawn,
    readers: READERS,
    senders: store === 'sqlite' ? 1 + Math.floor(random() * 2) : 2 + Math.floor(random() * 2),
    connections: Array.from({ length: ROUNDS_A_BATCH }, () => 1 + Math.floor(random() * 5)),
    blows: Array.from({ length: 1 + Math.floor(random() * 2) }, blow),
    random,
  };
}

/** mulberry32: small, and the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

if (process.argv[1] === import.meta.filename) await main();

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      rounds: text,
      seed: text,
      batch: text,
      store: text,
      violence: text,
      seconds: text,
      verbose: { type: 'boolean' },
    },
  });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
  console.log(`seed ${seed}; repeat with: npm run prove:crash -- --seed=${seed}`);
  const violence = VIOLENCES.find((one) => one === values.violence);
  let isRight = true;
  for (const store of ['sqlite', 'postgres'] as const) {
    if (values.store !== undefined && values.store !== store) continue;
    const began = performance.now();
    const report = await proveCrash({
      store,
      seed,
      rounds: Number(values.rounds ?? 200),
      ...(values.seconds === undefined ? {} : { seconds: Number(values.seconds) }),
      ...(values.batch === undefined ? {} : { batch: Number(values.batch) }),
      ...(violence === undefined ? {} : { violence }),
      onBatch: (batch, plan, result) => {
        if (values.verbose === true) console.log(batch, JSON.stringify(plan), JSON.stringify(result));
      },
    });
    const { wrong, ...figures } = report;
    console.log(store, figures, `${((performance.now() - began) / 1000).toFixed(0)} s`);
    for (const finding of wrong.slice(0, 50)) console.log(finding);
    if (wrong.length > 0) isRight = false;
  }
  process.exitCode = isRight ? 0 : 1;
}
