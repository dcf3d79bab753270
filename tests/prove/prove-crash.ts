// npm run prove:crash [-- --rounds=N --seed=N --store=sqlite|postgres --violence=kill --seconds=N]: kills senders at
// random instants, many times over, and says what became of the mailings. Every round follows from the seed and its
// number, as far as two processes and a network let anything follow; the seed is printed.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { crashRound, VIOLENCES, type RoundPlan, type RoundResult, type Violence } from './crash-round.ts';
import { postgresMaker, sqliteMaker, type StoreMaker } from './proved-store.ts';
import { senderPool } from './sender-pool.ts';

export interface ProofOptions {
  readonly store: 'sqlite' | 'postgres';
  readonly rounds: number;
  readonly seed: number;
  /** Stops beginning rounds after so long. */
  readonly seconds?: number;
  readonly violence?: Violence;
  readonly onRound?: (round: number, plan: RoundPlan, result: RoundResult) => void;
}

export interface ProofReport {
  readonly rounds: number;
  readonly messages: number;
  readonly deaths: number;
  readonly uncertain: number;
  readonly twice: number;
  readonly lost: number;
  readonly wronglyTwice: number;
  /** Each with the number of its round. */
  readonly wrong: readonly string[];
}

const READERS = 150;
/** Rounds wait for leases most of the time. */
const ROUNDS_AT_ONCE = availableParallelism() * 3;

export async function proveCrash(options: ProofOptions): Promise<ProofReport> {
  await using maker = await (options.store === 'sqlite' ? sqliteMaker(READERS) : postgresMaker(READERS));
  await using pool = senderPool(ROUNDS_AT_ONCE);
  const report = { rounds: 0, messages: 0, deaths: 0, uncertain: 0, twice: 0, lost: 0, wronglyTwice: 0 };
  const wrong: string[] = [];
  const until = performance.now() + (options.seconds ?? Infinity) * 1000;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < options.rounds && performance.now() < until) {
      const round = next;
      next += 1;
      const plan = planOf(options, round);
      const result = await oneRound(plan, maker, pool).catch((error: unknown) => failed(error));
      options.onRound?.(round, plan, result);
      report.rounds += 1;
      report.messages += plan.readers;
      report.deaths += result.deaths;
      report.uncertain += result.uncertain;
      report.twice += result.twice;
      report.lost += result.lost.length;
      report.wronglyTwice += result.wronglyTwice.length;
      const findings = [
        ...result.wrong,
        ...result.lost.map((to) => `${to} is lost`),
        ...result.wronglyTwice.map((to) => `${to} was sent twice wrongly`),
      ];
      wrong.push(...findings.map((finding) => `round ${round} (${plan.violence}): ${finding}`));
    }
  };
  await Promise.all(Array.from({ length: Math.min(ROUNDS_AT_ONCE, options.rounds) }, work));
  return { ...report, wrong };
}

async function oneRound(
  plan: RoundPlan,
  maker: StoreMaker,
  pool: Parameters<typeof crashRound>[2],
): Promise<RoundResult> {
  await using proved = await maker.make();
  return await crashRound(plan, proved, pool);
}

function failed(error: unknown): RoundResult {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { lost: [], twice: 0, wronglyTwice: [], wrong: [text], uncertain: 0, deaths: 0 };
}

function planOf({ seed, store, violence }: ProofOptions, round: number): RoundPlan {
  const random = seeded(seed * 100_003 + round);
  const possible = VIOLENCES.filter((one) => one !== (store === 'sqlite' ? 'store-cut' : 'disk-full'));
  // Every second round is the plainest one, which is also the worst.
  const drawn = random() < 0.5 ? 'kill' : (possible[Math.floor(random() * possible.length)] ?? 'kill');
  return {
    violence: violence ?? drawn,
    readers: READERS,
    senders: store === 'sqlite' ? 1 + Math.floor(random() * 2) : 2 + Math.floor(random() * 2),
    connections: 1 + Math.floor(random() * 5),
    blows: 1 + Math.floor(random() * 2),
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
    options: { rounds: text, seed: text, store: text, violence: text, seconds: text, verbose: { type: 'boolean' } },
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
      ...(violence === undefined ? {} : { violence }),
      onRound: (round, plan, result) => {
        if (values.verbose === true) console.log(round, { ...plan, random: undefined }, result);
      },
    });
    const { wrong, ...figures } = report;
    console.log(store, figures, `${((performance.now() - began) / 1000).toFixed(0)} s`);
    for (const finding of wrong.slice(0, 50)) console.log(finding);
    if (wrong.length > 0) isRight = false;
  }
  process.exitCode = isRight ? 0 : 1;
}
