// The forms in which `check` tells what it has found: for people, for editors, for pull requests, for code scanners.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { z } from 'zod';
import type { Problem } from '../core/issue/problem.ts';
import { ENGINE_ROOT } from '../publish/sources.ts';
import { checkLines } from './check-lines.ts';
import { githubLine, problemLine } from './problem-lines.ts';
import type { Terminal } from './terminal.ts';

export interface FormatSetting {
  /** Absolute path of the newsletter's folder. */
  readonly root: string;
  readonly screen: Terminal;
}

export type CheckFormat = (
  problems: readonly Problem[],
  setting: FormatSetting,
) => Promise<readonly string[]> | readonly string[];

export const CHECK_FORMATS: ReadonlyMap<string, CheckFormat> = new Map<string, CheckFormat>([
  ['text', (problems, { screen }) => checkLines(problems, screen)],
  ['lines', (problems, { screen }) => problems.map((problem) => problemLine(problem, screen))],
  ['github', (problems, { root }) => problems.map((problem) => githubLine(problem, repositoryPath(root)))],
  ['sarif', sarifLines],
]);

const manifest = z.object({ version: z.string(), homepage: z.string().optional() });

async function sarifLines(problems: readonly Problem[], { root }: FormatSetting): Promise<readonly string[]> {
  const { sarifLog } = await import('../core/check/sarif-log.ts');
  const { version, homepage } = manifest.parse(JSON.parse(readFileSync(join(ENGINE_ROOT, 'package.json'), 'utf8')));
  const pathOf = repositoryPath(root);
  const log = sarifLog(problems, { version, pathOf, ...(homepage !== undefined && { homepage }) });
  return [JSON.stringify(log, undefined, 2)];
}

/**
 * Services count paths from the root of the repository, which may lie above the newsletter. Without a repository the
 * newsletter is the root.
 */
function repositoryPath(root: string): (path: string) => string {
  let folder = root;
  while (!existsSync(join(folder, '.git'))) {
    if (dirname(folder) === folder) return (path) => path;
    folder = dirname(folder);
  }
  const prefix = relative(folder, root).split(sep).join('/');
  return (path) => (prefix === '' ? path : `${prefix}/${path}`);
}
