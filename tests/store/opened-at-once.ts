// Several processes that open one store in the same moment.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const OPENER = fileURLToPath(new URL('./opening-process.ts', import.meta.url));

/** What each of so many processes reads as the first start. Rejects when one of them fails. */
export function openedAtOnce(databaseUrl: string, count: number): Promise<readonly string[]> {
  const run = promisify(execFile);
  const one = async (): Promise<string> => (await run(process.execPath, [OPENER, databaseUrl])).stdout;
  return Promise.all(Array.from({ length: count }, one));
}
