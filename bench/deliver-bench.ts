// Messages a second, processor time and memory of a mailing, ledger and all, beside nodemailer composing each message
// and Postfix's generator, which does no work of its own. Each sender is a process of its own; all send to one sink.
import { execFile, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { postgres } from '../tests/support/postgres.ts';
import { benchLetter, smallLetter, type BenchLetter } from './bench-letter.ts';
import type { Delivered, DeliverJob } from './deliver-run.ts';
import { median } from './measure.ts';
import { startSink, type Sink } from './sink.ts';

/** BENCH_MESSAGES and BENCH_ROUNDS make a quick look of it. */
const MESSAGES = Number(process.env['BENCH_MESSAGES'] ?? 10_000);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const CONNECTIONS = 10;
const FAR_MS = 50;
const FAR_MESSAGES = 1000;
const GENERATOR = '/usr/sbin/smtp-source';
const RUN = join(import.meta.dirname, 'deliver-run.ts');

/** Lines of the report. */
export async function deliverBench(): Promise<readonly string[]> {
  const letter = await benchLetter();
  return inFolder(async (folder) => {
    await using sink = await startSink();
    const keyFile = writeKey(folder);
    const size = letterSize(letter);
    const rounds: Record<string, Delivered[]> = {};
    for (let round = 0; round < ROUNDS; round++) {
      const send = async (name: string, sender: DeliverJob['sender'], key?: string) => {
        (rounds[name] ??= []).push(await run(folder, { ...letter, sender, keyFile: key }, sink, MESSAGES));
      };
      if (existsSync(GENERATOR)) (rounds['`smtp-source`'] ??= []).push(generate(sink, size));
      await send('nodemailer', 'nodemailer');
      await send('nodemailer, DKIM', 'nodemailer', keyFile);
      await send('masthead', 'masthead');
      await send('masthead, DKIM', 'masthead', keyFile);
    }
    const title = `${MESSAGES} messages of ${(size / 1000).toFixed(0)} KB to ${sink.name}, ${CONNECTIONS} connections`;
    const disk = `one fsync beside it takes ${fsyncMs(folder).toFixed(1)} ms`;
    return [`${title}, median of ${ROUNDS}; ${disk}`, '', ...table(rounds)];
  });
}

/** Peak memory with more and more recipients, in a letter so small that time goes into their number. */
export async function memoryBench(): Promise<readonly string[]> {
  const letter = smallLetter(await benchLetter());
  return inFolder(async (folder) => {
    await using sink = await startSink();
    const rows: { readonly count: number; readonly peak: number }[] = [];
    for (const count of [10_000, 200_000]) {
      const { peakMegabytes } = await run(folder, { ...letter, sender: 'masthead' }, sink, count);
      rows.push({ count, peak: peakMegabytes });
    }
    const least = rows[0]?.peak ?? NaN;
    const line = ({ count, peak }: (typeof rows)[number]) =>
      `| ${count} | ${peak.toFixed(0)} MB | ${(peak / least).toFixed(2)} | 1.20, below 250 MB |`;
    const head = ['| recipients | peak memory | ratio | target |', '|---:|---:|---:|---:|'];
    return ['Memory of a mailing', '', ...head, ...rows.map(line)];
  });
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-deliver-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Senders that share a mailing on PostgreSQL, to a server that takes its time for every reply. */
export async function farBench(): Promise<readonly string[]> {
  const letter = await benchLetter();
  return inFolder(async (folder) => {
    await using sink = await startSink(FAR_MS);
    await using server = await postgres();
    const rates: number[] = [];
    for (const senders of [1, 2]) {
      const databaseUrl = await server.freshDatabase();
      await run(folder, { ...letter, sender: 'start', databaseUrl }, sink, FAR_MESSAGES);
      const work: Work = { ...letter, sender: 'masthead', databaseUrl };
      const runs = await Promise.all(Array.from({ length: senders }, () => run(folder, work, sink, FAR_MESSAGES)));
      rates.push(FAR_MESSAGES / (Math.max(...runs.map(({ ms }) => ms)) / 1000));
    }
    const [one = NaN, two = NaN] = rates;
    return [
      `${FAR_MESSAGES} messages to a server that replies after ${FAR_MS} ms, ${CONNECTIONS} connections a sender`,
      '',
      '| senders | messages/s | ratio | target |',
      '|---:|---:|---:|---:|',
      `| 1 | ${one.toFixed(0)} | | |`,
      `| 2 | ${two.toFixed(0)} | ${(two / one).toFixed(2)} | 1.80 |`,
    ];
  });
}

type Work = Omit<DeliverJob, 'url' | 'count' | 'connections' | 'folder'>;

async function run(folder: string, work: Work, sink: Sink, count: number): Promise<Delivered> {
  const place = mkdtempSync(join(folder, 'run-'));
  const isAlone = work.sender === 'masthead' && work.databaseUrl === undefined;
  if (isAlone) await runIn(place, { ...work, sender: 'start' }, sink, count);
  const delivered = await runIn(place, work, sink, count);
  rmSync(place, { recursive: true, force: true });
  return delivered;
}

async function runIn(place: string, work: Work, sink: Sink, count: number): Promise<Delivered> {
  const url = `smtp://127.0.0.1:${sink.port}`;
  const job: DeliverJob = { ...work, url, count, connections: CONNECTIONS, folder: place };
  const file = join(place, 'job.json');
  writeFileSync(file, JSON.stringify(job));
  mkdirSync(join(place, 'data'), { recursive: true });
  const env = { ...process.env, NODE_NO_WARNINGS: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, [RUN, file], { encoding: 'utf8', env });
  // Printed by deliver-run.ts.
  const delivered = JSON.parse(stdout) as Delivered;
  const wanted = work.sender === 'start' ? 0 : count;
  if (delivered.accepted !== wanted) throw new Error(`${work.sender} sent ${delivered.accepted} of ${count} messages`);
  return delivered;
}

/** The shell tells the processor time of what it ran, for want of another portable way. */
function generate(sink: Sink, size: number): Delivered {
  const what = `-d -s ${CONNECTIONS} -l ${size} -m ${MESSAGES} -f letters@news.example -t reader@readers.example`;
  const command = `${GENERATOR} ${what} 127.0.0.1:${sink.port}; times`;
  const start = performance.now();
  const { stdout } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  const ms = performance.now() - start;
  const [minutes = 0, seconds = 0, systemMinutes = 0, systemSeconds = 0] = [
    ...(stdout.trim().split('\n').at(-1) ?? '').matchAll(/[\d.]+/g),
  ].map(Number);
  const cpuMs = ((minutes + systemMinutes) * 60 + seconds + systemSeconds) * 1000;
  return { ms, cpuMs, peakMegabytes: NaN, accepted: MESSAGES };
}

function table(rounds: Readonly<Record<string, readonly Delivered[]>>): readonly string[] {
  const rate = (name: string) => MESSAGES / (median((rounds[name] ?? []).map(({ ms }) => ms)) / 1000);
  const source = rate('`smtp-source`');
  const rows = Object.entries(rounds).map(([name, runs]) => {
    const isOurs = name.startsWith('masthead');
    const own = rate(name);
    const other = name.replace('masthead', 'nodemailer');
    const cpu = (median(runs.map(({ cpuMs }) => cpuMs)) / MESSAGES).toFixed(2);
    const peak = median(runs.map(({ peakMegabytes }) => peakMegabytes));
    const ratios = isOurs ? [(own / rate(other)).toFixed(1), (own / source).toFixed(2)] : ['', ''];
    return [name, own.toFixed(0), cpu, Number.isNaN(peak) ? '' : `${peak.toFixed(0)} MB`, ...ratios];
  });
  return [
    '| sender | messages/s | CPU s / 1000 | peak memory | x nodemailer | x smtp-source |',
    '|---|---:|---:|---:|---:|---:|',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ];
}

/** What the ledger waits for at every group of outcomes. */
function fsyncMs(folder: string): number {
  const file = openSync(join(folder, 'fsync'), 'w');
  const times = Array.from({ length: 50 }, () => {
    const start = performance.now();
    writeSync(file, Buffer.alloc(4096));
    fsyncSync(file);
    return performance.now() - start;
  });
  closeSync(file);
  return median(times);
}

/** About what a message of this letter has on the wire: base64 in lines, and headers. */
function letterSize({ letter }: BenchLetter): number {
  const HEADER_BYTES = 1500;
  return encodedSize(letter.html) + encodedSize(letter.text) + HEADER_BYTES;
}

function encodedSize(text: string): number {
  return Math.ceil((Buffer.byteLength(text.replace(/\r?\n/g, '\r\n')) * 78) / 57);
}

function writeKey(folder: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const file = join(folder, 'key.pem');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return file;
}
