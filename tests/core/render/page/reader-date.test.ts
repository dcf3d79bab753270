import { expect, test } from 'vitest';
import { readerDate, type DateForm } from '../../../../src/core/render/page/reader-date.ts';

test.each<[string, DateForm, string]>([
  ['zh-CN', 'full', '2026年1月6日星期二'],
  ['zh-CN', 'long', '2026年1月6日'],
  ['zh-CN', 'dayOfMonth', '6日周二'],
  ['zh-CN', 'month', '1月'],
  ['ja', 'full', '2026年1月6日火曜日'],
  ['en', 'full', 'Tuesday, January 6, 2026'],
  ['en-GB', 'long', '6 January 2026'],
  ['th', 'long', '6 มกราคม 2026'],
])('in %s the %s day reads %s', (language, form, expected) => {
  expect(readerDate('2026-01-06', language, form)).toBe(expected);
});
