// masthead start, the scheduling part: builds, and starts the mailing of whatever comes due, for as long as the process
// lives. Each minute begins anew with files, settings and store, so an edited newsletter needs no restart and a missed
// minute loses nothing. Delivering what it starts is run-deliveries.ts.
import { join } from 'node:path';
import { openApp } from '../app.ts';
import { isFixed } from '../core/issue/problem.ts';
import { AppError } from '../errors.ts';
import { nudge } from '../schedule/nudge.ts';
import type { Clock } from '../system/clock.ts';
import { fileLock, type FileLock } from '../system/file-lock.ts';
import type { Log } from '../system/log.ts';
import { publishIssues, type PublishReport } from './publish-issues.ts';
import { saidOnce, type SaidOnce } from './said-once.ts';

export interface ScheduleInput {
  readonly root: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Whether the issues from before the first start, and those that are too late, are mailed at the first nudge. */
  readonly back: 'mailed' | 'kept';
  /** Called when mailings have begun, for whoever delivers in this process. */
  readonly onStarted: () => void;
}

/** One scheduler for a newsletter: two would build into each other. Throws ALREADY_RUNNING. */
export function scheduleLock(root: string): FileLock {
  const lock = fileLock(join(root, 'data', 'start.lock'));
  if (lock) return lock;
  const cure = 'Stop it first; if none runs, remove data/start.lock.';
  throw new AppError('ALREADY_RUNNING', `Another "masthead start" serves ${root}. ${cure}`);
}

/** Runs until the signal aborts. The caller holds the lock. */
export async function runSchedule({ root, clock, log, signal, back, onStarted }: ScheduleInput): Promise<void> {
  const once = saidOnce();
  let named: 'all' | undefined = back === 'mailed' ? 'all' : undefined;
  await nudge(
    async () => {
      await using app = openApp(root, { clock, onNotice: (sentence) => log.warn(sentence) });
      const report = await publishIssues(app, {
        named: () => named,
        backIssues: 'kept',
        extent: 'start',
        images: true,
        onPaceWarning: (sentence) => log.warn(sentence),
      });
      named = undefined;
      tell(report, log, once);
      if (report.started.length > 0) onStarted();
    },
    { log, signal },
  );
}

/** Says what happened, and what stays as it is once and not every minute. */
function tell(
  { library, gate, done, due, started, digests, isAudienceEmpty }: PublishReport,
  log: Log,
  once: SaidOnce,
): void {
  const errors = library.problems.filter(isFixed);
  once('errors', errors.map((problem) => `${problem.path}: ${problem.message}`).join('\n'), (text) =>
    log.error(
      { problems: errors },
      text === '' ? 'The issues have no errors any more' : 'Issues have errors; nothing was written',
    ),
  );
  const held = gate.holding.map((problem) => `${problem.path}: ${problem.code}: ${problem.message}`).join('\n');
  once('held', held, (text) => {
    if (text === '') log.info('Nothing is held back any more');
    else log.error({ problems: gate.holding }, 'An issue on its way has an error; nothing was written or mailed');
  });
  if (done && done.changed.length + done.removed.length > 0) {
    log.info({ changedCount: done.changed.length, removedCount: done.removed.length }, 'Built');
  }
  const unread = isAudienceEmpty ? (due?.due ?? []).map(({ slug }) => slug).join(' ') : '';
  once('audience', unread, (slugs) => {
    if (slugs !== '') log.warn({ slugs }, 'Due, but nobody is there to mail it to: no subscriber is active');
  });
  for (const slug of started) log.info({ slug }, 'Started a mailing');
  for (const { slug, edition, total } of digests) log.info({ slug, edition, total }, 'Started a digest');
  const waiting = [...(due?.tooLate ?? []).map(({ slug }) => slug), ...(due?.backIssues ?? [])];
  once('waiting', waiting.join(' '), () =>
    log.warn(
      { slugs: waiting },
      'Not mailed, because too late or from before the first start; "publish <file>" mails them',
    ),
  );
}
