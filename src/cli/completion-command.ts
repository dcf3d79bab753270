// masthead completion: prints the script by which a shell completes masthead; with the words of a line behind `--`, what
// that script asks for. It reads names of issues and never fails: a line that cannot be completed gets no offers.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError } from '../errors.ts';
import type { CommandSpec, Outcome } from './command.ts';
import { COMPLETION_SCRIPTS, offerLines, SHELLS } from './completion-scripts.ts';
import type { KnownIssues } from './completions.ts';

/** `commands` gives the table that this command stands in itself. */
export function completionCommand(commands: () => readonly CommandSpec[]): CommandSpec {
  return {
    usage: 'completion <shell> [word...]',
    summary: 'print the script that completes masthead in bash, zsh or fish',
    run: async ({ root, args }): Promise<Outcome> => {
      const [name, ...words] = args;
      const shell = SHELLS.find((each) => each === name);
      if (shell === undefined) throw new AppError('USAGE', `completion is for ${SHELLS.join(', ')}, not "${name}".`);
      if (words.length === 0) {
        const script = COMPLETION_SCRIPTS[shell];
        return { data: { shell, script }, lines: script.trimEnd().split('\n') };
      }
      const { completions } = await import('./completions.ts');
      const offers = completions(words, commands(), knownIssues(folderIn(words, root)));
      return { data: { offers }, lines: offerLines(shell, offers) };
    },
  };
}

/** The line that is being written may name the newsletter. */
function folderIn(words: readonly string[], root: string): string {
  const named = words[words.indexOf('-C') + 1];
  return words.includes('-C') && named !== undefined ? resolve(root, named) : root;
}

/** Front matter begins there, and a slug is among its first lines. */
const HEAD_CHARS = 2000;

function knownIssues(root: string): KnownIssues {
  const names = (): readonly string[] => {
    if (!existsSync(join(root, 'issues'))) return [];
    const all = readdirSync(join(root, 'issues'), { recursive: true, encoding: 'utf8' });
    // The newest first, as far as names tell.
    return all
      .filter((name) => name.endsWith('.md'))
      .toSorted()
      .toReversed();
  };
  return {
    issues: () => names().map((name) => `issues/${name}`),
    slugs: () => names().map((name) => slugIn(readFileSync(join(root, 'issues', name), 'utf8')) ?? plain(name)),
  };
}

function slugIn(text: string): string | undefined {
  return /^slug: *["']?([a-z0-9-]+)/m.exec(text.slice(0, HEAD_CHARS))?.[1];
}

function plain(name: string): string {
  return name.replace(/^.*\//, '').replace(/\.md$/, '');
}
