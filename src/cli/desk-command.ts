// masthead desk: the editor's page on this machine, until it is told to stop.
import { AppError } from '../errors.ts';
import type { CommandSpec, Outcome } from './command.ts';

const MAX_PORT = 65_535;

export const deskCommand: CommandSpec = {
  usage: 'desk',
  summary: "open the editor's page on this machine, until Ctrl-C: preview while you write, checks, sending",
  options: [
    ['--port <number>', 'listen on this port of 127.0.0.1 (a free one)'],
    ['--open', 'open it in the browser'],
  ],
  run: async ({ root, text, flag, screen }): Promise<Outcome> => {
    const port = portOf(text('port') ?? '0');
    const { runDesk } = await import('../flow/run-desk.ts');
    const { shutdownSignal } = await import('../system/shutdown.ts');
    using stop = shutdownSignal();
    const progress = screen.progress('Reading issues');
    const print = flag('json') ? screen.note : screen.print;
    await runDesk({
      root,
      port,
      signal: stop.signal,
      opensBrowser: flag('open'),
      onNotice: screen.note,
      onProgress: progress.step,
      onReady: (link) => {
        progress.end();
        print(`The desk: ${link}`);
        screen.note('The link lets in whoever has it. Ctrl-C ends the desk.');
      },
    });
    return { data: { stopped: true }, lines: [] };
  },
};

/** Throws USAGE. */
function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= MAX_PORT) return port;
  throw new AppError('USAGE', `--port is a number from 0 to ${MAX_PORT}, not "${text}".`);
}
