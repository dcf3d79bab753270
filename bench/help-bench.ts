// How long `masthead --help` takes beside a Node that does nothing: commands load their work only when they run.
import { fileURLToPath } from 'node:url';
import { measure, median } from './measure.ts';

const RUNS = 15;
const REPOSITORY = fileURLToPath(new URL('../', import.meta.url));

/** Lines of the report. */
export function helpBench(): readonly string[] {
  const programs = { nothing: ['-e', '0'], compiled: ['dist/main.js', '--help'], checkout: ['src/main.ts', '--help'] };
  const times: Record<keyof typeof programs, number[]> = { nothing: [], compiled: [], checkout: [] };
  for (let run = 0; run < RUNS; run++) {
    times.nothing.push(measure(programs.nothing, REPOSITORY, false).ms);
    times.compiled.push(measure(programs.compiled, REPOSITORY, false).ms);
    times.checkout.push(measure(programs.checkout, REPOSITORY, false).ms);
  }
  const nothing = median(times.nothing);
  const line = (name: string, values: readonly number[]): string =>
    `| ${name} | ${median(values).toFixed(0)} ms | ${(median(values) / nothing).toFixed(2)} | 3.00 |`;
  return [
    `Start of the program, median of ${RUNS}`,
    '',
    '| | time | ratio | target |',
    '|---|---:|---:|---:|',
    `| \`node -e 0\` | ${nothing.toFixed(0)} ms | | |`,
    line('`masthead --help`, compiled', times.compiled),
    line('`masthead --help`, from the checkout', times.checkout),
  ];
}
