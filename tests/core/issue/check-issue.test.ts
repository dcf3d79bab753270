import { expect, test } from 'vitest';
import { futureDate } from '../../../src/core/issue/check-issue.ts';
import { parseIssue } from '../../../src/core/issue/parse-issue.ts';
import { isFixed, type Problem } from '../../../src/core/issue/problem.ts';
import { aNewsletter } from '../../support/newsletter.ts';

const newsletter = aNewsletter();

function problems(text: string): readonly Problem[] {
  return parseIssue({ path: 'issues/2026-01-06.md', text }, newsletter).problems;
}

function codes(text: string): readonly string[] {
  return problems(text).map(({ code }) => code);
}

function item(head: string, url: string): string {
  return `### ${head}\n\n[原文](${url}) (2026-01-04)\n\n> 概要\n\n`;
}

/** As much as an inbox shows beside the subject. */
const WORDS = '正文的第一句话有足够多的字，收件箱可以整行显示它。';
const SOUND = `# 一期\n\n## 甲\n\n${WORDS}\n`;

test('a sound issue has no findings', () => {
  expect(problems(SOUND)).toEqual([]);
});

test.each<[string, string, string]>([
  ['an image without a description', '\n\n![](https://a.example/x.png)', 'image-alt-missing:8'],
  ['an image over plain HTTP', '\n![x](http://a.example/x.png)', 'image-insecure:7'],
  ['an image beside the file', '\n![x](images/x.png)', 'image-relative:7'],
  ['a dead link in the page', '\n\n见[下文](#later)。', 'link-dead:8'],
  ['a link without text', '\n[](https://a.example)', 'link-empty:7'],
  ['a mark left in', '\n\n数字 TK 待查。', 'text-unfinished:8'],
  ['a Chinese mark left in', '\n这里待补充。', 'text-unfinished:7'],
  ['a level left out', '\n#### 乙\n\n文。', 'heading-skipped:7'],
  ['an empty section', '\n## 乙\n\n## 丙\n\n文。', 'section-empty:7'],
  ['a section of nothing', '\n## 乙\n\nNone\n', 'section-empty:7'],
])('%s is found with its line', (_, text, place) => {
  const [found, ...others] = problems(SOUND + text).filter((problem) => problem.code !== 'article-missing');
  expect(`${found?.code ?? ''}:${found?.line ?? ''}`).toBe(place);
  expect(others).toEqual([]);
});

test.each([
  ['a mark in code', '\n`TODO` and\n\n```\nTODO\n```\n'],
  ['a word with such letters', '\nThe ATKINS diet and TODOS.'],
  ['a link to a footnote', '\n文[^1]。\n\n[^1]: 注。'],
  ['a linked image', '\n[![x](https://a.example/x.png)](https://a.example)'],
  ['an image under static/', '\n![x](../images/x.png) ![y](/y.png) ![z](https://a.example/z)'],
  ['a link to the top', '\n[上](#)'],
])('%s is nothing to warn of', (_, text) => {
  expect(problems(SOUND + text)).toEqual([]);
});

test('the same slip is found again behind the first one', () => {
  const lines = problems(`${SOUND}\n![](https://a.example/x)\n\n文\n\n![](https://a.example/x)\n`).map(
    ({ line }) => line,
  );
  expect(lines).toEqual([7, 11]);
});

test('a flood of one slip is cut short', () => {
  expect(problems(SOUND + '\n![](https://a.example/x)\n'.repeat(100))).toHaveLength(20);
});

test.each([
  ['a long Chinese subject', '三'.repeat(21), ['subject-long']],
  ['a Chinese subject that fits', '三'.repeat(20), []],
  ['a long Latin subject', 'a'.repeat(31), ['subject-long']],
  ['a Latin subject that fits', 'a'.repeat(30), []],
  ['emoji of many code points', '👨‍👩‍👧'.repeat(20), []],
  ['all capitals', 'GREAT NEWS', ['subject-capitals']],
  ['an abbreviation', 'NATO 峰会', []],
  ['the summary once more', WORDS, ['subject-long', 'preheader-same']],
])('%s as subject: %s', (_, subject, expected) => {
  expect(problems(`---\nsubject: ${subject}\n---\n${SOUND}`).map((problem) => problem.code)).toEqual(expected);
});

test('an issue without text, without articles or without a title is published with a warning', () => {
  expect(codes('# 日报\n')).toContain('issue-empty');
  expect(codes('# 日报\n\nNone\n')).toContain('issue-empty');
  expect(codes('# Daily\n\n> Generation failed: upstream timed out.\n')).toContain('issue-empty');
  expect(codes('# 日报\n\n> 摘要生成失败，请稍后重试。\n')).toContain('issue-empty');
  expect(codes(`# 日报\n\n> 生成失败的一百种方式。\n\n${'一篇关于失败的长文。'.repeat(40)}\n`)).not.toContain(
    'issue-empty',
  );
  expect(codes('# 日报\n\n## 一\n\n## 二\n\n无\n')).toContain('issue-empty');
  expect(codes('# 日报\n\n- **[论文]** **甲**：乙\n\n## 一\n\n## 二\n')).toContain('article-missing');
  expect(codes('正文。\n')).toContain('title-missing');
  expect(problems('').filter(isFixed)).toEqual([]);
});

test('one source for two articles is a warning at the second', () => {
  const text = `# 日报\n\n## 甲\n\n${item('一', 'https://a.example/1')}${item('二', 'https://www.a.example/1/?utm_source=x')}`;
  const found = problems(text).filter(({ code }) => code !== 'preheader-missing');
  expect(found.map(({ code, line }) => [code, line])).toEqual([['article-duplicate', 13]]);
});

test('a correction dated before the issue is a warning', () => {
  const text = `---\ncorrections:\n  - { date: 2026-01-05, note: 早 }\n---\n${SOUND}`;
  expect(problems(text).map(({ code, line }) => [code, line])).toEqual([['correction-early', 3]]);
});

test('a very long issue is a warning', () => {
  expect(problems(SOUND + `${'长文。'.repeat(1000)}\n\n`.repeat(101)).map(({ code }) => code)).toEqual(['issue-long']);
});

test('a date to come is worth knowing, for what is published', () => {
  const { issue } = parseIssue({ path: 'issues/2026-01-06.md', text: SOUND }, newsletter);
  if (!issue) throw new Error('the fixture has an error');
  const at = (time: string): readonly string[] => futureDate(issue, Date.parse(time)).map(({ code }) => code);
  expect(at('2026-01-05T12:00:00+08:00')).toEqual(['date-future']);
  expect(at('2026-01-06T12:00:00+08:00')).toEqual([]);
  expect(futureDate({ ...issue, status: 'draft' }, 0)).toEqual([]);
});
