// Files under data/cache/ that spare work and decide nothing: each opens with the hash of the rest, and whatever does
// not fit its hash counts as absent. Deleting the folder costs time only; writing into it may fail without harm.
import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';

const HASH_BYTES = 32;

/** The value kept under this name, or undefined when there is none that can be trusted. */
export function readCached(folder: string, name: string): unknown {
  try {
    const bytes = readFileSync(join(folder, name));
    const body = bytes.subarray(HASH_BYTES);
    const isWhole = hash('sha256', body, 'buffer').equals(bytes.subarray(0, HASH_BYTES));
    return isWhole ? (deserialize(body) as unknown) : undefined;
  } catch {
    // Absent, unreadable, cut short: all the same to us, the value is made again.
    return undefined;
  }
}

/**
 * Keeps the value (plain data). One that is cut short by a crash does not fit its hash, so nobody waits for the disk.
 * It is written as V8 keeps it: a third of the work of JSON, and only the same engine ever reads it.
 */
export function writeCached(folder: string, name: string, value: unknown): void {
  const body = serialize(value);
  const bytes = Buffer.concat([hash('sha256', body, 'buffer'), body]);
  try {
    writeFileSync(join(folder, name), bytes);
  } catch {
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, name), bytes);
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
