// How many requests a second the server answers, beside a bare node:http server that gives the same bytes from memory:
// 200 and 304, a feed and a page, 64 connections. Then whether its memory stays what it is while it answers for a
// minute. Both servers are processes of their own, and they take turns, so that a busy machine is unkind to both.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { benchIssues } from './bench-issues.ts';
import { median } from './measure.ts';
import { serverProcess } from './server-process.ts';

const ISSUES = 30;
const CONNECTIONS = 64;
const SECONDS = Number(process.env['MASTHEAD_BENCH_SECONDS'] ?? 5);
const ROUNDS = Number(process.env['MASTHEAD_BENCH_ROUNDS'] ?? 3);
const MEMORY_SECONDS = Number(process.env['MASTHEAD_BENCH_MEMORY_SECONDS'] ?? 60);
const TARGET = 0.7;
const TOKEN = 'token-of-the-serve-bench';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const BARE = fileURLToPath(new URL('./bare-server.ts', import.meta.url));
const AUTOCANNON = fileURLToPath(new URL('../node_modules/autocannon/autocannon.js', import.meta.url));

/** What both are asked for. */
interface Case {
  readonly name: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Lines of Markdown. */
export async function serveBench(): Promise<readonly string[]> {
  const folder = newsletter();
  const server = await serverProcess([PROGRAM, '-C', folder, 'start', '--only=web'], { METRICS_TOKEN: TOKEN });
  try {
    const lines = [
      `Requests a second, ${generatorName()} with ${CONNECTIONS} connections, median of ${ROUNDS} rounds of ${SECONDS} s`,
      '',
      '| | masthead | bare node:http | ratio | target |',
      '|---|---:|---:|---:|---:|',
    ];
    for (const one of await cases(server.url)) lines.push(await compared(server.url, one, folder));
    return [...lines, '', ...(await memoryLines(server.url))];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function newsletter(): string {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-serve-'));
  mkdirSync(join(folder, 'issues'));
  for (const { name, text } of benchIssues(ISSUES).issues) writeFileSync(join(folder, 'issues', name), text);
  writeFileSync(
    join(folder, 'masthead.yaml'),
    `title: Bench\ndescription: Bench\nlanguage: zh-CN\nauthor: Bench\nauthority: bench.example,2026
base_url: https://bench.example\npostal_address: Bench 1\nsender: { name: Bench, address: letters@bench.example }\n`,
  );
  const built = spawnSync(process.execPath, [PROGRAM, '-C', folder, 'build', '--no-images'], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
  return folder;
}

async function cases(url: string): Promise<readonly Case[]> {
  const gzip = { 'accept-encoding': 'gzip' };
  const made: Case[] = [];
  for (const [name, path] of [
    ['feed', '/feed.atom'],
    ['page', '/issue-0030/'],
  ] as const) {
    const answer = await fetch(new URL(path, url), { headers: gzip });
    if (!answer.ok) throw new Error(`${path} gave ${answer.status}`);
    await answer.arrayBuffer();
    const tag = { ...gzip, 'if-none-match': answer.headers.get('etag') ?? '' };
    made.push({ name: `${name}, 200`, path, headers: gzip }, { name: `${name}, 304`, path, headers: tag });
  }
  return made;
}

async function compared(url: string, one: Case, folder: string): Promise<string> {
  const asked = join(folder, 'bare.json');
  writeFileSync(asked, JSON.stringify({ url: new URL(one.path, url).href, headers: one.headers }));
  const bare = await serverProcess([BARE, asked]);
  const rates: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
  try {
    // Code gets fast by being run.
    await rate(new URL(one.path, url), one.headers, 1);
    await rate(new URL(one.path, bare.url), one.headers, 1);
    for (let round = 0; round < ROUNDS; round++) {
      rates.ours.push(await rate(new URL(one.path, url), one.headers, SECONDS));
      rates.bare.push(await rate(new URL(one.path, bare.url), one.headers, SECONDS));
    }
  } finally {
    await bare.stop();
  }
  const [ours, theirs] = [median(rates.ours), median(rates.bare)];
  const ratio = median(rates.ours.map((value, i) => value / (rates.bare[i] ?? NaN)));
  return `| ${one.name} | ${ours.toFixed(0)} | ${theirs.toFixed(0)} | ${ratio.toFixed(2)} | ${TARGET.toFixed(2)} |`;
}

async function memoryLines(url: string): Promise<readonly string[]> {
  const load = rate(new URL('/feed.atom', url), { 'accept-encoding': 'gzip' }, MEMORY_SECONDS);
  const samples: number[] = [];
  for (let second = 0; second < MEMORY_SECONDS - 1; second++) {
    await wait(1000);
    samples.push(await residentMegabytes(url));
  }
  await load;
  const half = Math.floor(samples.length / 2);
  const shown = [samples[0], ...[0.25, 0.5, 0.75].map((part) => samples[Math.floor(samples.length * part)])];
  const [first, second] = [Math.max(...samples.slice(0, half)), Math.max(...samples.slice(half))];
  return [
    `Memory while the feed is fetched for ${MEMORY_SECONDS} s: ` +
      `${[...shown, samples.at(-1)].map((value) => value?.toFixed(0)).join(', ')} MB; ` +
      `largest in the first half ${first.toFixed(0)} MB, in the second ${second.toFixed(0)} MB`,
  ];
}

async function residentMegabytes(url: string): Promise<number> {
  const answer = await fetch(new URL('/metrics', url), { headers: { authorization: `Bearer ${TOKEN}` } });
  const bytes = /^process_resident_memory_bytes (\d+)/m.exec(await answer.text())?.[1];
  return Number(bytes) / 2 ** 20;
}

function hasWrk(): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'wrk')));
}

function generatorName(): string {
  return hasWrk() ? 'wrk' : 'autocannon';
}

/** Requests a second; throws when an answer was an error. */
async function rate(url: URL, headers: Case['headers'], seconds: number): Promise<number> {
  const fields = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const [program, args]: readonly [string, readonly string[]] = hasWrk()
    ? ['wrk', ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, ...fields, url.href]]
    : [process.execPath, [AUTOCANNON, '-j', '-n', `-c${CONNECTIONS}`, `-d${seconds}`, ...fields, url.href]];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(child, 'close');
  if (/Non-2xx or 3xx responses|Socket errors: connect [1-9]/.test(output)) throw new Error(output);
  const value = /Requests\/sec:\s*([\d.]+)/.exec(output)?.[1] ?? autocannonRate(output);
  if (value === undefined) throw new Error(`${program} said nothing of its rate: ${output}`);
  return Number(value);
}

function autocannonRate(output: string): string | undefined {
  return /"requests":\{"average":([\d.]+)/.exec(output)?.[1];
}
