import { expect, test } from 'vitest';
import { countText, readingMinutes } from '../../../../src/core/render/page/reading-minutes.ts';
import { prose, section } from '../../../support/page-site.ts';

test.each([
  ['一二三，四五。', 5, 0],
  ['ひらがなとカタカナー', 10, 0],
  // Decomposed: three characters, two code points each.
  ['か\u3099き\u3099く\u3099', 3, 0],
  ['한국어', 3, 0],
  ['𠮷野家', 3, 0],
  ['two words', 0, 2],
  ["it's a well-known 3.5 % café", 0, 5],
  ['用 GPT-5 写代码', 4, 1],
  ['用GPT写', 2, 1],
  ['👨‍👩‍👧‍👦 🚀 — …', 0, 0],
])('%s has %i characters and %i words', (text, cjk, words) => {
  const count = { cjk: 0, words: 0 };
  countText(text, count);
  expect(count).toEqual({ cjk, words });
});

test('reading time adds both and is never nothing', () => {
  expect(readingMinutes({ parts: [] })).toBe(1);
  const parts = [section('标题', 's1', prose(`<p>${'字'.repeat(798)}</p><p>${'word '.repeat(460)}</p>`))];
  expect(readingMinutes({ parts })).toBe(4);
});
