// A question with an answer of one line, at a terminal. Where nobody can be asked the caller says what to write on the
// command line instead.
import { createInterface } from 'node:readline';

export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/** What was typed, trimmed; empty when nothing was, or at Ctrl-C and Ctrl-D. */
export async function asked(question: string): Promise<string> {
  const line = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise<string>((resolve) => {
    line.once('close', () => resolve(''));
    line.question(`${question} `, resolve);
  });
  line.close();
  return answer.trim();
}
