// Build of 400 issues, cold and after one edit, beside Eleventy with its feed plugin on the same files, in alternating
// runs.
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchIssues, type BenchIssue } from './bench-issues.ts';
import { measure, median, type Measurement } from './measure.ts';

const ISSUE_COUNT = 400;
const RUNS = 5;
const HERE = fileURLToPath(new URL('.', import.meta.url));
const PROGRAM = join(HERE, '../dist/main.js');
const ELEVENTY = join(HERE, 'eleventy/node_modules/@11ty/eleventy/cmd.cjs');

/** Lines of the report. */
export function buildBench(): readonly string[] {
  const { issues, origin } = benchIssues(ISSUE_COUNT);
  installEleventy();
  const folder = mkdtempSync(join(tmpdir(), 'masthead-bench-'));
  try {
    const ours = newsletterFolder(join(folder, 'newsletter'), issues);
    const theirs = eleventyFolder(join(folder, 'eleventy'), issues);
    const runs = Array.from({ length: RUNS }, (_, i) => oneRound(ours, theirs, i));
    const bytes = issues.reduce((sum, issue) => sum + Buffer.byteLength(issue.text), 0);
    return [
      `${ISSUE_COUNT} issues from ${origin}, ${(bytes / 1e6).toFixed(1)} MB of Markdown, median of ${RUNS}`,
      '',
      ...table(runs),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Round {
  readonly cold: Measurement;
  readonly edit: Measurement;
  readonly eleventy: Measurement;
}

function oneRound(ours: string, theirs: string, round: number): Round {
  const build = [PROGRAM, 'build', '--no-images'];
  for (const made of ['out', 'data']) rmSync(join(ours, made), { recursive: true, force: true });
  rmSync(join(theirs, '_site'), { recursive: true, force: true });
  const eleventy = measure([ELEVENTY, '--quiet'], theirs);
  const cold = measure(build, ours);
  // The newest issue stands in every feed, so its edit is the costliest.
  const edited = join(ours, 'issues', `issue-${String(ISSUE_COUNT).padStart(4, '0')}.md`);
  appendFileSync(edited, `\n\nOne more sentence, number ${round}.\n`);
  return { cold, edit: measure(build, ours), eleventy };
}

function table(runs: readonly Round[]): readonly string[] {
  const ms = (pick: (round: Round) => Measurement): number => median(runs.map((round) => pick(round).ms));
  const used = (pick: (round: Round) => Measurement): readonly string[] => [
    `${median(runs.map((round) => pick(round).cpuMs)).toFixed(0)} ms`,
    `${median(runs.map((round) => pick(round).peakMegabytes)).toFixed(0)} MB`,
  ];
  const [eleventy, cold, edit] = [ms((r) => r.eleventy), ms((r) => r.cold), ms((r) => r.edit)];
  return [
    row('', 'time', 'ratio', 'target', 'processor time', 'peak memory'),
    row('---', '---:', '---:', '---:', '---:', '---:'),
    row('Eleventy: pages, one feed', `${eleventy.toFixed(0)} ms`, '', '', ...used((r) => r.eleventy)),
    row(
      'masthead, cold',
      `${cold.toFixed(0)} ms`,
      `${(cold / eleventy).toFixed(2)} x Eleventy`,
      '1.00',
      ...used((r) => r.cold),
    ),
    row(
      'masthead, after one edit',
      `${edit.toFixed(0)} ms`,
      `${(edit / cold).toFixed(2)} x cold`,
      '0.15',
      ...used((r) => r.edit),
    ),
  ];
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

export function newsletterFolder(folder: string, issues: readonly BenchIssue[]): string {
  mkdirSync(join(folder, 'issues'), { recursive: true });
  for (const { name, text } of issues) writeFileSync(join(folder, 'issues', name), text);
  cpSync(join(HERE, '../masthead.yaml'), join(folder, 'masthead.yaml'));
  return folder;
}

export function eleventyFolder(folder: string, issues: readonly BenchIssue[]): string {
  mkdirSync(join(folder, 'site/posts'), { recursive: true });
  mkdirSync(join(folder, 'site/_includes'), { recursive: true });
  for (const { name, text } of issues) writeFileSync(join(folder, 'site/posts', name), text);
  writeFileSync(join(folder, 'site/posts/posts.json'), '{"layout": "post.njk"}');
  cpSync(join(HERE, 'eleventy/post.njk'), join(folder, 'site/_includes/post.njk'));
  cpSync(join(HERE, 'eleventy/index.njk'), join(folder, 'site/index.njk'));
  cpSync(join(HERE, 'eleventy/eleventy.config.js'), join(folder, 'eleventy.config.js'));
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  symlinkSync(join(HERE, 'eleventy/node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** The opponent is no dependency of ours: it is installed, from its own lock, when somebody measures. */
export function installEleventy(): void {
  if (existsSync(ELEVENTY)) return;
  const { status } = spawnSync('npm', ['ci', '--prefix', join(HERE, 'eleventy')], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('Eleventy could not be installed; see above');
}
