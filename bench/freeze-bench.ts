// What it costs to start a mailing: freezing a large audience beside the bare copying of the same rows, on SQLite and,
// where MASTHEAD_BENCH_PG_URL names one, on PostgreSQL. `bare` is one INSERT ... SELECT of the rows into an empty table
// that has the same columns and nothing but the key; the freeze makes besides what claiming and counting need.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { openStore } from '../src/store/open-store.ts';
import type { NewMailing, Store } from '../src/store/store.ts';

const SUBSCRIBERS = Number(process.env['MASTHEAD_BENCH_SUBSCRIBERS'] ?? 1_000_000);
const ROUNDS = 3;
const AT = '2026-01-06T00:00:00.000Z';

/** One statement on a connection of its own, in milliseconds. */
interface Raw {
  readonly name: string;
  run(statement: string): Promise<number>;
  close(): Promise<void>;
}

/** Lines of Markdown. */
export async function freezeBench(): Promise<readonly string[]> {
  const lines = ['| store | subscribers | bare copy | freeze | ratio | memory grown by |', '|---|---|---|---|---|---|'];
  const folder = mkdtempSync(join(tmpdir(), 'masthead-bench-'));
  try {
    const path = join(folder, 'bench.sqlite');
    lines.push(await measure(await openStore('/', path), rawSqlite(path)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const url = process.env['MASTHEAD_BENCH_PG_URL'];
  if (url !== undefined) lines.push(await measure(await openStore('/', url), await rawPostgres(url)));
  return lines;
}

async function measure(store: Store, raw: Raw): Promise<string> {
  await raw.run(fill(raw.name));
  const bare: number[] = [];
  const frozen: number[] = [];
  const before = process.memoryUsage().rss;
  let grown = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    await raw.run('drop table if exists bare');
    await raw.run(BARE_TABLE + (raw.name === 'SQLite' ? ' without rowid' : ''));
    bare.push(await raw.run(BARE_COPY));
    await raw.run('drop table bare');
    const began = performance.now();
    const { mailing } = await store.startMailing(aMailing(round), AT);
    frozen.push(performance.now() - began);
    if (mailing.total !== SUBSCRIBERS) throw new Error(`${mailing.total} were frozen`);
    grown = Math.max(grown, process.memoryUsage().rss - before);
  }
  await raw.close();
  await store[Symbol.asyncDispose]();
  const [fastBare, fastFreeze] = [Math.min(...bare), Math.min(...frozen)];
  const ratio = (fastFreeze / fastBare).toFixed(2);
  const megabytes = `${(grown / 2 ** 20).toFixed(0)} MB`;
  return `| ${raw.name} | ${SUBSCRIBERS} | ${seconds(fastBare)} | ${seconds(fastFreeze)} | ${ratio} | ${megabytes} |`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

const BARE_TABLE = `create table bare (mailing_id bigint not null, subscriber_id bigint not null, state text not null,
  attempts bigint not null, updated_at text not null, primary key (mailing_id, subscriber_id))`;

const BARE_COPY = `insert into bare select 1, id, 'queued', 0, '${AT}' from subscribers
  where state = 'active' order by id`;

/** The subscribers come in by SQL: how they are imported is not what is measured. */
function fill(name: string): string {
  const numbers =
    name === 'SQLite'
      ? `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${SUBSCRIBERS})`
      : `with n(i) as (select generate_series(1, ${SUBSCRIBERS}))`;
  const columns = 'public_id, address, address_key, state, created_at, updated_at';
  return `insert into subscribers (${columns})
    ${numbers} select 'p' || i, 'reader' || i || '@readers.example', 'reader' || i || '@readers.example', 'active',
      '${AT}', '${AT}' from n`;
}

function aMailing(round: number): NewMailing {
  const letter = {
    subject: 'Bench',
    language: 'en',
    html: '<p>Bench</p>',
    text: 'Bench',
    sender: { name: 'Bench', address: 'bench@news.example' },
    list: { name: 'Bench', id: 'list.news.example' },
    authority: 'news.example,2026',
    baseUrl: 'https://news.example',
    timeZone: 'UTC',
  };
  return { slug: `bench-${round}`, edition: '', letter, keyId: '0', audience: 'active' };
}

function rawSqlite(path: string): Raw {
  const database = new DatabaseSync(path, { timeout: 60_000 });
  // The same promise as the store's: on the disk when it returns.
  database.exec('pragma synchronous = full');
  return {
    name: 'SQLite',
    run: async (statement) => timed(async () => database.exec(statement)),
    close: async () => database.close(),
  };
}

async function rawPostgres(url: string): Promise<Raw> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    name: 'PostgreSQL',
    run: (statement) => timed(() => client.query(statement)),
    close: () => client.end(),
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
