// The crash proof as far as a test run has time for it; `npm run prove:crash -- --rounds=5000` goes on by hand.
import { expect, test } from 'vitest';
import { proveCrash } from './prove-crash.ts';

/** Together 200; a round on PostgreSQL takes three times as long. */
const ROUNDS = { sqlite: 150, postgres: 50 } as const;
/** Twice and more what they take on two processors; where those are busy the rest is left to the next run's seed. */
const SECONDS = 120;

test.each(['sqlite', 'postgres'] as const)(
  'senders on %s that are killed, stopped, cut off and starved lose nobody and repeat nobody who was not in doubt',
  { timeout: 300_000 },
  async (store) => {
    const seed = Number(process.env['MASTHEAD_PROVE_SEED'] ?? Date.now() % 1_000_000);
    const report = await proveCrash({ store, seed, rounds: ROUNDS[store], seconds: SECONDS });
    const { wrong, ...figures } = report;
    console.log(`${store}, seed ${seed}:`, figures);
    expect(wrong, `repeat with: npm run prove:crash -- --store=${store} --seed=${seed}`).toEqual([]);
    expect(report).toMatchObject({ lost: 0, wronglyTwice: 0 });
    // Without deaths and doubts it would prove nothing.
    expect(report.deaths).toBeGreaterThan(0);
    expect(report.uncertain).toBeGreaterThan(0);
  },
);
