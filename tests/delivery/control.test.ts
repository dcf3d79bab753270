// The editor's word to a mailing that runs, with a real server and, where it says so, a sender in another process.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { total } from '../../src/core/ledger/delivery.ts';
import { deliver, deliverOpen, type DeliveryPause, type DeliveryReport } from '../../src/delivery/deliver.ts';
import { startMailing } from '../../src/delivery/start-mailing.ts';
import { sqliteStore } from '../../src/store/sqlite-store.ts';
import { SUBSCRIBER_BATCH, type Store } from '../../src/store/store.ts';
import { AT, readers } from '../support/a-letter.ts';
import { deliveryBench, START } from '../support/delivery-bench.ts';
import { recordingSmtp } from '../support/recording-smtp.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const HOUR_MS = 3_600_000;
const SENDER = fileURLToPath(new URL('./sender-process.ts', import.meta.url));
const CANCELLER = fileURLToPath(new URL('./cancelling-process.ts', import.meta.url));
const READERS = 40;
const CONNECTIONS = 5;

test('a mailing that is paused in the middle waits for its end and says so, and then goes on', async () => {
  const bench: { store?: Store; id?: number } = {};
  const server = await recordingSmtp({
    onTaken: async () => {
      if (server.taken.length === 3) await bench.store?.pauseMailing(bench.id ?? 0, AT);
    },
  });
  const pauses: DeliveryPause[] = [];
  let takenWhenPaused = 0;
  const { store, mailing, tools } = await deliveryBench(readers(10), `${server.url}?connections=1`);
  Object.assign(bench, { store, id: mailing.id });
  const wait: typeof tools.wait = async (milliseconds) => {
    if (pauses.length === 1) {
      takenWhenPaused = server.taken.length;
      await store.resumeMailing(mailing.id, AT);
    }
    await tools.wait(milliseconds);
  };
  const report = await deliver(
    mailing,
    { ...tools, wait },
    { waitMs: HOUR_MS, onWait: (pause) => void pauses.push(pause) },
  );
  expect(takenWhenPaused).toBe(3);
  expect(pauses).toMatchObject([{ slug: mailing.slug, pausedAt: AT, counts: { accepted: 3, queued: 7 } }]);
  expect(report).toMatchObject({ outcome: 'finished', counts: { accepted: 10 } });
});

test('a mailing that was paused before is left alone, and another one goes', async () => {
  const server = await recordingSmtp();
  const { store, mailing, tools } = await deliveryBench(readers(3), server.url);
  await store.pauseMailing(mailing.id, AT);
  await startMailing(store, { ...START, slug: '2026-01-07' });
  const reports = await deliverOpen(tools, { waitMs: HOUR_MS });
  expect(reports).toMatchObject([
    { slug: '2026-01-06', outcome: 'paused', controlledAt: AT, counts: { queued: 3 } },
    { slug: '2026-01-07', outcome: 'finished', counts: { accepted: 3 } },
  ]);
});

test('the age of a paused mailing counts on, and ends it', async () => {
  const server = await recordingSmtp();
  const { store, mailing, tools, pass } = await deliveryBench(readers(3), server.url);
  await store.pauseMailing(mailing.id, AT);
  pass(37 * HOUR_MS);
  const [report] = await deliverOpen(tools);
  expect(report).toMatchObject({ outcome: 'finished', counts: { rejected: 3 } });
  expect(await store.deliveries(mailing.id, 'rejected', 1)).toMatchObject([{ reason: 'expired' }]);
  expect(server.taken).toEqual([]);
});

test('a mailing that is cancelled in the middle ends there, and nobody is open', async () => {
  const bench: { store?: Store; id?: number } = {};
  const server = await recordingSmtp({
    onTaken: async () => {
      if (server.taken.length === 3) await bench.store?.cancelMailing(bench.id ?? 0, AT);
    },
  });
  const { store, mailing, tools } = await deliveryBench(readers(10), `${server.url}?connections=1`);
  Object.assign(bench, { store, id: mailing.id });
  const report = await deliver(mailing, tools);
  expect(report).toMatchObject({ outcome: 'cancelled', controlledAt: AT, counts: { accepted: 3, withheld: 7 } });
  expect(await store.openMailings()).toEqual([]);
  expect(await startMailing(store, START)).toMatchObject({ isNew: false, mailing: { cancelledAt: AT } });
});

