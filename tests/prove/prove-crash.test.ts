// The crash proof as far as a test run has time for it; `npm run prove:crash -- --rounds=5000` goes on by hand.
import { expect, test } from 'vitest';
import { proveCrash } from './prove-crash.ts';

const ROUNDS = 200;
/** What is left of the 200 rounds after that is for another run, which has another seed. */
const SECONDS = 30;

test.each(['sqlite', 'postgres'] as const)(
  'senders on %s that are killed, stopped, cut off and starved lose nobody and repeat nobody who was not in doubt',
  { timeout: 180_000 },
  async (store) => {
    const seed = Number(process.env['MASTHEAD_PROVE_SEED'] ?? Date.now() % 1_000_000);
    const report = await proveCrash({ store, seed, rounds: ROUNDS, seconds: SECONDS });
    const { wrong, ...figures } = report;
    console.log(`${store}, seed ${seed}:`, figures);
    expect(wrong, `repeat with: npm run prove:crash -- --store=${store} --seed=${seed}`).toEqual([]);
    expect(report).toMatchObject({ lost: 0, wronglyTwice: 0 });
    expect(report.rounds).toBeGreaterThan(0);
  },
);
