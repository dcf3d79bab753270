// What the real program says of itself: its commands with their options, read from `--help`, command by command. The
// program is run as a user runs it, so a command that cannot even show its help fails here.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY_ROOT } from './repository.ts';

export interface CommandHelp {
  /** As it is called: `check`, `subscribers import`. */
  readonly name: string;
  /** Its own options with their arguments, in order: `--format <name>`. */
  readonly options: readonly string[];
}

/** Options that every command has; documents say them once. */
const COMMON_OPTIONS = new Set(['-C <dir>', '--json', '-h, --help']);

/** Every command that does something, in the order of the help. */
export async function commandHelp(path: readonly string[] = []): Promise<readonly CommandHelp[]> {
  const help = await helpOf(path);
  const names = termsBelow(help, 'Commands').map((term) => term.split(' ')[0] ?? '');
  const children = names.filter((name) => name !== 'help').map((name) => commandHelp([...path, name]));
  if (children.length > 0) return (await Promise.all(children)).flat();
  const options = termsBelow(help, 'Options').filter((option) => !COMMON_OPTIONS.has(option));
  return [{ name: path.join(' '), options }];
}

async function helpOf(path: readonly string[]): Promise<string> {
  const program = join(REPOSITORY_ROOT, 'src', 'main.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...path, '--help'], {
    cwd: REPOSITORY_ROOT,
  });
  return stdout;
}

/** The first column of a list in the help; its lines begin with exactly two spaces, continuations with more. */
function termsBelow(help: string, heading: string): readonly string[] {
  const list = help.split(/\n\n/).find((paragraph) => paragraph.trimStart().startsWith(`${heading}:`)) ?? '';
  return [...list.matchAll(/^ {2}(\S.*?)(?: {2,}|$)/gm)].map(([, term = '']) => term);
}
