import { expect, test } from 'vitest';
import { datesIn, isoDay, readDate } from '../../../src/core/issue/written-date.ts';

const HOUR = 3600;

test.each([
  ['2026-01-06', { year: 2026, month: 1, day: 6 }],
  ['2026/7/23', { year: 2026, month: 7, day: 23 }],
  ['2026.07.23', { year: 2026, month: 7, day: 23 }],
  ['20260723', { year: 2026, month: 7, day: 23 }],
  ['July 23, 2026', { year: 2026, month: 7, day: 23 }],
  ['Jul 3rd 2026', { year: 2026, month: 7, day: 3 }],
  ['23 Jul 2026', { year: 2026, month: 7, day: 23 }],
  ['23 September, 2026', { year: 2026, month: 9, day: 23 }],
  ['2022-Aug-01', { year: 2022, month: 8, day: 1 }],
  ['2026年1月6日', { year: 2026, month: 1, day: 6 }],
  ['2026年1月6日（周二）', { year: 2026, month: 1, day: 6 }],
  ['2026 年 01 月 06 日', { year: 2026, month: 1, day: 6 }],
  ['2026년 1월 6일', { year: 2026, month: 1, day: 6 }],
  ['13/04/2018', { year: 2018, month: 4, day: 13 }],
  ['04/13/2018', { year: 2018, month: 4, day: 13 }],
  ['04.04.2018', { year: 2018, month: 4, day: 4 }],
  ['2028-02-29', { year: 2028, month: 2, day: 29 }],
  ['2026-01-06 08:30', { year: 2026, month: 1, day: 6, seconds: 8.5 * HOUR }],
  ['2026-01-06T08:30:15.250Z', { year: 2026, month: 1, day: 6, seconds: 8.5 * HOUR + 15, zone: 0 }],
  ['2026-07-23 22:00:00 -0000', { year: 2026, month: 7, day: 23, seconds: 22 * HOUR, zone: 0 }],
  ['2026-07-23 22:00 +0530', { year: 2026, month: 7, day: 23, seconds: 22 * HOUR, zone: 330 }],
  ['2026-07-23T22:00:00-03:30', { year: 2026, month: 7, day: 23, seconds: 22 * HOUR, zone: -210 }],
  ['2026-07-23 10:00 Asia/Shanghai', { year: 2026, month: 7, day: 23, seconds: 10 * HOUR, zone: 'Asia/Shanghai' }],
  ['Thu, 23 Jul 2026 22:00:00 GMT', { year: 2026, month: 7, day: 23, seconds: 22 * HOUR, zone: 0 }],
  ['July 23, 2026, 9:05 PM', { year: 2026, month: 7, day: 23, seconds: 21 * HOUR + 300 }],
  ['July 23, 2026 at 12:00 am', { year: 2026, month: 7, day: 23, seconds: 0 }],
  ['2026年1月6日 08:00', { year: 2026, month: 1, day: 6, seconds: 8 * HOUR }],
])('%s has one reading', (written, date) => {
  expect(readDate(written)).toEqual({ date });
});

test.each([
  ['04/05/2018', 'it can be read in two ways: write 2018-05-04 or 2018-04-05'],
  ['4.5.2018', 'it can be read in two ways: write 2018-05-04 or 2018-04-05'],
  ['2026-02-30', 'there is no such day: write one that exists, such as 2026-01-06'],
  ['13/13/2018', 'there is no such day: write one that exists, such as 2018-01-06'],
  ['2026年13月1日', 'there is no such day: write one that exists, such as 2026-01-06'],
  ['2026-06', 'write the date as 2026-01-06'],
  ['tomorrow', 'write the date as 2026-01-06'],
  ['06.01.26', 'write the date as 2026-01-06'],
  ['', 'write the date as 2026-01-06'],
  ['2026-01-06 25:00', 'write the time as 2026-01-06 08:00'],
  ['2026-01-06 13:00 pm', 'write the time as 2026-01-06 08:00'],
  ['2026-01-06 noon', 'write the time as 2026-01-06 08:00'],
  ['2026-01-06 08:00 CST', 'write the zone as +08:00, Z or Asia/Shanghai behind the time'],
  ['2026-01-06 08:00 Asia/Nowhere', 'write the zone as +08:00, Z or Asia/Shanghai behind the time'],
])('%s is refused with what to write', (written, advice) => {
  expect(readDate(written)).toEqual({ advice });
});

test.each([
  ['2026-07-24-newsletter', ['2026-07-24']],
  ['2022-Aug-01', ['2022-08-01']],
  ['digest_20260106', ['2026-01-06']],
  ['2026_01_06', ['2026-01-06']],
  ['2026-06', []],
  ['issue-12', []],
  ['2026-13-45', []],
  ['v1.2.2026', []],
  ['速报 (2026-01-05 至 2026-01-06)', ['2026-01-05', '2026-01-06']],
  ['速报（2026年1月5日至6日）', ['2026-01-06']],
  ['速报 2026年1月30日—2月1日', ['2026-02-01']],
  ['Week Ending July 19, 2026', ['2026-07-19']],
  ['04/05/2018', []],
  ['Marx 5, 2026', []],
  ['in Sept. 5, 2026', ['2026-09-05']],
])('the dates in "%s" are found', (text, days) => {
  expect(datesIn(text).map((date) => isoDay(date))).toEqual(days);
});
