import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MODULE = fileURLToPath(new URL('../../src/system/young-generation.ts', import.meta.url));

/** Keeps what it makes for a while, as messages in flight do, and says how many megabytes the young generation has. */
const RUN = `
  const { boundYoungGeneration } = await import(process.argv[1]);
  const { getHeapSpaceStatistics } = await import('node:v8');
  const megabytes = () => getHeapSpaceStatistics().find((s) => s.space_name === 'new_space').space_size / 2 ** 20;
  const work = async () => {
    let kept = [];
    for (let i = 0; i < 300; i += 1) {
      kept.push(Array.from({ length: 20_000 }, (_, n) => ({ n })));
      if (kept.length > 20) kept = kept.slice(10);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return megabytes();
  };
  const bound = process.argv[2] === 'bound' ? boundYoungGeneration() : undefined;
  const during = await work();
  bound?.[Symbol.dispose]();
  console.log(JSON.stringify([during, await work()]));
`;

function sizes(how: string): readonly number[] {
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', RUN, MODULE, how], { encoding: 'utf8' });
  return JSON.parse(output) as readonly number[];
}

test('the young generation of a bounded run is small, and may grow again after it', () => {
  const [during = NaN, after = NaN] = sizes('bound');
  // How far it grows by itself depends on the memory of the machine: 16 MB with 2 GB, 128 MB with 24 GB.
  const [free = NaN] = sizes('free');
  expect(during).toBeLessThanOrEqual(Math.min(free, 32));
  expect(after).toBeGreaterThanOrEqual(Math.min(free, 64));
});
