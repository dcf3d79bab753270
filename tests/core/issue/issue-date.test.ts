import { expect, test } from 'vitest';
import type { Issue } from '../../../src/core/issue/issue.ts';
import { parseIssue } from '../../../src/core/issue/parse-issue.ts';
import { aNewsletter } from '../../support/newsletter.ts';

function parse(text: string, path = 'issues/hello.md', timeZone = 'Asia/Shanghai'): Issue | undefined {
  const newsletter = aNewsletter();
  const zoned = { ...newsletter, schedule: { ...newsletter.schedule, time_zone: timeZone } };
  return parseIssue({ path, text }, zoned).issue;
}

test('a day without a time begins at midnight and some seconds that follow from the slug', () => {
  const one = parse('---\ndate: 2026-01-06\n---\n文', 'issues/one.md');
  const two = parse('---\ndate: 2026-01-06\n---\n文', 'issues/three.md');
  expect(one?.date).toMatchObject({ day: '2026-01-06', hasTime: false });
  for (const issue of [one, two]) expect(issue?.date.at).toMatch(/^2026-01-06T00:0\d:\d\d\+08:00$/);
  expect(one?.date.at).not.toBe(two?.date.at);
  expect(parse('---\ndate: 2026-01-06\n---\n别的文', 'issues/one.md')?.date).toEqual(one?.date);
});

test.each([
  ['2026-07-23 22:00:00 -0000', 'Asia/Shanghai', '2026-07-24T06:00:00+08:00', '2026-07-24'],
  ['2026-07-23 22:00', 'Asia/Shanghai', '2026-07-23T22:00:00+08:00', '2026-07-23'],
  ['2026-07-23 22:00 Europe/Berlin', 'UTC', '2026-07-23T20:00:00+00:00', '2026-07-23'],
  ['2026-03-08 02:30', 'America/New_York', '2026-03-08T03:30:00-04:00', '2026-03-08'],
  ['2026-11-01 01:30', 'America/New_York', '2026-11-01T01:30:00-04:00', '2026-11-01'],
])('%s in %s is %s', (date, timeZone, at, day) => {
  expect(parse(`---\ndate: ${date}\n---\n文`, 'issues/a.md', timeZone)?.date).toEqual({ day, at, hasTime: true });
});

test('a time in TOML is read as it stands', () => {
  expect(parse('+++\ndate = 2026-07-23T22:00:00Z\n+++\n文')?.date.at).toBe('2026-07-24T06:00:00+08:00');
  expect(parse('+++\ndate = 2026-07-23T22:00:00\n+++\n文')?.date.at).toBe('2026-07-23T22:00:00+08:00');
});

test.each([
  ['---\ndate: 2026-01-07\n---\n# 速报 (2026-01-05)\n', 'issues/2026-01-06.md', '2026-01-07'],
  ['# 速报 (2026-01-05)\n', 'issues/2026-01-06-x.md', '2026-01-06'],
  ['# 速报 (2026-01-05 至 2026-01-06)\n', 'issues/x.md', '2026-01-06'],
  ['# 速报（2026年1月5日至6日）\n', 'issues/2026-06.md', '2026-01-06'],
  ['---\ntitle: Week Ending July 19, 2026\n---\ntext', 'issues/x.md', '2026-07-19'],
])('the day comes from the metadata, else the file name, else the title', (text, path, day) => {
  expect(parse(text, path)?.date.day).toBe(day);
});

test('an issue from which no date can be had is an error that names the cure', () => {
  const { issue, problems } = parseIssue({ path: 'issues/2026-06.md', text: '# 六月\n\n文' }, aNewsletter());
  expect(issue).toBeUndefined();
  expect(problems.map(({ code }) => code)).toEqual(['date-missing']);
  expect(problems[0]?.message).toContain('masthead adopt issues/2026-06.md');
});

test('a bad date is not called a missing one as well', () => {
  const { problems } = parseIssue({ path: 'issues/x.md', text: '---\ndate: soon\n---\n文' }, aNewsletter());
  expect(problems.map(({ code }) => code)).toEqual(['metadata-invalid']);
});

test('corrections are in order, and the last one is when the issue was updated', () => {
  const issue = parse(
    '---\ndate: 2026-01-06\ncorrections:\n  - { date: 2026-01-09 10:00, note: 第二处 }\n  - { date: 2026-01-07, note: "  第一处\n    续 " }\n---\n文',
  );
  expect(issue?.corrections).toEqual([
    { at: '2026-01-07T00:00:00+08:00', day: '2026-01-07', note: '第一处 续' },
    { at: '2026-01-09T10:00:00+08:00', day: '2026-01-09', note: '第二处' },
  ]);
  expect(issue?.updated).toBe('2026-01-09T10:00:00+08:00');
});

test('each correction moves the time of update, even on the day of the issue', () => {
  const issue = parse(
    '---\ndate: 2026-01-06 12:00\ncorrections:\n  - { date: 2026-01-06, note: 一 }\n  - { date: 2026-01-06, note: 二 }\n---\n文',
  );
  expect(issue?.corrections.map(({ at }) => at)).toEqual(['2026-01-06T12:00:01+08:00', '2026-01-06T12:00:02+08:00']);
  expect(issue?.updated).toBe('2026-01-06T12:00:02+08:00');
});
