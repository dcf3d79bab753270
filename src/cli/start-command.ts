// masthead start: serves, publishes and mails on schedule, until it is told to stop.
import { AppError } from '../errors.ts';
import type { Part } from '../flow/run-parts.ts';
import type { CommandSpec, Outcome } from './command.ts';

export const startCommand: CommandSpec = {
  usage: 'start',
  summary: 'serve the site, publish and mail on schedule, until SIGTERM or Ctrl-C; what is in flight is finished',
  options: [
    ['--only <parts>', 'run some parts alone: web, schedule, deliver, with commas between them'],
    ['--mail-back-issues', 'mail the issues from before the first start too, and those that are too late'],
    ['--adopt-store', 'the store was restored, copied or moved, and is the right one to mail from here'],
  ],
  run: async ({ root, text, flag }): Promise<Outcome> => {
    const { readSettings } = await import('../settings.ts');
    const { runParts, PARTS } = await import('../flow/run-parts.ts');
    const { openLog } = await import('../system/log.ts');
    const { systemClock } = await import('../system/clock.ts');
    const { shutdownSignal } = await import('../system/shutdown.ts');
    const parts = partsOf(text('only'), PARTS);
    const settings = readSettings(root);
    const log = openLog(settings.environment.LOG_LEVEL);
    if (parts.has('deliver') && settings.environment.SMTP_URL === undefined) {
      log.warn('SMTP_URL is not set: mail goes into data/mailbox/');
    }
    using stop = shutdownSignal();
    await runParts({
      root: settings.root,
      parts,
      clock: systemClock,
      log,
      signal: stop.signal,
      adoptStore: flag('adopt-store'),
      back: flag('mail-back-issues') ? 'mailed' : 'kept',
    });
    return { data: { stopped: true }, lines: [] };
  },
};

/** All of them unless some are named. Throws USAGE. */
function partsOf(only: string | undefined, all: readonly Part[]): ReadonlySet<Part> {
  if (only === undefined) return new Set(all);
  const named = only.split(',').map((name) => name.trim());
  const parts = all.filter((part) => named.includes(part));
  const unknown = named.filter((name) => !all.some((part) => part === name));
  if (unknown.length === 0 && parts.length > 0) return new Set(parts);
  throw new AppError('USAGE', `--only takes ${all.join(', ')}, with commas between them, and not "${only}".`);
}
