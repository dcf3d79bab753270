// Problems of issues as people read them, as an editor jumps to them (`file:line:column`), and as GitHub marks them.
import { isError, type Problem } from '../core/issue/problem.ts';
import type { Terminal } from './terminal.ts';

export function problemLine(problem: Problem, screen: Terminal): string {
  const place = [problem.path, problem.line, problem.column].filter((part) => part !== undefined).join(':');
  const level = isError(problem) ? screen.red('error') : screen.yellow('warning');
  return `${place}: ${level} ${problem.code}: ${problem.message}`;
}

/** A workflow command of GitHub Actions, which shows the message beside the line. */
export function githubLine(problem: Problem): string {
  const place = [`file=${property(problem.path)}`];
  if (problem.line !== undefined) place.push(`line=${problem.line}`);
  if (problem.column !== undefined) place.push(`col=${problem.column}`);
  const level = isError(problem) ? 'error' : 'warning';
  return `::${level} ${place.join(',')},title=${property(problem.code)}::${escaped(problem.message)}`;
}

/** The problem as `--json` gives it. */
export function problemData(problem: Problem): Problem & { readonly level: 'error' | 'warning' } {
  return { level: isError(problem) ? 'error' : 'warning', ...problem };
}

/** `1 error`, `2 errors and 1 warning`, `no problems`. */
export function problemCount(problems: readonly Problem[]): string {
  const errorCount = problems.filter(isError).length;
  const parts = [counted(errorCount, 'error'), counted(problems.length - errorCount, 'warning')];
  return parts.filter((part) => !part.startsWith('0 ')).join(' and ') || 'no problems';
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
