// masthead start, the delivering part: watches the bounce mailbox, where there is one, as long as the process lives.
import { resolve } from 'node:path';
import { openApp } from '../app.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { wait } from '../system/wait.ts';
import { reportRecorder } from './read-bounces.ts';

export interface BouncesWatch {
  readonly root: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Runs until the signal aborts; returns at once when BOUNCE_MAILBOX is not set. */
export async function runBounces({ root, clock, log, signal }: BouncesWatch): Promise<void> {
  await using app = openApp(root, { clock, onNotice: (sentence) => log.warn(sentence) });
  const { BOUNCE_MAILBOX } = app.environment;
  if (BOUNCE_MAILBOX === undefined) return;
  const { imapPlace } = await import('../bounces/imap-place.ts');
  const { watchBounces } = await import('../bounces/watch-bounces.ts');
  const mailbox = imapPlace(BOUNCE_MAILBOX) ?? { path: resolve(app.root, BOUNCE_MAILBOX) };
  const open = async () => ({ store: await app.store(), recorder: await reportRecorder(app) });
  await watchBounces(mailbox, { open, log, wait }, signal);
}
