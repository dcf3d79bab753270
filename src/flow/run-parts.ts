// masthead start: the parts of the program that run on, in one process or each in its own. Whatever can fail at once
// (settings, lock, socket) does so before the first part begins to work; afterwards a part outlives its failures.
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { openApp } from '../app.ts';
import { runBounces } from './run-bounces.ts';
import { runDeliveries } from './run-deliveries.ts';
import { runSchedule, scheduleLock } from './run-schedule.ts';
import { serveWeb } from './serve-web.ts';

export const PARTS = ['web', 'schedule', 'deliver'] as const;
export type Part = (typeof PARTS)[number];

export interface PartsInput {
  readonly root: string;
  readonly parts: ReadonlySet<Part>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Whether the owner has said that the store is the right one. */
  readonly adoptStore: boolean;
  readonly back: 'mailed' | 'kept';
}

/** Runs until the signal aborts; what is in flight is finished. Throws ALREADY_RUNNING, PORT_UNUSABLE, STORE_MOVED. */
export async function runParts(input: PartsInput): Promise<void> {
  const { root, parts, clock, log } = input;
  await using started = new AsyncDisposableStack();
  if (parts.has('schedule')) started.use(scheduleLock(root));
  if (input.adoptStore) await adoptStore(root);
  // When one part breaks down the others end too: half a program would look like a whole one.
  const failure = new AbortController();
  const signal = AbortSignal.any([input.signal, failure.signal]);
  if (parts.has('web')) started.use(await serveWeb({ root, log }));
  log.info({ root, parts: [...parts] }, 'Started');
  const wake = new EventTarget();
  const onStarted = (): void => void wake.dispatchEvent(new Event('wake'));
  const running = [
    ended(signal),
    ...(parts.has('schedule') ? [runSchedule({ root, clock, log, signal, back: input.back, onStarted })] : []),
    ...(parts.has('deliver') ? [runDeliveries({ root, clock, log, signal, wake })] : []),
    ...(parts.has('deliver') ? [runBounces({ root, clock, log, signal })] : []),
  ];
  try {
    await Promise.all(running);
  } finally {
    failure.abort();
    await Promise.allSettled(running);
  }
  log.info('Stopped');
}

async function adoptStore(root: string): Promise<void> {
  await using app = openApp(root, { adoptStore: true });
  await app.mailingStore();
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
