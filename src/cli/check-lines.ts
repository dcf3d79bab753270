// What `check` has found, as people read it: grouped by file, place and level and code in columns, messages wrapped
// beside them, and at the end once for each code how to mend it.
import { problemExplainedAt } from '../core/explained-at.ts';
import { displayWidth } from '../core/issue/display-width.ts';
import { levelOf, PROBLEMS, type Problem } from '../core/issue/problem.ts';
import { wrap } from '../core/render/letter/text-wrap.ts';
import { paintedLevel } from './problem-lines.ts';
import type { Terminal } from './terminal.ts';

const INDENT = '  ';
const LEVEL_WIDTH = 'warning'.length;
/** On a narrower terminal messages go below the code. */
const LEAST_MESSAGE = 30;
/** Longer lines are hard to read, whatever the terminal has. */
const MOST_MESSAGE = 90;

export function checkLines(problems: readonly Problem[], screen: Terminal): readonly string[] {
  if (problems.length === 0) return [];
  const placeWidth = Math.max(...problems.map((problem) => placeOf(problem).length));
  const codeWidth = Math.max(...problems.map(({ code }) => code.length));
  const byPath = Map.groupBy(problems, ({ path }) => path);
  const groups = [...byPath].flatMap(([path, own]) => [
    path,
    ...own.flatMap((problem) => {
      const level = levelOf(problem);
      const painted = `${paintedLevel(level, screen)}${' '.repeat(LEVEL_WIDTH - level.length)}`;
      const head = `${placeOf(problem).padStart(placeWidth)}  ${painted}`;
      return columns({ head, headWidth: placeWidth + 2 + LEVEL_WIDTH, name: problem.code, codeWidth }, problem.message);
    }),
    '',
  ]);
  return [...groups, 'How to mend', ...fixLines(problems, codeWidth), ''];

  function columns({ head, headWidth, name, codeWidth: width }: Row, message: string): readonly string[] {
    const messageAt = INDENT.length + headWidth + 2 + width + 2;
    const isBeside = screen.columns - messageAt >= LEAST_MESSAGE;
    const first = `${INDENT}${head}  ${name}`;
    if (!isBeside) return [first, ...wrapped(message, 2 * INDENT.length)];
    const [line = '', ...more] = wrapped(message, messageAt);
    return [`${first}${' '.repeat(width - name.length)}  ${line.trimStart()}`, ...more];
  }

  /** Lines that begin at a column. */
  function wrapped(message: string, at: number): readonly string[] {
    const width = Math.min(screen.columns - at, MOST_MESSAGE);
    const lines = Number.isFinite(screen.columns) ? wrap(message, width) : [message];
    return lines.map((line) => ' '.repeat(at) + line);
  }

  function fixLines(all: readonly Problem[], width: number): readonly string[] {
    const codes = [...new Set(all.map(({ code }) => code))].toSorted();
    return codes.flatMap((code) => {
      const head = `${INDENT}${code}${' '.repeat(width - displayWidth(code))}  `;
      const [line = '', ...more] = wrapped(`${PROBLEMS[code].fix} ${problemExplainedAt(code)}`, head.length);
      return [head + line.trimStart(), ...more];
    });
  }
}

interface Row {
  readonly head: string;
  /** As it is shown: colours take no room. */
  readonly headWidth: number;
  readonly name: string;
  readonly codeWidth: number;
}

function placeOf({ line, column }: Problem): string {
  if (line === undefined) return '-';
  return column === undefined ? String(line) : `${line}:${column}`;
}
