// What this machine says when it is asked: modes of files, room on disks, git, fonts. Facts only; what they mean is
// for core/doctor to say. Nothing stays behind: the folder that is made to see whether one can be is removed.
import { existsSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { DiskFacts, GitFacts } from '../core/doctor/judge-machine.ts';
import type { FileMode } from '../core/doctor/judge-settings.ts';
import { runProgram } from './run-program.ts';

/** A file that is not for everybody, and what it holds. */
export interface SecretFile {
  /** Absolute. */
  readonly path: string;
  readonly holds: string;
}

/** Of those that are there. Undefined where the system knows no modes. */
export function fileModes(root: string, files: readonly SecretFile[]): readonly FileMode[] | undefined {
  if (process.platform === 'win32') return undefined;
  return files.flatMap(({ path, holds }) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? [] : [{ path: ownersPath(root, path), mode: found.mode, holds }];
  });
}

/** `path` need not be there: then the folder above it counts, which is where it will be made. */
export async function diskFacts(root: string, path: string): Promise<DiskFacts> {
  const folder = nearestFolder(join(root, path));
  const usedBytes = await bytesBelow(join(root, path));
  const fault = writingFault(folder);
  try {
    const { bavail, bsize } = await statfs(folder);
    return { path, usedBytes, freeBytes: bavail * bsize, ...(fault !== undefined && { fault }) };
  } catch {
    return { path, usedBytes, ...(fault !== undefined && { fault }) };
  }
}

function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}

function writingFault(folder: string): string | undefined {
  try {
    rmdirSync(mkdtempSync(join(folder, '.masthead-doctor-')));
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

async function bytesBelow(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => undefined)));
  return sizes.reduce((sum, found) => sum + (found?.isFile() === true ? found.size : 0), 0);
}

/** Files of a newsletter that nobody else should read, and that a slip puts into git. */
const SECRETS = ['.env', 'data/secret-key', 'data/masthead.sqlite', '*.pem'];

/** How the folder stands in git, and when its newest commit was made. */
export async function gitFacts(root: string): Promise<GitFacts & { readonly newestCommit?: Date }> {
  const git = (...args: readonly string[]): Promise<string | undefined> => runProgram('git', args, root);
  const version = await git('--version');
  const isWorkTree = (await git('rev-parse', '--is-inside-work-tree')) === 'true';
  const newest = isWorkTree ? await git('log', '-1', '--format=%cI', '--', '.') : undefined;
  const tracked = isWorkTree ? await git('ls-files', '--', ...SECRETS) : undefined;
  return {
    version,
    isWorkTree,
    hasCommits: newest !== undefined && newest !== '',
    trackedSecrets: tracked === undefined || tracked === '' ? [] : tracked.split('\n'),
    ...(newest !== undefined && newest !== '' && { newestCommit: new Date(newest) }),
  };
}

/** How many font families have the script of a language; undefined where fontconfig is missing. */
export async function fontCount(language: string, root: string): Promise<number | undefined> {
  const listed = await runProgram('fc-list', [`:lang=${language.toLowerCase()}`, 'family'], root);
  return listed === undefined ? undefined : listed.split('\n').filter((line) => line !== '').length;
}

function ownersPath(root: string, path: string): string {
  const short = relative(root, path);
  return short.startsWith('..') ? path : short;
}

/** Whether the optional package that draws images can be loaded on this machine. */
export async function hasSharp(): Promise<boolean> {
  return import('sharp').then(
    () => true,
    () => false,
  );
}
