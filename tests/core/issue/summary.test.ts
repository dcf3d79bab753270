import { expect, test } from 'vitest';
import { displayWidth, cutToWidth, graphemeCount } from '../../../src/core/issue/display-width.ts';
import { parseIssue } from '../../../src/core/issue/parse-issue.ts';
import { shortened } from '../../../src/core/issue/summary.ts';
import { aNewsletter } from '../../support/newsletter.ts';

test.each([
  ['abc', 3, 3],
  ['中文，', 6, 3],
  ['“引号”…', 7, 5],
  ['ｱｲｳ', 3, 3],
  ['Ａ！', 4, 2],
  ['한국', 4, 2],
  ['👍🏽', 2, 1],
  ['👨‍👩‍👧', 2, 1],
  ['e\u0301', 1, 1],
  ['🇨🇳', 2, 1],
  ['⚡ 本', 5, 3],
  ['か\u3099', 2, 1],
])('%s is %i columns wide and has %i graphemes', (text, columns, graphemes) => {
  expect([displayWidth(text), graphemeCount(text)]).toEqual([columns, graphemes]);
});

test('cutting never splits a grapheme', () => {
  const text = '中e\u0301👨‍👩‍👧🇨🇳が文'.normalize('NFD');
  const whole = new Set<string>(['']);
  let before = '';
  for (const { segment } of new Intl.Segmenter('zh').segment(text)) whole.add((before += segment));
  for (let columns = 0; columns <= 12; columns += 1) {
    const cut = cutToWidth(text, columns);
    expect(whole).toContain(cut);
    expect(displayWidth(cut)).toBeLessThanOrEqual(columns);
  }
});

test.each([
  ['短句。', 20, '短句。'],
  ['第一句话在此。第二句话在此。第三句话在此。', 30, '第一句话在此。第二句话在此。'],
  ['一句没有尽头的话一直说一直说一直说', 20, '一句没有尽头的话一…'],
  ['One sentence here. Another one follows it.', 30, 'One sentence here.'],
  ['Words that have no end in them at all', 20, 'Words that have no…'],
  ['Version 1.2.3 is out and version 1.2.4 follows', 30, 'Version 1.2.3 is out and…'],
  ['他说：“好。”然后走了，走得很远很远很远很远。', 24, '他说：“好。”'],
])('"%s" in %i columns reads "%s"', (text, columns, expected) => {
  expect(shortened(text, columns)).toBe(expected);
});

function summaryOf(text: string): string | undefined {
  return parseIssue({ path: 'issues/2026-01-06.md', text }, aNewsletter()).issue?.summary;
}

test.each([
  [
    'the first paragraph with words',
    '# 题\n\n![](https://a.example/x)\n\n---\n\n**第一段**，有[链接](https://b.example)。\n\n第二段。',
    '第一段，有链接。',
  ],
  ['entities as what they mean', '# 题\n\nA &amp; B &lt;c&gt;', 'A & B <c>'],
  ['no number of a footnote', '# 题\n\n一段[^1]。\n\n[^1]: 注', '一段。'],
  ['a list where there is no paragraph', '# 题\n\n- 甲\n- 乙', '甲 乙'],
  ['the title where there is nothing', '# 题', '题'],
])('the summary is %s', (_, text, summary) => {
  expect(summaryOf(text)).toBe(summary);
});

test('summary and preheader have a sensible length', () => {
  const { issue } = parseIssue(
    { path: 'issues/2026-01-06.md', text: `# 题\n\n${'长'.repeat(14_000)}。` },
    aNewsletter(),
  );
  expect(displayWidth(issue?.summary ?? '')).toBeLessThanOrEqual(240);
  expect(displayWidth(issue?.preheader ?? '')).toBeLessThanOrEqual(130);
});
