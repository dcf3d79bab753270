import { expect, test } from 'vitest';
import { chiefProblemLines, problemPages } from '../../src/cli/problem-lines.ts';
import { terminal } from '../../src/cli/terminal.ts';
import { PROBLEM_CODES, type Problem } from '../../src/core/issue/problem.ts';

const screen = terminal(process.stdout, process.stderr);

function problems(count: number, code: Problem['code']): readonly Problem[] {
  return Array.from({ length: count }, (_, i) => ({
    code,
    path: 'issues/a.md',
    line: i + 1,
    message: `No. ${i + 1}.`,
  }));
}

test('twenty warnings are shown, and one line counts the others by their codes', () => {
  const lines = chiefProblemLines([...problems(25, 'left-over'), ...problems(3, 'letter-shortened')], screen);
  expect(lines).toHaveLength(22);
  expect(lines.at(-2)).toBe('and 8 more (5 left-over, 3 letter-shortened): run "masthead check"');
});

test('no error is left out, however many warnings come before it', () => {
  const lines = chiefProblemLines([...problems(30, 'left-over'), ...problems(25, 'issue-too-slow')], screen);
  expect(lines.filter((line) => line.includes('error issue-too-slow'))).toHaveLength(25);
  expect(lines.filter((line) => line.includes('warning left-over'))).toHaveLength(20);
});

test('up to twenty warnings are shown with one line for where they are explained', () => {
  expect(chiefProblemLines(problems(20, 'left-over'), screen)).toHaveLength(21);
  expect(chiefProblemLines([], screen)).toEqual([]);
});

test('the pages of problems are named once, errors first, and not without end', () => {
  const found = [...problems(2, 'left-over'), ...problems(1, 'issue-too-slow')];
  expect(problemPages(found)).toBe('docs/checks.md#issue-too-slow, #left-over');
  expect(problemPages(PROBLEM_CODES.map((code) => ({ code, path: 'a.md', message: '' })))).toMatch(
    /(?:, #[a-z-]+){5} \.\.\.$/,
  );
});
