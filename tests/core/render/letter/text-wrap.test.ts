import { expect, test } from 'vitest';
import { columns } from '../../../../src/core/render/letter/text-width.ts';
import { wrap } from '../../../../src/core/render/letter/text-wrap.ts';

const cases: readonly (readonly [what: string, text: string, width: number, lines: readonly string[]])[] = [
  ['Latin breaks at spaces', 'one two three four', 9, ['one two', 'three', 'four']],
  ['a word longer than the line stays whole', 'a reallylongword b', 6, ['a', 'reallylongword', 'b']],
  [
    'an address is never broken',
    'see https://a.example/very/long/path now',
    12,
    ['see', 'https://a.example/very/long/path', 'now'],
  ],
  ['Chinese breaks between characters', '一二三四五六', 8, ['一二三四', '五六']],
  ['a comma does not begin a line', '一二三四，五六', 8, ['一二三', '四，五六']],
  ['closing marks stay together', '一二三四”。五六', 8, ['一二三', '四”。五', '六']],
  ['an opening mark does not end a line', '一二三（四五）', 8, ['一二三', '（四五）']],
  ['a small kana does not begin a line', 'あいうえっおか', 8, ['あいう', 'えっおか']],
  ['a long mark does not begin a line', 'ああああー', 8, ['あああ', 'あー']],
  ['Latin beside Chinese is its own word', '使用Token推理', 8, ['使用', 'Token推', '理']],
  ['spaces at a break are dropped', '一二三 四五', 6, ['一二三', '四五']],
  ['line breaks are kept', 'one\ntwo', 20, ['one', 'two']],
  ['an accent stays with its letter', 'e\u0301e\u0301 e\u0301', 2, ['e\u0301e\u0301', 'e\u0301']],
  ['a family is not split', '一👨‍👩‍👧二', 4, ['一', '👨‍👩‍👧', '二']],
  ['a flag is not split', '一🇨🇳二', 5, ['一🇨🇳', '二']],
  ['nothing is no line', '', 10, []],
  ['white space is no line', '  ', 10, []],
];

test.each(cases)('%s', (_, text, width, lines) => {
  expect(wrap(text, width)).toEqual(lines);
});

test.each([
  ['abc', 3],
  ['中文', 4],
  ['ｆｕｌｌ', 8],
  ['가나', 4],
  ['é e\u0301', 3],
  ['“中”', 4],
] as const)('%s takes %i columns', (text, width) => {
  expect(columns(text)).toBe(width);
});
