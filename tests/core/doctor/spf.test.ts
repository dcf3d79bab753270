// SPF: what records cost, what is wrong with them, and what they say of an address. The verdicts on addresses are
// compared with those of mailauth, which shares no code with ours.
import type { DNSResolver } from 'mailauth';
import { spf } from 'mailauth/lib/spf/index.js';
import { describe, expect, test } from 'vitest';
import { judgeSpf, judgeSpfServer } from '../../../src/core/doctor/judge-spf.ts';
import { spfReading } from '../../../src/core/doctor/spf-record.ts';
import { spfResult } from '../../../src/core/doctor/spf-result.ts';
import { spfSurvey } from '../../../src/core/doctor/spf-survey.ts';
import { answered, type DnsRecords } from '../../support/dns-table.ts';

const own = (record: string, more: DnsRecords = {}): DnsRecords => ({ 'TXT news.example': [record], ...more });
const server = (...addresses: readonly string[]) => ({ name: 'main', host: 'smtp.example', addresses });
const survey = (records: DnsRecords) => answered(spfSurvey('news.example'), records);

test.each([
  'v=spf1',
  'v=spf1 -all ',
  'v=spf1 a mx/24 a:mail.example/28//64 mx:mail.example ip4:192.0.2.0/24 ip6:2001:db8::/32 ?all',
  'v=spf1 include:_spf.mail.example exists:%{i}._spf.mail.example redirect=mail.example exp=why.mail.example',
])('%j can be read', (record) => {
  expect(spfReading(record)).toHaveProperty('terms');
});

test.each([
  'ip4:192.0.2.256',
  'ip4:192.0.2.0/33',
  'ip6:192.0.2.1',
  'include:',
  'inlude:mail.example',
  'all:x',
  'a:mail',
  '-',
])('%s is no term', (term) => {
  expect(spfReading(`v=spf1 ${term} -all`)).toEqual({ unreadable: term });
});

/** Records that include each other in a row. */
const chain = (count: number): DnsRecords =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => {
      const next = i + 1 < count ? `include:s${i + 1}.example ` : 'ip4:192.0.2.1 ';
      return [i === 0 ? 'TXT news.example' : `TXT s${i}.example`, [`v=spf1 ${next}-all`]];
    }),
  );

describe('lookups', () => {
  test('are counted through everything that is included', () => {
    expect(survey(chain(11))).toMatchObject({ lookupCount: 10, faults: [] });
    expect(judgeSpf('news.example', survey(chain(11))).state).toBe('ok');
    expect(judgeSpf('news.example', survey(chain(12)))).toMatchObject({ state: 'failed' });
  });

  test('are counted for a, mx, ptr, exists and redirect, and not for ip4, ip6 and all', () => {
    const records = own('v=spf1 a mx ptr exists:%{i}.example ip4:192.0.2.1 ip6:2001:db8::1 redirect=s.example', {
      'TXT s.example': ['v=spf1 -all'],
      'A news.example': ['192.0.2.7'],
      'MX news.example': ['10 mail.example'],
      'A mail.example': ['192.0.2.8'],
    });
    expect(survey(records)).toMatchObject({ lookupCount: 5, voidCount: 0, usesPtr: true });
  });

  test('behind all cost nothing', () => {
    expect(survey(own('v=spf1 -all include:gone.example redirect=gone.example')).lookupCount).toBe(0);
  });

  test('that find nothing are counted apart', () => {
    const records = own('v=spf1 a:one.example a:two.example mx:three.example ip4:192.0.2.1 -all');
    expect(survey(records)).toMatchObject({ lookupCount: 3, voidCount: 3 });
    expect(judgeSpf('news.example', survey(records))).toMatchObject({ state: 'failed' });
  });

  test('of records that include each other come to an end', () => {
    const records = own('v=spf1 include:a.example -all', { 'TXT a.example': ['v=spf1 include:news.example -all'] });
    expect(survey(records).faults).toEqual(['news.example includes itself.']);
  });

  test('of a record that never ends are bounded', () => {
    const asked: string[] = [];
    const wide = `v=spf1 ${Array.from({ length: 500 }, (_, i) => `a:h${i}.example`).join(' ')} -all`;
    answered(spfSurvey('news.example'), own(wide), asked);
    expect(asked.length).toBeLessThan(100);
  });
});

