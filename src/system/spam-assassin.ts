// SpamAssassin as it is installed on this machine, or is not. It is run as a program, without the network, and within a
// limit of time; whoever has none misses nothing but its opinion.
import { spawn } from 'node:child_process';

/** What came of it: the message with the headers that it adds, or why there is none. */
export type SpamAnswer = { readonly message: string } | 'absent' | 'failed';

/** Loading its rules takes a second, and several on a small machine. */
const LIMIT_MS = 30_000;
/** Only the headers in front are wanted, and a letter is smaller anyway. */
const MAX_OUTPUT_BYTES = 2_000_000;

/** Judges one message. `settings` are lines of its configuration. */
export function spamAssassin(
  message: Uint8Array,
  settings: readonly string[],
  program = 'spamassassin',
): Promise<SpamAnswer> {
  return new Promise((resolve) => {
    const args = ['--local', '--nocreate-prefs', ...settings.map((line) => `--cf=${line}`)];
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], timeout: LIMIT_MS });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < MAX_OUTPUT_BYTES) output += text;
    });
    child.once('error', (error) => resolve('code' in error && error.code === 'ENOENT' ? 'absent' : 'failed'));
    child.once('close', (status) => resolve(status === 0 ? { message: output } : 'failed'));
    // A program that ends early has said so by its status.
    child.stdin.on('error', () => {});
    child.stdin.end(message);
  });
}
