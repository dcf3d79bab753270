import { expect, test } from 'vitest';
import { titleLines } from '../../../../src/core/render/page/title-lines.ts';

test.each<[string, string, number, readonly string[]]>([
  ['words stay whole', 'small parts that last', 8, ['small parts', 'that last']],
  ['Chinese breaks between characters, in even lines', '一二三四五六七八九十甲', 10, ['一二三四五六', '七八九十甲']],
  ['a line never starts with closing punctuation', '一二三四五，六七八九', 5, ['一二三四', '五，六七', '八九']],
  ['a line never ends with opening punctuation', '一二三四《五六七八》', 5, ['一二三四', '《五六七', '八》']],
  ['a word among characters stays whole', '推出DeepSeek模型', 5, ['推出', 'DeepSeek', '模型']],
  ['a short title is one line', '短', 10, ['短']],
  ['nothing is no line', '', 10, []],
])('%s', (_, title, maxWidth, expected) => {
  expect(titleLines(title, maxWidth, 9).lines).toEqual(expected);
});

test('what does not fit ends in an ellipsis behind a character', () => {
  const { lines } = titleLines('一二三四五六七，八九十', 4, 2);
  expect(lines).toEqual(['一二三四', '五六七…']);
});

test('an address longer than a line is broken all the same', () => {
  const { lines, width } = titleLines(`https://a.example/${'x'.repeat(60)}`, 20, 9);
  expect(lines.length).toBeGreaterThan(1);
  expect(width).toBeLessThanOrEqual(20);
});
