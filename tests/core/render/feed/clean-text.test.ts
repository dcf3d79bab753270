import { expect, test } from 'vitest';
import { cleanText } from '../../../../src/core/render/feed/clean-text.ts';

test.each([
  ['a backspace', 'a\u0008b', 'ab'],
  ['NUL, vertical tab and form feed', '\u0000a\u000B\u000Cb', 'ab'],
  ['an escape sequence, save for its letters', '\u001B[1ma', '[1ma'],
  ['the first half of a pair alone', 'a\uD800b', 'ab'],
  ['the second half of a pair alone', 'a\uDC00b', 'ab'],
  ['U+FFFE and U+FFFF', '\uFFFEa\uFFFF', 'a'],
])('%s is left out', (_, source, cleaned) => {
  expect(cleanText(source)).toBe(cleaned);
});

test.each([
  ['tab and line end', 'a\tb\nc'],
  ['an emoji of several code points', '👩‍👩‍👧 中文'],
  ['the replacement character and private use', '\uFFFD\uE000'],
  ['controls that XML allows', '\u007F\u0085\u2028'],
])('%s stay', (_, source) => {
  expect(cleanText(source)).toBe(source);
});

test('every line end becomes one that a parser leaves alone', () => {
  expect(cleanText('a\r\nb\rc\nd')).toBe('a\nb\nc\nd');
});
