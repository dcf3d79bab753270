// The DNS as the doctor asks it, against a real server on a free port.
import { createSocket } from 'node:dgram';
import { expect, onTestFinished, test } from 'vitest';
import { dnsAnswers } from '../../src/doctor/dns-answers.ts';
import { dnsServer } from '../support/dns-server.ts';

const records = (...all: readonly string[]) => ({ kind: 'records', records: all });

test('records come as text, and long ones in one piece', async () => {
  const long = `v=DKIM1; p=${'A'.repeat(600)}`;
  const { address } = await dnsServer({
    'TXT news.example': ['v=spf1 -all', long],
    'MX news.example': ['20 b.example', '10 a.example'],
    'A news.example': ['203.0.113.1'],
    'AAAA news.example': ['2001:db8::1'],
    'PTR 4.113.0.203.in-addr.arpa': ['mail.example'],
  });
  const ask = dnsAnswers(address);
  expect(await ask({ name: 'news.example', type: 'TXT' })).toEqual(records('v=spf1 -all', long));
  expect(await ask({ name: 'news.example', type: 'MX' })).toEqual(records('10 a.example', '20 b.example'));
  expect(await ask({ name: 'news.example', type: 'A' })).toEqual(records('203.0.113.1'));
  expect(await ask({ name: 'news.example', type: 'AAAA' })).toEqual(records('2001:db8::1'));
  expect(await ask({ name: '203.0.113.4', type: 'PTR' })).toEqual(records('mail.example'));
});

test('what is not there is told from what cannot be told, and each question is asked once', async () => {
  const { address, asked } = await dnsServer({ 'A news.example': ['203.0.113.1'], 'TXT bad.example': 'refused' });
  const ask = dnsAnswers(address);
  expect(await ask({ name: 'gone.example', type: 'TXT' })).toEqual({ kind: 'none' });
  expect(await ask({ name: 'news.example', type: 'TXT' })).toEqual({ kind: 'none' });
  expect(await ask({ name: 'bad.example', type: 'TXT' })).toMatchObject({ kind: 'silence' });
  const before = asked.length;
  await ask({ name: 'GONE.example', type: 'TXT' });
  expect(asked).toHaveLength(before);
});

test('after three questions without an answer nobody is waited for any more', async () => {
  const silent = createSocket('udp4');
  await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void silent.close());
  let heard = 0;
  silent.on('message', () => (heard += 1));
  const ask = dnsAnswers(`127.0.0.1:${silent.address().port}`, 50);
  for (const name of ['a.example', 'b.example', 'c.example']) {
    expect(await ask({ name, type: 'TXT' })).toMatchObject({ kind: 'silence' });
  }
  const before = heard;
  expect(await ask({ name: 'd.example', type: 'TXT' })).toMatchObject({ kind: 'silence' });
  expect(heard).toBe(before);
});
