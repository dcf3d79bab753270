// npm run bench [-- build | help | deliver | memory | far | freeze | serve | abuse | desk]: measures, and prints a
// report in Markdown for docs/benchmarks.md.
import { availableParallelism, cpus, totalmem } from 'node:os';
import { abuseBench } from './abuse-bench.ts';
import { buildBench } from './build-bench.ts';
import { deliverBench, farBench, memoryBench } from './deliver-bench.ts';
import { deskBench } from './desk-bench.ts';
import { freezeBench } from './freeze-bench.ts';
import { helpBench } from './help-bench.ts';
import { serveBench } from './serve-bench.ts';

const BENCHES: Readonly<Record<string, () => readonly string[] | Promise<readonly string[]>>> = {
  build: buildBench,
  help: helpBench,
  deliver: deliverBench,
  memory: memoryBench,
  far: farBench,
  freeze: freezeBench,
  serve: serveBench,
  abuse: abuseBench,
  desk: deskBench,
};

const chosen = process.argv[2] === undefined ? Object.keys(BENCHES) : [process.argv[2]];
const machine = `${availableParallelism()} processors (${cpus()[0]?.model.trim()}), ${(totalmem() / 2 ** 30).toFixed(0)} GB`;
console.log(`Node ${process.version}, ${process.platform} ${process.arch}, ${machine}\n`);
for (const name of chosen) {
  const bench = BENCHES[name];
  if (!bench) throw new Error(`There is no benchmark "${name}"; there are ${Object.keys(BENCHES).join(' and ')}.`);
  console.log([...(await bench()), ''].join('\n'));
}
