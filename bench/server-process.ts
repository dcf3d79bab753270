// A server in a process of its own, for the benchmarks that ask it: started on a free port, and everything that it
// writes into its log.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface ServerProcess {
  /** With a slash at its end. */
  readonly url: string;
  /** What it has logged until now. */
  readonly log: readonly string[];
  readonly stop: () => Promise<void>;
}

/** Comes back once the server has said where it listens; throws with its own words when it ends before that. */
export async function serverProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  // Nothing of the machine's own settings: the server must not mail anybody.
  const { PATH, TMPDIR } = process.env;
  const child = spawn(process.execPath, args, {
    env: { PATH, ...(TMPDIR !== undefined && { TMPDIR }), PORT: '0', HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const log: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stderr).on('line', (line) => {
      log.push(line);
      const said = /"url":"([^"]+)"/.exec(line)?.[1];
      if (said !== undefined) resolve(said);
    });
    child.once('exit', () => reject(new Error(`The server ended:\n${log.join('\n')}`)));
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { url, log, stop };
}
