// masthead start: publishes and mails on schedule, until it is told to stop.
import type { CommandSpec, Outcome } from './command.ts';

export const startCommand: CommandSpec = {
  usage: 'start',
  summary: 'publish and mail on schedule, until SIGTERM or Ctrl-C; what is in flight is finished',
  options: [
    ['--mail-back-issues', 'mail the issues from before the first start too, and those that are too late'],
    ['--adopt-store', 'the store was restored, copied or moved, and is the right one to mail from here'],
  ],
  run: async ({ root, flag }): Promise<Outcome> => {
    const { readSettings } = await import('../settings.ts');
    const { runSchedule } = await import('../flow/run-schedule.ts');
    const { openLog } = await import('../system/log.ts');
    const { systemClock } = await import('../system/clock.ts');
    const { shutdownSignal } = await import('../system/shutdown.ts');
    const settings = readSettings(root);
    const log = openLog(settings.environment.LOG_LEVEL);
    if (settings.environment.SMTP_URL === undefined) log.warn('SMTP_URL is not set: mail goes into data/mailbox/');
    using stop = shutdownSignal();
    await runSchedule({
      root: settings.root,
      clock: systemClock,
      log,
      signal: stop.signal,
      adoptStore: flag('adopt-store'),
      back: flag('mail-back-issues') ? 'mailed' : 'kept',
    });
    return { data: { stopped: true }, lines: [] };
  },
};
