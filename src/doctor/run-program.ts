// Another program's first words: git, fc-list. It gets no shell, little time, and may be missing.
import { execFile } from 'node:child_process';

const TIME_LIMIT_MS = 5000;
const MAX_OUTPUT_BYTES = 4_000_000;

/** What it prints; undefined when it is not there, fails or takes too long. */
export function runProgram(name: string, args: readonly string[], folder: string): Promise<string | undefined> {
  const limits = { cwd: folder, timeout: TIME_LIMIT_MS, maxBuffer: MAX_OUTPUT_BYTES };
  return new Promise((resolve) => {
    execFile(name, args, limits, (error, stdout) => resolve(error === null ? stdout.trim() : undefined));
  });
}
