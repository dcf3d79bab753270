// Where the bytes of a letter are.
import { expect, test } from 'vitest';
import { sizeTable } from '../../src/desk/size-rows.ts';
import { aDesk } from '../support/a-desk.ts';

test('each piece says what it takes and what became of it, the whole stands against the budget', () => {
  const texts = aDesk().tools.texts.get('en') ?? {};
  const pieces = [
    { title: 'Kept', isLabel: false, fullBytes: 51_200, bytes: 51_200 },
    { title: 'Shortened', isLabel: false, fullBytes: 51_200, bytes: 10_240 },
    { title: 'Gone', isLabel: true, fullBytes: 512, bytes: 0 },
  ];
  const table = sizeTable({ frameBytes: 10_240, pieces }, texts);
  expect(table.rows.map(({ size, percent, kept_percent, fate }) => [size, percent, kept_percent, fate])).toEqual([
    ['50.0\u00A0KB', 100, 100, 'whole'],
    ['50.0\u00A0KB', 100, 20, 'shortened to 10.0\u00A0KB'],
    ['0.5\u00A0KB', 1, 0, 'left out'],
  ]);
  expect(table.total).toBe('70.0\u00A0KB');
  expect(table.verdict).toContain('110.5\u00A0KB, more than 95.0\u00A0KB');
});
