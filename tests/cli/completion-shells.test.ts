// The scripts in the real shells, as far as they are installed: a line goes in, what the shell offers comes out.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type TestContext } from 'vitest';
import { COMPLETION_SCRIPTS, SHELLS, type Shell } from '../../src/cli/completion-scripts.ts';
import { anIssue, newsletterFolder } from '../support/newsletter-folder.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';

interface Place {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** The file with the script. */
  readonly script: string;
}

/** A newsletter with `masthead` on the path, and the shell's script beside it. */
function place(shell: Shell, context: TestContext): Place {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' });
  } catch {
    context.skip(`${shell} is not installed`);
  }
  const { root } = newsletterFolder({ 'issues/2026-01-05.md': anIssue('第一期', '2026-01-05') });
  const bin = join(root, 'bin');
  mkdirSync(bin);
  const program = join(REPOSITORY_ROOT, 'src', 'main.ts');
  writeFileSync(join(bin, 'masthead'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(join(bin, 'masthead'), 0o755);
  const script = join(root, 'completion');
  writeFileSync(script, COMPLETION_SCRIPTS[shell]);
  return { root, script, env: { PATH: `${bin}:${process.env['PATH']}`, HOME: root, TERM: 'dumb' } };
}

function offeredByBash({ root, env, script }: Place, words: readonly string[]): readonly string[] {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const line = `COMP_WORDS=(masthead ${quoted}); COMP_CWORD=${words.length}; _masthead`;
  const code = `source '${script}'; ${line}; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return linesOf(execFileSync('bash', ['--norc', '-c', code], { cwd: root, env, encoding: 'utf8' }));
}

function offeredByFish({ root, env, script }: Place, line: string): readonly string[] {
  const code = `source '${script}'; complete -C '${line}'`;
  const output = execFileSync('fish', ['--no-config', '-c', code], { cwd: root, env, encoding: 'utf8' });
  return linesOf(output).map((each) => each.split('\t')[0] ?? '');
}

/** A shell on a terminal of its own, because zsh completes nowhere else. It prints its line after a tab. */
function completedByZsh({ root, env, script }: Place, line: string): string {
  const answer = join(root, 'answer');
  const setUp = `PROMPT=; autoload -U compinit; compinit -u -D; source '${script}'; bindkey '^I' complete-word`;
  const widget = `keep() { print -r -- "$BUFFER" > '${answer}'; exit }; zle -N keep; bindkey '^X' keep`;
  const code = `zmodload zsh/zpty; zpty shell zsh -f -i
zpty -w shell ${quote(`${setUp}; ${widget}; print READY`)}
zpty -r shell got '*READY*READY*'
zpty -w -n shell ${quote(line)}$'\\t\\x18'
zpty -r shell got 2>/dev/null; while zpty -r shell got 2>/dev/null; do :; done
zpty -d shell`;
  execFileSync('zsh', ['-f', '-c', code], { cwd: root, env, timeout: 20_000, stdio: 'ignore' });
  return readFileSync(answer, 'utf8').trim();
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

test('bash completes commands, options, values after =, lists, slugs and files', { timeout: 30_000 }, (context) => {
  const bash = place('bash', context);
  expect(offeredByBash(bash, ['che'])).toEqual(['check']);
  expect(offeredByBash(bash, ['check', '--str'])).toEqual(['--strict']);
  expect(offeredByBash(bash, ['check', '--format', '=', 'g'])).toEqual(['github']);
  expect(offeredByBash(bash, ['doctor', '--only', 'spf,dm'])).toEqual(['spf,dmarc']);
  expect(offeredByBash(bash, ['send', ''])).toEqual(['2026-01-05']);
  expect(offeredByBash(bash, ['check', 'iss'])).toEqual(['issues/2026-01-05.md']);
  expect(offeredByBash(bash, ['subscribers', 'export', ''])).toEqual([]);
});

test('fish completes commands, options, slugs and files', { timeout: 30_000 }, (context) => {
  const fish = place('fish', context);
  expect(offeredByFish(fish, 'masthead che')).toEqual(['check']);
  expect(offeredByFish(fish, 'masthead check --format=g')).toEqual(['--format=github']);
  expect(offeredByFish(fish, 'masthead send ')).toEqual(['2026-01-05']);
  expect(offeredByFish(fish, 'masthead subscribers export mast')).toContain('masthead.yaml');
});

test('zsh completes commands, options, slugs and files', { timeout: 60_000 }, (context) => {
  const zsh = place('zsh', context);
  expect(completedByZsh(zsh, 'masthead che')).toBe('masthead check');
  expect(completedByZsh(zsh, 'masthead check --format=g')).toBe('masthead check --format=github');
  expect(completedByZsh(zsh, 'masthead send ')).toBe('masthead send 2026-01-05');
  expect(completedByZsh(zsh, 'masthead subscribers export masth')).toBe('masthead subscribers export masthead.yaml');
});

test.each(SHELLS)('the script of %s is printed by the program', async (shell) => {
  const { stdout, status } = await newsletterFolder().run(['completion', shell]);
  expect([stdout, status]).toEqual([COMPLETION_SCRIPTS[shell], 0]);
});

test('a line that cannot be completed ends well and gets no offers', async () => {
  const folder = newsletterFolder();
  const { stdout, status } = await folder.run(['completion', 'bash', '--', '-C', 'nowhere', 'send', '']);
  expect([stdout, status]).toEqual(['', 0]);
  expect((await folder.run(['completion', 'tcsh'])).status).toBe(2);
});
