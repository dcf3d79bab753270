import { expect, test } from 'vitest';
import { parseIssue } from '../../../src/core/issue/parse-issue.ts';
import { issueEntry } from '../../../src/core/render/feed/entry.ts';
import { aNewsletter } from '../../support/newsletter.ts';

function read(front: string, language = 'zh-CN') {
  const text = `---\ntitle: 新年特辑\n${front}\n---\n\n正文的第一句话有足够多的字，收件箱可以整行显示它。\n\n## 广告\n\n买它。\n`;
  return parseIssue({ path: 'issues/2026-01-06.md', text }, aNewsletter({ language }));
}

test.each([
  ['commercial: true', 'zh-CN', '广告｜新年特辑'],
  ['commercial: yes', 'zh-CN', '广告｜新年特辑'],
  ['commercial: true', 'en', 'AD | 新年特辑'],
  ['commercial: true\nsubject: 【广告】好物', 'zh-CN', '【广告】好物'],
  ['commercial: true\nsubject: AD good things', 'en', 'AD good things'],
  ['commercial: true\nsubject: Address book', 'en', 'AD | Address book'],
  ['commercial: false', 'zh-CN', '新年特辑'],
  ['', 'zh-CN', '新年特辑'],
])('with %j in %s the subject of the email is %s', (front, language, subject) => {
  expect(read(front, language).issue?.subject).toBe(subject);
});

test('the mark is in the email alone, and the issue is not told of its advertising again', () => {
  const { issue, problems } = read('commercial: true');
  if (!issue) throw new Error('the fixture has an error');
  expect([issue.title, issueEntry(issue, aNewsletter()).title]).toEqual(['新年特辑', '新年特辑']);
  expect(problems).toEqual([]);
  expect(read('').problems.map(({ code }) => code)).toEqual(['advertising-unmarked']);
});

test('the mark counts as a part of the subject', () => {
  const codes = read(`commercial: true\nsubject: ${'三'.repeat(18)}`).problems.map(({ code }) => code);
  expect(codes).toEqual(['subject-long']);
  expect(read(`commercial: true\nsubject: ${'三'.repeat(17)}`).problems).toEqual([]);
});

test('what is neither yes nor no is an error at its place', () => {
  expect(read('commercial: maybe').problems[0]).toMatchObject({ code: 'metadata-invalid', line: 3 });
});