test('paused while another process sends, nothing more begins, and a killed sender loses nobody', async () => {
  const { path, store, mailing } = await fileStore();
  const paused = Promise.withResolvers<number>();
  let sender: SenderChild | undefined;
  let killAt = 0;
  const server = await recordingSmtp({
    onTaken: async () => {
      if (server.taken.length === killAt) sender?.child.kill('SIGKILL');
      if (server.taken.length !== 8) return;
      // Its answer says that nothing begins from here on; what is in flight may still come.
      await store.pauseMailing(mailing.id, new Date().toISOString());
      paused.resolve(server.taken.length);
    },
  });
  sender = senderProcess(path, server.url);
  const atPause = await paused.promise;
  expect(await reportsOf(sender)).toMatchObject([{ outcome: 'paused' }]);
  expect(server.taken.length).toBeLessThan(atPause + CONNECTIONS);
  const stood = server.taken.length;
  expect(await store.counts(mailing.id)).toMatchObject({ accepted: stood, queued: READERS - stood, attempting: 0 });

  await store.resumeMailing(mailing.id, new Date().toISOString());
  killAt = stood + 5;
  sender = senderProcess(path, server.url);
  await sender.gone;
  await store.pauseMailing(mailing.id, new Date().toISOString());
  expect(total(await store.recount(mailing.id))).toBe(READERS);
  await store.resumeMailing(mailing.id, new Date().toISOString());
  expect(await reportsOf(senderProcess(path, server.url))).toMatchObject([{ outcome: 'finished' }]);
  expect(await store.recount(mailing.id)).toMatchObject({ accepted: READERS });
  expect(new Set(server.taken.map(({ to }) => to.join())).size).toBe(READERS);
});

test('cancelled while a process sends and killed in the middle, every row ends in exactly one state', async () => {
  const { path, store, mailing } = await fileStore();
  const cancelled = Promise.withResolvers<void>();
  let sender: SenderChild | undefined;
  const server = await recordingSmtp({
    onTaken: async () => {
      if (server.taken.length !== 9) return;
      sender?.child.kill('SIGKILL');
      await store.cancelMailing(mailing.id, new Date().toISOString());
      cancelled.resolve();
    },
  });
  sender = senderProcess(path, server.url);
  await Promise.all([cancelled.promise, sender.gone]);
  const counts = await store.counts(mailing.id);
  expect(counts).toMatchObject({ queued: 0, deferred: 0 });
  expect(counts.attempting).toBeLessThanOrEqual(CONNECTIONS);

  // What was in flight of the dead one is in doubt, and held: nobody is mailed again.
  const stood = server.taken.length;
  expect((await reportsOf(senderProcess(path, server.url))).at(-1)).toMatchObject({ outcome: 'cancelled' });
  const after = await store.recount(mailing.id);
  expect(after).toMatchObject({ queued: 0, attempting: 0, deferred: 0, withheld: counts.withheld });
  expect(after.accepted + after.uncertain + after.withheld).toBe(READERS);
  expect(server.taken).toHaveLength(stood);
  for (const row of await store.deliveries(mailing.id, 'uncertain', READERS)) expect(row.nextAttemptAt).toBeUndefined();
  expect(await store.resolveHeld(mailing.id, 'accept', new Date().toISOString())).toBe(after.uncertain);
});

test('a cancellation that is killed half way is finished by the next sender, which mails nobody', async () => {
  const { path, store, mailing } = await fileStore(10_000);
  const canceller = spawn(process.execPath, [CANCELLER, path, String(mailing.id)], { stdio: 'inherit' });
  const gone = once(canceller, 'exit');
  while ((await store.counts(mailing.id)).withheld === 0) await setImmediate();
  canceller.kill('SIGKILL');
  await gone;
  expect(total(await store.recount(mailing.id))).toBe(10_000);
  const server = await recordingSmtp();
  await reportsOf(senderProcess(path, server.url));
  expect(server.taken).toEqual([]);
  expect(await store.recount(mailing.id)).toMatchObject({ withheld: 10_000 });
  expect(await store.openMailings()).toEqual([]);
});

async function fileStore(readerCount = READERS) {
  const path = join(scratchFolder(), 'masthead.sqlite');
  const store = await sqliteStore(path);
  onTestFinished(() => store[Symbol.asyncDispose]());
  for (let first = 0; first < readerCount; first += SUBSCRIBER_BATCH)
    await store.addSubscribers(readers(readerCount).slice(first, first + SUBSCRIBER_BATCH), AT);
  const { mailing } = await startMailing(store, { ...START, at: new Date().toISOString() });
  return { path, store, mailing };
}

interface SenderChild {
  readonly child: ChildProcess;
  readonly output: Promise<string>;
  readonly gone: Promise<unknown>;
}

function senderProcess(path: string, url: string): SenderChild {
  const args = [SENDER, path, `${url}?connections=${CONNECTIONS}`, '400'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, output: text(child.stdout), gone: once(child, 'exit') };
}

async function reportsOf({ output, gone }: SenderChild): Promise<readonly DeliveryReport[]> {
  await gone;
  // Written by sender-process.ts alone.
  return JSON.parse(await output) as readonly DeliveryReport[];
}
