// DMARC: records, the walk up the DNS, and alignment. The walks follow the examples that RFC 9989 describes.
import { describe, expect, test } from 'vitest';
import { dmarcRecord } from '../../../src/core/doctor/dmarc-record.ts';
import { dmarcWalk, policyIn } from '../../../src/core/doctor/dmarc-walk.ts';
import { judgeAlignment, judgeDmarc } from '../../../src/core/doctor/judge-dmarc.ts';
import { answered, type DnsRecords } from '../../support/dns-table.ts';

const walk = (domain: string, records: DnsRecords, asked: string[] = []) => answered(dmarcWalk(domain), records, asked);
const NONE = 'v=DMARC1; p=none; rua=mailto:reports@news.example';

test('tags are read whatever their order, spaces and case, the version aside', () => {
  expect(
    dmarcRecord('v=DMARC1 ; P=Reject;sp=none; adkim=S; rua=mailto:a@x.example!10m, mailto:b@x.example; pct=50'),
  ).toEqual({
    policy: 'reject',
    subdomainPolicy: 'none',
    dkimMode: 'strict',
    spfMode: 'relaxed',
    reportDomains: ['x.example'],
    psd: 'u',
    obsolete: ['pct'],
    isPolicyReadable: true,
  });
});

test.each(['v=spf1 -all', 'p=none; v=DMARC1', 'v=dmarc1; p=none', 'v=DMARC11; p=none'])(
  '%j is no DMARC record',
  (text) => {
    expect(dmarcRecord(text)).toBeUndefined();
  },
);

describe('the organisation of a name', () => {
  test.each<readonly [string, string, DnsRecords, string]>([
    ['is the highest name with a record', 'a.b.news.example', { 'TXT _dmarc.news.example': [NONE] }, 'news.example'],
    [
      'is above the own record when there is one above',
      'mail.news.example',
      { 'TXT _dmarc.mail.news.example': [NONE], 'TXT _dmarc.news.example': [NONE] },
      'news.example',
    ],
    ['is the name itself when nobody has a record', 'a.news.example', {}, 'a.news.example'],
    [
      'is where a record says so',
      'a.dept.news.example',
      { 'TXT _dmarc.dept.news.example': ['v=DMARC1; p=none; psd=n'], 'TXT _dmarc.news.example': [NONE] },
      'dept.news.example',
    ],
    [
      'is one label below a name that says others have domains there',
      'a.b.news.co.example',
      { 'TXT _dmarc.co.example': ['v=DMARC1; p=none; psd=y'] },
      'news.co.example',
    ],
    ['takes no name with two records', 'a.news.example', { 'TXT _dmarc.news.example': [NONE, NONE] }, 'a.news.example'],
  ])('%s', (_, name, records, organisation) => {
    expect(walk(name, records).organisation).toBe(organisation);
  });

  test('is found with eight questions at most', () => {
    const asked: string[] = [];
    walk('a.b.c.d.e.f.g.h.i.j.news.example', {}, asked);
    expect(asked).toHaveLength(8);
    expect(asked[1]).toBe('TXT _dmarc.f.g.h.i.j.news.example');
  });
});

test('the policy of the organisation holds for a name without one', () => {
  const found = policyIn(walk('a.news.example', { 'TXT _dmarc.news.example': ['v=DMARC1; p=reject; sp=none'] }));
  expect(found?.domain).toBe('news.example');
});

test.each<readonly [string, DnsRecords, string]>([
  ['there is no record', {}, 'failed'],
  ['there are two', { 'TXT _dmarc.news.example': [NONE, NONE] }, 'failed'],
  ['it has no policy', { 'TXT _dmarc.news.example': ['v=DMARC1; rua=mailto:a@news.example'] }, 'failed'],
  ['nobody gets reports', { 'TXT _dmarc.news.example': ['v=DMARC1; p=reject'] }, 'warning'],
  ['all is well', { 'TXT _dmarc.news.example': [NONE] }, 'ok'],
  ['the DNS is silent', { 'TXT _dmarc.news.example': 'silence' }, 'not checked'],
])('DMARC, when %s', (_, records, state) => {
  expect(judgeDmarc(walk('news.example', records), []).state).toBe(state);
});

test('reports to whom has not agreed are a warning', () => {
  const found = walk('news.example', { 'TXT _dmarc.news.example': [NONE] });
  expect(judgeDmarc(found, ['elsewhere.example']).state).toBe('warning');
});

describe('alignment', () => {
  const relaxed: DnsRecords = { 'TXT _dmarc.news.example': [NONE] };
  const strict: DnsRecords = { 'TXT _dmarc.news.example': ['v=DMARC1; p=none; adkim=s; aspf=s'] };

  test.each<readonly [DnsRecords, string | undefined, string, string]>([
    [relaxed, 'news.example', 'news.example', 'ok'],
    [relaxed, 'mail.news.example', 'bounces.news.example', 'ok'],
    [relaxed, 'news.example', 'relay.example', 'warning'],
    [relaxed, undefined, 'news.example', 'warning'],
    [relaxed, 'relay.example', 'news.example', 'warning'],
    [relaxed, 'relay.example', 'relay.example', 'failed'],
    [strict, 'news.example', 'bounces.news.example', 'warning'],
    [strict, 'mail.news.example', 'bounces.news.example', 'failed'],
    [{}, 'mail.news.example', 'bounces.news.example', 'failed'],
    [{ ...relaxed, 'TXT _dmarc.relay.example': 'silence' }, 'relay.example', 'relay.example', 'not checked'],
  ])('with %j, signed by %s, returned to %s: %s', (records, signing, path, state) => {
    const dkim = signing === undefined ? undefined : walk(signing, records);
    const finding = judgeAlignment({ from: walk('news.example', records), dkim, bounce: walk(path, records) });
    expect(finding.state).toBe(state);
  });
});
