// masthead start: publishes and mails whatever comes due, for as long as the process lives. Each minute begins anew
// with files, settings and store, so an edited newsletter needs no restart and a missed minute loses nothing.
import { join } from 'node:path';
import { openApp, type App } from '../app.ts';
import { isError } from '../core/issue/problem.ts';
import { AppError } from '../errors.ts';
import { nudge } from '../schedule/nudge.ts';
import type { Clock } from '../system/clock.ts';
import { fileLock } from '../system/file-lock.ts';
import type { Log } from '../system/log.ts';
import { publishIssues, type PublishReport } from './publish-issues.ts';

export interface ScheduleInput {
  readonly root: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Whether the owner has said that the store is the right one, for the first nudge. */
  readonly adoptStore: boolean;
  /** Whether the issues from before the first start, and those that are too late, are mailed at the first nudge. */
  readonly back: 'mailed' | 'kept';
}

/** Runs until the signal aborts; a message in flight is finished. Throws ALREADY_RUNNING. */
export async function runSchedule(input: ScheduleInput): Promise<void> {
  const { root, log, signal } = input;
  using lock = fileLock(join(root, 'data', 'start.lock'));
  if (!lock) {
    const cure = 'Stop it first; if none runs, remove data/start.lock.';
    throw new AppError('ALREADY_RUNNING', `Another "masthead start" serves ${root}. ${cure}`);
  }
  log.info({ root }, 'Started');
  const notes = new Notes(log);
  let { adoptStore } = input;
  let named: 'all' | undefined = input.back === 'mailed' ? 'all' : undefined;
  await nudge(
    async () => {
      await using app = openApp(root, {
        adoptStore,
        clock: input.clock,
        onNotice: (sentence) => log.warn(sentence),
      });
      if (adoptStore) await app.mailingStore();
      adoptStore = false;
      notes.tell(await publishDue(app, named, signal));
      named = undefined;
    },
    log,
    signal,
  );
  log.info('Stopped');
}

function publishDue(app: App, named: 'all' | undefined, signal: AbortSignal): Promise<PublishReport> {
  return publishIssues(app, {
    named: () => named,
    backIssues: 'kept',
    extent: 'deliver',
    images: true,
    delivery: { signal },
  });
}

/** Says what happened, and what stays as it is once and not every minute. */
class Notes {
  readonly #log: Log;
  readonly #said = new Map<string, string>();

  constructor(log: Log) {
    this.#log = log;
  }

  tell({ library, done, due, started, isAudienceEmpty, reports }: PublishReport): void {
    const errors = library.problems.filter(isError);
    this.#once('errors', errors.map((problem) => `${problem.path}: ${problem.message}`).join('\n'), (text) =>
      this.#log.error(
        { problems: errors },
        text === '' ? 'The issues have no errors any more' : 'Issues have errors; nothing was written',
      ),
    );
    if (done && done.changed.length + done.removed.length > 0) {
      this.#log.info({ changedCount: done.changed.length, removedCount: done.removed.length }, 'Built');
    }
    const unread = isAudienceEmpty ? (due?.due ?? []).map(({ slug }) => slug).join(' ') : '';
    this.#once('audience', unread, (slugs) => {
      if (slugs !== '') this.#log.warn({ slugs }, 'Due, but nobody is there to mail it to: no subscriber is active');
    });
    for (const slug of started) this.#log.info({ slug }, 'Started a mailing');
    for (const { slug, edition, outcome, counts, reason, nextDueAt } of reports) {
      this.#log.info({ slug, edition, outcome, counts, reason, nextDueAt }, 'Delivered as far as it goes now');
    }
    const waiting = [...(due?.tooLate ?? []).map(({ slug }) => slug), ...(due?.backIssues ?? [])];
    this.#once('waiting', waiting.join(' '), () =>
      this.#log.warn(
        { slugs: waiting },
        'Not mailed, because too late or from before the first start; "publish <file>" mails them',
      ),
    );
  }

  #once(about: string, state: string, say: (state: string) => void): void {
    if ((this.#said.get(about) ?? '') === state) return;
    this.#said.set(about, state);
    say(state);
  }
}
