import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { total } from '../../src/core/ledger/delivery.ts';
import { startMailing } from '../../src/delivery/start-mailing.ts';
import { sqliteStore } from '../../src/store/sqlite-store.ts';
import { AT, readers } from '../support/a-letter.ts';
import { START } from '../support/delivery-bench.ts';
import { recordingSmtp } from '../support/recording-smtp.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const SENDER = fileURLToPath(new URL('./sender-process.ts', import.meta.url));
const READERS = 40;
const CONNECTIONS = 5;

test('killed again and again, a mailing reaches everybody, and twice only who was uncertain', async () => {
  const path = join(scratchFolder(), 'masthead.sqlite');
  await using store = await sqliteStore(path);
  await store.addSubscribers(readers(READERS), AT);
  const { mailing } = await startMailing(store, { ...START, at: new Date().toISOString() });
  // The server has taken the message and not yet said so: the worst instant to die at.
  const killAt = new Set([7, 23, 24]);
  let sender: ChildProcess | undefined;
  const server = await recordingSmtp({
    onTaken: () => {
      if (killAt.delete(server.taken.length)) sender?.kill('SIGKILL');
    },
  });
  let deaths = 0;
  for (let run = 0; run < 10; run += 1) {
    sender = spawn(process.execPath, [SENDER, path, `${server.url}?connections=${CONNECTIONS}`, '400'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [status] = (await once(sender, 'exit')) as [number | null];
    const counts = await store.counts(mailing.id);
    expect(total(counts)).toBe(READERS);
    expect(counts.attempting + counts.uncertain).toBeLessThanOrEqual(CONNECTIONS);
    if (status === 0) break;
    deaths += 1;
  }
  expect(deaths).toBeGreaterThanOrEqual(2);
  expect(await store.counts(mailing.id)).toMatchObject({ accepted: READERS });

  const copies = Map.groupBy(server.taken, (one) => one.to.join());
  expect(copies.size).toBe(READERS);
  const accepted = await store.deliveries(mailing.id, 'accepted', READERS);
  const wereUncertain = new Set(
    accepted.filter((row) => row.uncertainAt !== undefined).map((row) => String(row.address)),
  );
  for (const [to, same] of copies) {
    if (same.length > 1) expect(wereUncertain).toContain(to);
    expect(new Set(same.map((one) => one.bytes.toString())).size).toBe(1);
  }
  expect(server.taken.length - READERS).toBeLessThanOrEqual(deaths * CONNECTIONS);
});
