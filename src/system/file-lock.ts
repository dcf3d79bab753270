// One holder at a time, by a file that names the holder's process and is touched while it lives. A lock whose process
// is gone, or that has not been touched for a minute (another machine, a reused number), is taken over.
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

const HEARTBEAT_MS = 10_000;
/** Six missed heartbeats: longer than any pause of a living process that we have seen. */
const STALE_MS = 60_000;

/**
 * Paths that this process holds: a file that names our own number is otherwise a leftover, as in a restarted container.
 */
const held = new Set<string>();

export interface FileLock {
  readonly [Symbol.dispose]: () => void;
}

/** The lock, or undefined while another living process holds it. */
export function fileLock(path: string): FileLock | undefined {
  mkdirSync(dirname(path), { recursive: true });
  if (!create(path)) {
    if (isHeld(path)) return undefined;
    rmSync(path, { force: true });
    // Two that found the same stale file race here; `wx` lets one of them win.
    if (!create(path)) return undefined;
  }
  held.add(path);
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimesSync(path, now, now);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    [Symbol.dispose]: () => {
      clearInterval(heartbeat);
      held.delete(path);
      rmSync(path, { force: true });
    },
  };
}

function create(path: string): boolean {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, `${process.pid} ${hostname()}\n`);
    closeSync(file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function isHeld(path: string): boolean {
  try {
    const [pid = '', host] = readFileSync(path, 'utf8').trim().split(' ');
    const age = Date.now() - statSync(path).mtimeMs;
    if (age > STALE_MS) return false;
    if (host === hostname() && Number(pid) === process.pid) return held.has(path);
    // An empty file is a lock in the making: its holder writes its number right after creating it.
    return host !== hostname() || isAlive(Number(pid));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
