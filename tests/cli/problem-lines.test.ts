import { expect, test } from 'vitest';
import { chiefProblemLines } from '../../src/cli/problem-lines.ts';
import { terminal } from '../../src/cli/terminal.ts';
import type { Problem } from '../../src/core/issue/problem.ts';

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
  expect(lines).toHaveLength(21);
  expect(lines.at(-1)).toBe('and 8 more (5 left-over, 3 letter-shortened): run "masthead check"');
});

test('no error is left out, however many warnings come before it', () => {
  const lines = chiefProblemLines([...problems(30, 'left-over'), ...problems(25, 'issue-too-slow')], screen);
  expect(lines.filter((line) => line.includes('issue-too-slow'))).toHaveLength(25);
  expect(lines.filter((line) => line.includes('warning left-over'))).toHaveLength(20);
});

test('up to twenty warnings are shown without a further line', () => {
  expect(chiefProblemLines(problems(20, 'left-over'), screen)).toHaveLength(20);
});
