// Problems of issues as people read them, as an editor jumps to them (`file:line:column`), and as GitHub marks them.
import type { Level } from '../core/check/rule.ts';
import { problemExplainedAt } from '../core/explained-at.ts';
import { isError, levelOf, type Problem } from '../core/issue/problem.ts';
import type { Terminal } from './terminal.ts';

const LEVELS: readonly { readonly level: Level; readonly noun: string }[] = [
  { level: 'error', noun: 'error' },
  { level: 'warning', noun: 'warning' },
  { level: 'info', noun: 'note' },
];

export function problemLine(problem: Problem, screen: Terminal): string {
  const place = [problem.path, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  return `${place}: ${paintedLevel(levelOf(problem), screen)} ${problem.code}: ${problem.message}`;
}

export function paintedLevel(level: Level, screen: Terminal): string {
  if (level === 'info') return level;
  return level === 'error' ? screen.red(level) : screen.yellow(level);
}

/** A workflow command of GitHub Actions, which shows the message beside the line; `pathOf` counts from its root. */
export function githubLine(problem: Problem, pathOf: (path: string) => string): string {
  const place = [`file=${property(pathOf(problem.path))}`];
  if (problem.line !== undefined) place.push(`line=${problem.line}`);
  if (problem.column !== undefined) place.push(`col=${problem.column}`);
  const level = levelOf(problem);
  return `::${level === 'info' ? 'notice' : level} ${place.join(',')},title=${property(problem.code)}::${escaped(problem.message)}`;
}

/** The problem as `--json` gives it, with the place that explains it. */
export function problemData(problem: Problem): Problem & { readonly level: Level; readonly page: string } {
  return { ...problem, level: levelOf(problem), page: problemExplainedAt(problem.code) };
}

/** More would be a list of its own. */
const SHOWN_CODES = 6;

/** `docs/checks.md#date-missing, #left-over`: where these are explained, the worst first. Empty for none. */
export function problemPages(problems: readonly Problem[]): string {
  const byWeight = LEVELS.flatMap(({ level }) => problems.filter((problem) => levelOf(problem) === level));
  const [first, ...others] = new Set(byWeight.map(({ code }) => code));
  if (first === undefined) return '';
  const listed = others.slice(0, SHOWN_CODES - 1).map((code) => `, #${code}`);
  return problemExplainedAt(first) + listed.join('') + (others.length >= SHOWN_CODES ? ' ...' : '');
}

/** Of what is no error, as much as a screen holds beside the result. */
const SHOWN_COUNT = 20;

/**
 * Every error and the first of the rest, with one line for all that is left out (`check` shows the whole), and one for
 * where they are explained.
 */
export function chiefProblemLines(problems: readonly Problem[], screen: Terminal): readonly string[] {
  const lesser = problems.filter((problem) => !isError(problem));
  const leftOut = new Set(lesser.slice(SHOWN_COUNT));
  const lines = problems.filter((problem) => !leftOut.has(problem)).map((problem) => problemLine(problem, screen));
  const pages = problems.length === 0 ? [] : [`Causes and cures: ${problemPages(problems)}`];
  if (leftOut.size === 0) return [...lines, ...pages];
  const byCode = Map.groupBy(leftOut, ({ code }) => code);
  const counts = [...byCode].map(([code, all]) => ({ code, count: all.length })).toSorted((a, b) => b.count - a.count);
  const listed = counts.map(({ code, count }) => `${count} ${code}`).join(', ');
  return [...lines, `and ${leftOut.size} more (${listed}): run "masthead check"`, ...pages];
}

/** `1 error`, `2 errors, 1 warning`, `no problems`. */
export function problemCount(problems: readonly Problem[]): string {
  const parts = LEVELS.flatMap(({ level, noun }) => {
    const count = problems.filter((problem) => levelOf(problem) === level).length;
    return count === 0 ? [] : [counted(count, noun)];
  });
  return parts.join(', ') || 'no problems';
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
