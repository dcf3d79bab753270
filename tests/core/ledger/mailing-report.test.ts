import { expect, test } from 'vitest';
import { domainReports, reportedPace, reportedRefusals } from '../../../src/core/ledger/mailing-report.ts';
import { maskedReply } from '../../../src/core/ledger/masked-reply.ts';
import { waitingGroups } from '../../../src/core/ledger/waiting-groups.ts';

test.each([
  ['550 5.1.1 <lin@readers.example>: unknown', '550 5.1.1 <l***@readers.example>: unknown'],
  ['to=lin+news@x.example,\n  retry', 'to=l***@x.example, retry'],
  ['mailto:王@例子.example is full', 'mailto:王***@例子.example is full'],
  ['no address at all', 'no address at all'],
])('%j is shown without anybody’s address', (reply, shown) => {
  expect(maskedReply(reply)).toBe(shown);
});

const reply = (id: string, address: string): string => `450 4.7.1 <${address}> try later (id ${id})`;
const at = (name: string, domain: string): string => `${name}@${domain}`;

test('the deferred are together by destination and words, whatever numbers and addresses stand in these', () => {
  const groups = waitingGroups([
    {
      address: at('a', 'gmail.com'),
      lastReply: reply('x1', at('a', 'gmail.com')),
      nextAttemptAt: '2026-01-06T00:09:00.000Z',
    },
    {
      address: at('b', 'googlemail.com'),
      lastReply: reply('y2', 'b@g.example'),
      nextAttemptAt: '2026-01-06T00:05:00.000Z',
    },
    { address: at('c', 'gmail.com'), lastReply: '421 too many', nextAttemptAt: '2026-01-06T00:07:00.000Z' },
    { address: 'd@x.example', nextAttemptAt: '2026-01-06T00:07:00.000Z' },
  ]);
  expect(groups).toEqual([
    {
      destination: 'gmail.com',
      count: 2,
      reply: '450 4.7.1 <b***@g.example> try later (id y2)',
      nextAttemptAt: '2026-01-06T00:05:00.000Z',
    },
    { destination: 'gmail.com', count: 1, reply: '421 too many', nextAttemptAt: '2026-01-06T00:07:00.000Z' },
    { destination: 'x.example', count: 1, reply: '', nextAttemptAt: '2026-01-06T00:07:00.000Z' },
  ]);
});

test('destinations of few readers are together, and nobody is lost between them', () => {
  const rows = [
    { domain: 'gmail.com', state: 'accepted', count: 5 },
    { domain: 'googlemail.com', state: 'rejected', count: 1 },
    { domain: 'lin.example', state: 'accepted', count: 1 },
    { domain: 'wei.example', state: 'deferred', count: 2 },
  ] as const;
  const reports = domainReports(rows);
  expect(reports).toEqual([
    { domain: 'gmail.com', total: 6, accepted: 5, rejected: 1 },
    { domain: 'other', total: 3, accepted: 1, deferred: 2 },
  ]);
});

test.each([
  ['nothing', [], { stretchMinutes: 1, stretches: [] }],
  [
    'one minute',
    [['2026-01-06T00:05', 7]],
    { stretchMinutes: 1, stretches: [{ at: '2026-01-06T00:05:00.000Z', accepted: 7 }] },
  ],
  [
    'minutes with a gap',
    [
      ['2026-01-06T00:05', 7],
      ['2026-01-06T00:07', 2],
    ],
    {
      stretchMinutes: 1,
      perMinute: 3,
      stretches: [
        { at: '2026-01-06T00:05:00.000Z', accepted: 7 },
        { at: '2026-01-06T00:06:00.000Z', accepted: 0 },
        { at: '2026-01-06T00:07:00.000Z', accepted: 2 },
      ],
    },
  ],
] as const)('the pace of %s', (_, minutes, pace) => {
  expect(reportedPace(minutes.map(([minute, count]) => ({ minute, count })))).toEqual(pace);
});

test('a pace of days is told in stretches that fit a page', () => {
  const { stretchMinutes, stretches } = reportedPace([
    { minute: '2026-01-06T00:00', count: 1 },
    { minute: '2026-01-07T11:59', count: 1 },
  ]);
  expect([stretchMinutes, stretches.length]).toEqual([60, 36]);
});

test('refusals keep the server’s words and lose the reader’s address', () => {
  const rows = [{ reason: 'refused', lastReply: '550 5.1.1 <a@x.example> unknown' }] as const;
  expect(reportedRefusals(rows)).toMatchObject([{ count: 1, example: '550 5.1.1 <a***@x.example> unknown' }]);
});
