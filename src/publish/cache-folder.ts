// Files under data/cache/ that spare work and decide nothing: each opens with the hash of the rest, and whatever does
// not fit its hash counts as absent. Deleting the folder costs time only; writing into it may fail without harm.
import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HASH_LENGTH = 64;

/** The value kept under this name, or undefined when there is none that can be trusted. */
export function readCached(folder: string, name: string): unknown {
  try {
    const text = readFileSync(join(folder, name), 'utf8');
    const body = text.slice(HASH_LENGTH);
    return hash('sha256', body) === text.slice(0, HASH_LENGTH) ? (JSON.parse(body) as unknown) : undefined;
  } catch {
    // Absent, unreadable, cut short: all the same to us, the value is made again.
    return undefined;
  }
}

/**
 * Keeps the value (plain JSON). One that is cut short by a crash does not fit its hash, so nobody waits for the disk.
 */
export function writeCached(folder: string, name: string, value: unknown): void {
  const body = JSON.stringify(value);
  const text = hash('sha256', body) + body;
  try {
    writeFileSync(join(folder, name), text);
  } catch {
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, name), text);
    } catch {
      // No room, no right: the next build does the work again.
    }
  }
}

/** Removes the oldest files beyond `limit`, sparing those of `used`. */
export function boundCache(folder: string, used: ReadonlySet<string>, limit: number): void {
  try {
    const names = readdirSync(folder);
    if (names.length <= limit) return;
    const unused = names.filter((name) => !used.has(name)).map((name) => ({ name, age: ageOf(join(folder, name)) }));
    const newestFirst = unused.toSorted((a, b) => b.age - a.age);
    for (const { name } of newestFirst.slice(Math.max(0, limit - used.size)))
      rmSync(join(folder, name), { force: true });
  } catch {
    // A cache that cannot be tidied is still a cache.
  }
}

function ageOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
