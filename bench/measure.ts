// Runs a command as a child process and says how long it took and how much memory it held.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Measurement {
  readonly ms: number;
  /** Of all processors together: what is left of a figure when the machine is busy with other things. */
  readonly cpuMs: number;
  readonly peakMegabytes: number;
}

const WATCH = fileURLToPath(new URL('./used-resources.ts', import.meta.url));

/** One run of `node <args>`. Throws with the program's own words when it fails. */
export function measure(args: readonly string[], cwd: string, watchesUse = true): Measurement {
  const usedFile = join(tmpdir(), `masthead-bench-${process.pid}.txt`);
  const watch = watchesUse ? ['--import', WATCH] : [];
  const start = performance.now();
  const { status, stderr, stdout } = spawnSync(process.execPath, [...watch, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, BENCH_USED_FILE: usedFile, NODE_NO_WARNINGS: '1' },
    maxBuffer: 100_000_000,
  });
  const ms = performance.now() - start;
  if (status !== 0)
    throw new Error(`node ${args.join(' ')} ended with ${status}\n${stdout.slice(-2000)}${stderr.slice(-4000)}`);
  if (!watchesUse) return { ms, cpuMs: NaN, peakMegabytes: NaN };
  // Written by used-resources.ts.
  const used = JSON.parse(readFileSync(usedFile, 'utf8')) as { readonly peakKilobytes: number; readonly cpuMs: number };
  return { ms, cpuMs: used.cpuMs, peakMegabytes: used.peakKilobytes / 1024 };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
