import { expect, test } from 'vitest';
import { sliceOf } from '../../../../src/core/issue/slice.ts';
import { digestLetter, type DigestIssue } from '../../../../src/core/render/letter/digest-letter.ts';
import { LETTER_MAX_BYTES, type Letter } from '../../../../src/core/render/letter/letter.ts';
import { filledLetter, neutralLetter } from '../../../../src/core/render/letter/neutral-letter.ts';
import { readerPeriod } from '../../../../src/core/render/page/reader-date.ts';
import { emailFindings } from '../../../support/email-lint.ts';
import { aNewsletter } from '../../../support/newsletter.ts';
import { aDigest, emailTemplates, issueOf, shellOf } from '../../../support/whole-letter.ts';

const newsletter = aNewsletter();

test('a digest lists its issues with their dates and holds each under its title, the newest first', async () => {
  const made = await lettersOf([anIssue('2026-02-05', '乙期'), anIssue('2026-02-03', '甲期')]);
  const { html, text, subject, preheader } = made;
  expect(subject).toBe('示例周报：2026年2月3日至5日');
  expect(preheader).toBe('乙期 · 甲期');
  for (const part of [html, text]) {
    const places = [
      '每周汇总',
      '目录',
      '2026年2月5日',
      '乙期',
      '2026年2月3日',
      '甲期',
      '第 2 期',
      '乙期的文章',
      '第 1 期',
      '甲期的文章',
    ];
    expect(places.filter((words) => !part.includes(words))).toEqual([]);
    expect(part.indexOf('乙期的文章')).toBeLessThan(part.indexOf('甲期的文章'));
    expect(part).toContain('https://news.example/2026-02-03/');
  }
  expect(emailFindings(neutralLetter(made, newsletter).html, { imageHosts: [] })).toEqual([]);
});

test('a digest with an issue that has advertising says so at the front of its subject', async () => {
  const one = anIssue('2026-02-05', '乙期');
  const { subject } = await lettersOf([
    { ...one, issue: { ...one.issue, commercial: true } },
    anIssue('2026-02-03', '甲期'),
  ]);
  expect(subject).toBe('广告｜示例周报：2026年2月3日至5日');
});

test('an issue of which the reader has a slice says so under its title', async () => {
  const issue = anIssue(
    '2026-02-05',
    '乙期',
    '\n## 开发工具\n\n### 工具文章\n\n[原文](https://b.example)\n\n> 摘要。\n',
  );
  const slice = sliceOf(issue.issue, ['tools'], newsletter);
  if (typeof slice === 'string') throw new Error(slice);
  const { html, text } = await lettersOf([
    { issue: slice.cut(), size: slice, number: 2 },
    anIssue('2026-02-03', '甲期'),
  ]);
  for (const part of [html, text]) {
    expect(part).toContain('这里是你所选主题的 1 篇，本期共 2 篇。');
    expect(part).not.toContain('乙期的文章');
  }
});

test('the budget holds over the whole: later issues give way to their highlights first, and the first one last', async () => {
  const large = ['2026-02-06', '2026-02-05', '2026-02-04', '2026-02-03'].map((day, i) => {
    const text = aDigest({ articles: 8, detailBytes: 4000 }).replace(
      '# 示例周报\n',
      `---\ndate: ${day}\n---\n# 第${day}期\n\n- **[前沿研究]** **${day}的要点**：一句话。\n`,
    );
    return { issue: issueOf(text, newsletter, `issues/${day}.md`), number: 4 - i };
  });
  const made = await lettersOf(large);
  const { html } = filledLetter(made, {
    address: 'a'.repeat(254),
    preferences_url: 'p'.repeat(512),
    unsubscribe_url: 'u'.repeat(512),
  });
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(LETTER_MAX_BYTES);
  for (const { issue } of large) {
    expect(html).toContain(issue.title);
    expect(html).toContain(`${issue.date.day}的要点`);
    expect(html).toContain(`https://news.example/${issue.slug}/`);
  }
  expect(html.split('概要').length - 1).toBe(16);
  expect(html).toContain('在网页上读完整的一期');
  expect(html).toContain('退订');
  // The plain text is always whole.
  expect(made.text.split('概要').length - 1).toBe(64);
});

test('two hundred issues still fit, with a way to all of them', async () => {
  const many = Array.from({ length: 200 }, (_, i) =>
    anIssue(`2026-0${1 + Math.floor(i / 28)}-${String((i % 28) + 1).padStart(2, '0')}`, `第${i}期的很长很长的标题`),
  );
  const { html } = neutralLetter(await lettersOf(many.toReversed()), newsletter);
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(LETTER_MAX_BYTES);
  expect(html).toContain('全部期号');
});

test.each([
  ['2026-01-05', '2026-01-11', 'zh-CN', '2026年1月5日至11日'],
  ['2026-01-31', '2026-02-06', 'zh-CN', '2026年1月31日至2月6日'],
  ['2025-12-29', '2026-01-04', 'ja', '2025年12月29日～2026年1月4日'],
  ['2026-01-05', '2026-01-05', 'zh-CN', '2026年1月5日'],
  ['2026-01-05', '2026-01-11', 'en-GB', '5–11 January 2026'],
])('from %s to %s is, in %s, %s', (from, to, language, expected) => {
  expect(readerPeriod(from, to, language)).toBe(expected);
});

function anIssue(day: string, title: string, more = ''): DigestIssue {
  const text = `---\ndate: ${day}\n---\n# ${title}\n\n## 前沿研究\n\n### ${title}的文章\n\n[原文](https://a.example)\n\n> 摘要。\n${more}`;
  return { issue: issueOf(text, newsletter, `issues/${day}.md`), number: day === '2026-02-03' ? 1 : 2 };
}

async function lettersOf(issues: readonly DigestIssue[]): Promise<Letter> {
  const compiledTemplate = await shellOf(newsletter);
  return digestLetter(issues, 'weekly', { newsletter, compiledTemplate, templates: emailTemplates });
}
