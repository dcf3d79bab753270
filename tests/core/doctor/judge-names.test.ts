// Where bounces go, what addresses are called, and keys with their records.
import { describe, expect, test } from 'vitest';
import { judgeDkimKeys, judgeDkimRecord } from '../../../src/core/doctor/judge-dkim.ts';
import { exchangers, judgeExchangers, judgeReverse, reverseNames } from '../../../src/core/doctor/judge-names.ts';
import { answered, type DnsRecords } from '../../support/dns-table.ts';

test.each<readonly [string, DnsRecords, string]>([
  ['a server takes it', { 'MX news.example': ['10 mx.example'], 'A mx.example': ['203.0.113.1'] }, 'ok'],
  ['there is nothing', {}, 'failed'],
  ['there is an address alone', { 'A news.example': ['203.0.113.1'] }, 'warning'],
  ['it takes no mail', { 'MX news.example': ['0 '] }, 'failed'],
  ['its server is gone', { 'MX news.example': ['10 gone.example'] }, 'failed'],
  [
    'one of two servers is gone',
    { 'MX news.example': ['10 gone.example', '20 mx.example'], 'A mx.example': ['203.0.113.1'] },
    'warning',
  ],
  ['the DNS is silent', { 'MX news.example': 'silence' }, 'not checked'],
])('mail to the return path, when %s', (_, records, state) => {
  expect(judgeExchangers(answered(exchangers('news.example'), records)).state).toBe(state);
});

describe('the name of a server', () => {
  const PTR = 'PTR 203.0.113.4';
  test.each<readonly [string, readonly string[], DnsRecords, string]>([
    ['leads both ways', ['203.0.113.4'], { [PTR]: ['mx.example'], 'A mx.example': ['203.0.113.4'] }, 'ok'],
    ['leads elsewhere', ['203.0.113.4'], { [PTR]: ['mx.example'], 'A mx.example': ['203.0.113.5'] }, 'warning'],
    ['is missing', ['203.0.113.4'], {}, 'warning'],
    ['is not told', ['203.0.113.4'], { [PTR]: 'silence' }, 'not checked'],
    ['is only known inside', ['192.168.0.4'], {}, 'not checked'],
    ['has no address', [], {}, 'not checked'],
  ])('that %s', (_, addresses, records, state) => {
    const server = { name: 'main', host: 'smtp.example', addresses };
    expect(judgeReverse(answered(reverseNames(server), records)).state).toBe(state);
  });
});

test.each([
  ['2048 bits', [{ selector: 's', algorithm: 'rsa-sha256', bits: 2048 }], ['ok']],
  ['1024 bits', [{ selector: 's', algorithm: 'rsa-sha256', bits: 1024 }], ['warning']],
  ['Ed25519 alone', [{ selector: 'e', algorithm: 'ed25519-sha256' }], ['warning']],
  [
    'both',
    [
      { selector: 's', algorithm: 'rsa-sha256', bits: 2048 },
      { selector: 'e', algorithm: 'ed25519-sha256' },
    ],
    ['ok', 'ok'],
  ],
  ['none', [], ['warning']],
] as const)('keys: %s', (_, keys, states) => {
  expect(judgeDkimKeys(keys, true).map(({ state }) => state)).toEqual(states);
});

test.each([
  [{ text: 'v=DKIM1; p=abc' }, 'ok'],
  [{ text: 'v=DKIM1; t=y; p=abc' }, 'warning'],
  [{ text: 'v=DKIM1; t=s:y; p=abc' }, 'warning'],
  [{ silence: 'ETIMEOUT' }, 'not checked'],
  [{ fault: { what: 'There is none.', cure: 'Publish it.' } }, 'failed'],
])('a DKIM record with %j is %s', (found, state) => {
  expect(judgeDkimRecord('s._domainkey.news.example', 's', found).state).toBe(state);
});
