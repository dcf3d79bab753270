import { expect, test } from 'vitest';
import { consentInstant } from '../../../src/core/audience/consent-date.ts';
import { columnsOf } from '../../../src/core/audience/subscriber-columns.ts';
import { subscriberRow, type RowSettings } from '../../../src/core/audience/subscriber-row.ts';
import { aNewsletter } from '../../support/newsletter.ts';

test.each([
  [['Name', 'E-Mail', 'Consent Date', 'Source'], { address: 1, consentAt: 2, source: 3 }],
  [
    ['姓名', '邮箱地址', '同意日期', '来源', '主题', '语言', '状态'],
    { address: 1, consentAt: 2, source: 3, topics: 4, language: 5, state: 6 },
  ],
  [['電子郵件', '状態'], { address: 0, state: 1 }],
  [['consent_at', 'EMAIL ADDRESS'], { address: 1, consentAt: 0 }],
])('the head %j is understood', (head, columns) => {
  expect(columnsOf(head)).toEqual({ columns, hasHead: true });
});

test('a first row with an address in it is no head', () => {
  expect(columnsOf(['Reader', 'reader@news.example'])).toEqual({ columns: { address: 1 }, hasHead: false });
});

test('a first row with neither names nor an address says nothing', () => {
  expect(columnsOf(['one', 'two'])).toBeUndefined();
});

const SETTINGS: RowSettings = {
  columns: { address: 0, state: 1, reason: 2, topics: 3, language: 4, consentAt: 5, source: 6 },
  topics: aNewsletter().topics,
  origin: 'import of readers.csv',
  now: '2026-01-06T00:00:00.000Z',
};

test('a row with consent is active, one without is pending', () => {
  expect(row('a@x.example,,,,,2025-03-01,form')).toEqual({
    address: 'a@x.example',
    event: 'imported',
    source: 'form',
    consentAt: '2025-03-01T00:00:00.000Z',
  });
  expect(row('a@x.example')).toMatchObject({ event: 'unproven', source: 'import of readers.csv' });
  expect(row('a@x.example,,,,,2025-03-01')).toMatchObject({ event: 'unproven' });
});

test('what the owner vouches for fills in what the rows do not say', () => {
  const consent = { source: 'fair of 2025', at: '2025-09-01T00:00:00.000Z' };
  const settings = { ...SETTINGS, consent };
  expect(row('a@x.example', settings)).toMatchObject({
    event: 'imported',
    source: 'fair of 2025',
    consentAt: consent.at,
  });
  expect(row('a@x.example,,,,,2025-03-01,form', settings)).toMatchObject({ source: 'form' });
});

test.each([
  ['active', '', 'unproven'],
  ['已退订', '', 'unsubscribed'],
  ['Unsubscribed', '', 'unsubscribed'],
  ['pending', '', 'unproven'],
  ['suppressed', 'bounce', 'bounced'],
  ['suppressed', 'complaint', 'complained'],
  ['suppressed', '', 'removed'],
])('state %j with reason %j becomes %s', (state, reason, event) => {
  expect(row(`a@x.example,${state},${reason}`)).toMatchObject({ event });
});

test('topics are known by slug, label and the labels of issues', () => {
  expect(row('a@x.example,,,research;开发工具;论文')).toMatchObject({ topics: ['research', 'tools'] });
});

test.each([
  ['', 'there is no address in this row'],
  ['a@x.example,,,knitting', '"knitting" is no topic of masthead.yaml'],
  ['a@x.example,maybe', '"maybe" is no state; write active, pending or unsubscribed'],
  ['a@x.example,,,,Chinese (China)', '"Chinese (China)" is no language tag such as zh-CN'],
  ['a@x.example,,,,,01/02/2025,form', '"01/02/2025" is no date of consent; write it as 2026-01-31'],
  ['a@x.example,,,,,2026-02-01,form', 'the date of consent 2026-02-01 lies in the future'],
])('%j is refused: %s', (cells, refusal) => {
  expect(subscriberRow(cells.split(','), SETTINGS)).toEqual({ refusal });
});

test('the apostrophe that an export puts before a formula is taken off again', () => {
  expect(row("'+reader@x.example")).toMatchObject({ address: '+reader@x.example' });
});

test.each([
  ['2025-03-01', '2025-03-01T00:00:00.000Z'],
  ['2025/3/1 8:05', '2025-03-01T08:05:00.000Z'],
  ['2025年3月1日', '2025-03-01T00:00:00.000Z'],
  ['2025-03-01T08:00:00+08:00', '2025-03-01T00:00:00.000Z'],
  ['2025-03-01 08:00:00 UTC', '2025-03-01T08:00:00.000Z'],
  ['2025-02-30', undefined],
  ['2025-13-01', undefined],
  ['yesterday', undefined],
])('the date %s is read as %s', (text, at) => {
  expect(consentInstant(text)).toBe(at);
});

function row(cells: string, settings = SETTINGS): unknown {
  const result = subscriberRow(cells.split(','), settings);
  return 'refusal' in result ? result : result.subscriber;
}
