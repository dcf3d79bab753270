import { expect, test } from 'vitest';
import { columns } from '../../src/cli/columns.ts';

test('columns align by the places that characters take', () => {
  expect(
    columns([
      ['前沿速报', 'a'],
      ['week', 'b'],
      ['e\u0301te\u0301', 'c'],
    ]),
  ).toEqual(['前沿速报  a', 'week      b', 'e\u0301te\u0301       c']);
});

test('numbers stand flush right, and no line ends in spaces', () => {
  expect(
    columns(
      [
        ['issue', 'total'],
        ['a', '7'],
        ['b', ''],
      ],
      [1],
    ),
  ).toEqual(['issue  total', 'a          7', 'b']);
});
