import { expect, test } from 'vitest';
import { adopt, interval, type AdoptedFile, type AdoptSequence } from '../../../src/core/issue/adopt.ts';
import { parseIssue } from '../../../src/core/issue/parse-issue.ts';
import { aNewsletter } from '../../support/newsletter.ts';

const newsletter = aNewsletter();
const WEEKLY: AdoptSequence = { from: '2018-04-13', every: { days: 7 } };

function one(text: string, path: string, sequence?: AdoptSequence, firstCommitDay?: string): AdoptedFile {
  const [adopted] = adopt([{ path, text, firstCommitDay }], sequence, newsletter);
  if (!adopted) throw new Error('adopt gives one for one');
  return adopted;
}

test.each([
  [
    'none',
    '-   [Link](https://a.example)\n',
    'issue-1.md',
    '---\ntitle: "Issue 1"\nslug: "issue-1"\ndate: 2018-04-13\n---\n\n-   [Link](https://a.example)\n',
  ],
  [
    'a heading',
    '# 第一期\n\n文\n',
    '2018-01-02.md',
    '---\ntitle: "第一期"\nslug: "2018-01-02"\ndate: 2018-01-02\n---\n\n# 第一期\n\n文\n',
  ],
  [
    'YAML',
    '---\nlayout: post\ntitle: A\n---\nText',
    'alpha.md',
    '---\nslug: "alpha"\ndate: 2018-04-13\nlayout: post\ntitle: A\n---\nText',
  ],
  ['empty YAML', '---\n---\nText', 'alpha.md', '---\ntitle: "Alpha"\nslug: "alpha"\ndate: 2018-04-13\n---\nText'],
  [
    'TOML with tables',
    '+++\ntitle = "A"\ndate = 2026-07-07\n\n[extra]\nslug = "x"\n+++\nText',
    '2026-06.md',
    '+++\nslug = "2026-06"\ntitle = "A"\ndate = 2026-07-07\n\n[extra]\nslug = "x"\n+++\nText',
  ],
  [
    'lines',
    'Title: A\nCategory: B\n\nText',
    'alpha.md',
    'Slug: alpha\nDate: 2018-04-13\nTitle: A\nCategory: B\n\nText',
  ],
  [
    'CRLF and a byte order mark',
    '\uFEFFText\r\nmore\r\n',
    'alpha.md',
    '\uFEFF---\r\ntitle: "Alpha"\r\nslug: "alpha"\r\ndate: 2018-04-13\r\n---\r\n\r\nText\r\nmore\r\n',
  ],
  [
    'empty values',
    '---\r\ndate:\r\ntitle: ""\r\ntags: [a]\r\n---\r\nText\r\n',
    'alpha.md',
    '---\r\nslug: "alpha"\r\ndate: 2018-04-13\r\ntitle: "Alpha"\r\ntags: [a]\r\n---\r\nText\r\n',
  ],
  ['an empty date in lines', 'Title: A\nDate:\n\nText', 'alpha.md', 'Slug: alpha\nTitle: A\nDate: 2018-04-13\n\nText'],
  [
    'a thematic break on top',
    '---\n\nText\n',
    'alpha.md',
    '---\ntitle: "Alpha"\nslug: "alpha"\ndate: 2018-04-13\n---\n\n---\n\nText\n',
  ],
])('a file with %s gets what it lacks and keeps every other byte', (_, text, path, expected) => {
  const adopted = one(text, path, WEEKLY);
  expect(adopted.problems).toEqual([]);
  expect(adopted.text).toBe(expected);
  expect(parseIssue({ path, text: adopted.text }, newsletter).issue).toBeDefined();
});

test('adopting twice changes nothing', () => {
  const { text } = one('# "Quoted" \\ title: #1\n\nText\n', 'a.md', WEEKLY);
  const again = one(text, 'a.md', WEEKLY);
  expect(again).toEqual({ path: 'a.md', text, added: {}, problems: [] });
  expect(parseIssue({ path: 'a.md', text }, newsletter).issue?.title).toBe('"Quoted" \\ title: #1');
});

test('days of a sequence go by the numbers in the names, to those files that have none', () => {
  const files = ['issue-10', 'issue-2', 'issue-1', 'issue-3'].map((name) => ({
    path: `old/${name}.md`,
    text: name === 'issue-3' ? 'Date: 2020-02-02\n\nText' : 'Text',
  }));
  const days = adopt(files, WEEKLY, newsletter).map(({ path, added }) => [path, added['date']]);
  expect(days).toEqual([
    ['old/issue-1.md', '2018-04-13'],
    ['old/issue-2.md', '2018-04-20'],
    ['old/issue-3.md', undefined],
    ['old/issue-10.md', '2018-04-27'],
  ]);
});

test('months are counted from the first day', () => {
  const files = Array.from({ length: 4 }, (_, i) => ({ path: `${i}.md`, text: 'Text' }));
  const days = adopt(files, { from: '2023-12-31', every: { months: 1 } }, newsletter).map(({ added }) => added['date']);
  expect(days).toEqual(['2023-12-31', '2024-01-31', '2024-02-29', '2024-03-31']);
});

test('without a sequence the day is that of the first commit, and the name still counts more', () => {
  expect(one('Text', 'a.md', undefined, '2019-05-06').added['date']).toBe('2019-05-06');
  expect(one('Text', '2018-01-02-a.md', undefined, '2019-05-06').added['date']).toBe('2018-01-02');
});

test('a file without any day stays as it is, with what to do', () => {
  const { text, problems } = one('Text', 'a.md');
  expect(text).toBe('Text');
  expect(problems.map(({ code }) => code)).toEqual(['date-missing']);
  expect(problems[0]?.message).toContain('--from');
});

test.each([
  ['a bad date', '---\ndate: 04/05/2018\n---\nText', 'metadata-invalid'],
  ['YAML that cannot be read', '---\ntitle: "a\n---\nText', 'front-matter-invalid'],
  ['YAML in braces', '---\n{ title: A }\n---\nText', 'front-matter-invalid'],
])('%s is left alone and named', (_, text, code) => {
  const adopted = one(text, 'a.md', WEEKLY);
  expect(adopted.text).toBe(text);
  expect(adopted.problems.map((problem) => problem.code)).toContain(code);
});

test('what cannot be completed says which line to write, not what went wrong when it was tried', () => {
  const { problems } = one('---\n{ "title": "A" }\n---\nText', 'a.md', WEEKLY);
  expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('add date: 2018-04-13 by hand')]);
});

test('slugs that collide are numbered in the order of the files', () => {
  const files = [
    { path: 'b/Issue.md', text: 'Text' },
    { path: 'a/issue.md', text: 'Text' },
  ];
  expect(adopt(files, WEEKLY, newsletter).map(({ added }) => added['slug'])).toEqual(['issue', 'Issue-2']);
});

test.each([
  ['day', { days: 1 }],
  ['week', { days: 7 }],
  ['2 weeks', { days: 14 }],
  ['10d', { days: 10 }],
  ['month', { months: 1 }],
  ['3m', { months: 3 }],
  ['year', { months: 12 }],
  ['0d', undefined],
  ['fortnight', undefined],
])('the interval "%s" is understood or refused', (written, expected) => {
  expect(interval(written)).toEqual(expected);
});