test.each<readonly [string, DnsRecords, string]>([
  ['there is none', {}, 'failed'],
  ['other TXT records stand beside none', { 'TXT news.example': ['hello=world', 'v=spf10 -all'] }, 'failed'],
  ['there are two', { 'TXT news.example': ['v=spf1 -all', 'v=spf1 ~all'] }, 'failed'],
  ['a term cannot be read', own('v=spf1 ipv4:192.0.2.1 -all'), 'failed'],
  ['it includes a name without a record', own('v=spf1 include:gone.example -all'), 'failed'],
  ['it lets everybody in', own('v=spf1 +all'), 'failed'],
  ['it has no end', own('v=spf1 ip4:192.0.2.1'), 'warning'],
  ['it ends in a shrug', own('v=spf1 ip4:192.0.2.1 ?all'), 'warning'],
  ['it uses ptr', own('v=spf1 ptr -all'), 'warning'],
  ['it ends well', own('v=spf1 ip4:192.0.2.1 ~all'), 'ok'],
  ['its end is in a redirect', own('v=spf1 redirect=s.example', { 'TXT s.example': ['v=spf1 -all'] }), 'ok'],
  ['the DNS is silent', { 'TXT news.example': 'silence' }, 'not checked'],
  [
    'the DNS is silent about an include',
    own('v=spf1 include:s.example -all', { 'TXT s.example': 'silence' }),
    'not checked',
  ],
])('SPF, when %s', (_, records, state) => {
  expect(judgeSpf('news.example', survey(records)).state).toBe(state);
});

describe('verdicts on an address are those of mailauth', () => {
  const records: DnsRecords = own('v=spf1 ip4:198.51.100.0/28 a mx -ip4:203.0.113.9 include:s.example ~all', {
    'A news.example': ['203.0.113.1'],
    'AAAA news.example': ['2001:db8:1::1'],
    'MX news.example': ['10 mail.example'],
    'A mail.example': ['203.0.113.2'],
    'TXT s.example': ['v=spf1 ip4:203.0.113.0/25 ip6:2001:db8:2::/48 -all'],
  });

  test.each([
    ['198.51.100.15', 'pass'],
    ['198.51.100.16', 'softfail'],
    ['203.0.113.1', 'pass'],
    ['203.0.113.2', 'pass'],
    ['203.0.113.9', 'fail'],
    ['203.0.113.10', 'pass'],
    ['203.0.113.200', 'softfail'],
    ['2001:db8:1::1', 'pass'],
    ['2001:db8:2::5', 'pass'],
    ['2001:db8:3::5', 'softfail'],
  ])('%s: %s', async (address, verdict) => {
    const theirs = await spf({
      sender: 'bounces@news.example',
      ip: address,
      helo: 'mail.example',
      mta: 'mx.example',
      // Its type knows texts alone; an MX is handed to it as node:dns hands it.
      resolver: (async (name: string, type: string) => {
        const found = records[`${type} ${name}`];
        if (found === undefined || found === 'silence') throw Object.assign(new Error('no'), { code: 'ENOTFOUND' });
        if (type === 'TXT') return found.map((text) => [text]);
        return type === 'MX' ? found.map((text) => ({ priority: 10, exchange: text.slice(3) })) : [...found];
      }) as DNSResolver,
    });
    expect(theirs.status).toMatchObject({ result: verdict });
    expect(spfResult(survey(records).policy, address)).toBe(verdict);
  });
});

describe('the server that sends', () => {
  const records = own('v=spf1 ip4:203.0.113.4 exists:%{i}.s.example -all');

  test.each([
    [['203.0.113.4'], 'ok'],
    [['203.0.113.4', '2001:db8::4'], 'not checked'],
    [['127.0.0.1'], 'not checked'],
    [['10.1.2.3', 'fd00::1'], 'not checked'],
    [[], 'not checked'],
  ])('with %j is %s', (addresses, state) => {
    expect(judgeSpfServer('news.example', survey(records), server(...addresses)).state).toBe(state);
  });

  test('that the record refuses is a warning, because a provider may send from other addresses', () => {
    const plain = survey(own('v=spf1 ip4:203.0.113.4 -all'));
    expect(judgeSpfServer('news.example', plain, server('203.0.113.5'))).toMatchObject({
      state: 'warning',
      about: 'main',
    });
  });
});
