// Asking once before something that cannot be taken back. Where nobody can be asked the answer has to stand on the
// command line: a script that hangs at a question, or that is taken to have said yes, is worse than one that fails.
import { createInterface } from 'node:readline';
import { AppError } from '../errors.ts';
import type { CommandCall } from './command.ts';

/** True with `--yes`, or when somebody types y. Throws USAGE where there is no terminal to ask at. */
export async function confirmed({ flag }: CommandCall, question: string): Promise<boolean> {
  if (flag('yes')) return true;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new AppError('USAGE', `${question} There is no terminal to ask at, so say --yes.`);
  const line = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise<string>((resolve) => {
    // Ctrl-C and Ctrl-D close it, and are no yes.
    line.once('close', () => resolve(''));
    line.question(`${question} [y/N] `, resolve);
  });
  line.close();
  return /^y(es)?$/i.test(answer.trim());
}
