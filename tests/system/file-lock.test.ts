import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fileLock } from '../../src/system/file-lock.ts';

function lockPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'data', 'some.lock');
}

/** The number of a process that has ended. */
function deadProcess(): number {
  return spawnSync(process.execPath, ['-e', '0']).pid;
}

test('a lock has one holder, and is free when it is given back', () => {
  const path = lockPath();
  {
    using first = fileLock(path);
    expect([first === undefined, fileLock(path)]).toEqual([false, undefined]);
  }
  expect(existsSync(path)).toBe(false);
  using again = fileLock(path);
  expect(again).toBeDefined();
});

test.each([
  ['of a process that is gone is taken over', () => `${deadProcess()} ${hostname()}\n`, 0, true],
  ['of a living process is respected', () => `${process.ppid} ${hostname()}\n`, 0, false],
  ['that names our own number without being ours is taken over', () => `${process.pid} ${hostname()}\n`, 0, true],
  ['of another machine is respected while it is touched', () => '1 elsewhere.example\n', 30, false],
  ['of another machine is taken over when it is not', () => '1 elsewhere.example\n', 90, true],
])('a lock %s', (_, holder, ageSeconds, isFree) => {
  const path = lockPath();
  fileLock(path)?.[Symbol.dispose]();
  writeFileSync(path, holder());
  const touchedAt = new Date(Date.now() - ageSeconds * 1000);
  utimesSync(path, touchedAt, touchedAt);
  using lock = fileLock(path);
  expect(lock !== undefined).toBe(isFree);
});
