import { expect, test } from 'vitest';
import { smtpTarget, smtpTargets } from '../../src/mail/smtp-url.ts';

test.each([
  ['smtp://mail.example', { host: 'mail.example', port: 587, tls: 'required', connections: 5 }],
  ['smtps://mail.example', { host: 'mail.example', port: 465, tls: 'implicit', connections: 5 }],
  ['smtp://127.0.0.1:2525', { host: '127.0.0.1', port: 2525, tls: 'none', connections: 5 }],
  ['smtp://localhost:25?tls=required', { host: 'localhost', port: 25, tls: 'required', connections: 5 }],
  ['smtp://[::1]:25', { host: '::1', port: 25, tls: 'none', connections: 5 }],
  [
    'smtps://a%40b:p%3Aw@mail.example?connections=2&messages=20&ehlo=me.example&name=near&weight=3&domains=QQ.com,例子.example',
    {
      host: 'mail.example',
      port: 465,
      tls: 'implicit',
      auth: { user: 'a@b', pass: 'p:w' },
      ehloName: 'me.example',
      connections: 2,
      messagesAConnection: 20,
      name: 'near',
      weight: 3,
      domains: ['qq.com', 'xn--fsqu00a.example'],
    },
  ],
])('%s is understood', (url, target) => {
  expect(smtpTarget(url)).toEqual({
    messagesAConnection: 100,
    weight: 1,
    name: `${target.host}:${target.port}`,
    ...target,
  });
});

test.each([
  'mail.example',
  'http://mail.example',
  'smtp://user@mail.example',
  'smtp://user:50%@mail.example',
  'smtp://mail.example?tls=no',
  'smtp://mail.example?connections=0',
  'smtp://mail.example?connections=1000',
  'smtp://mail.example?weight=0',
  'smtp://mail.example?per_minute=0',
  'smtp://mail.example?per_day=many',
  'smtp://mail.example?messages=1.5',
  'smtp://mail.example?domains=a..b',
  'smtp://mail.example?ehlo=a%20b',
  'smtp://user:secret@mail.example?pool=1',
])('%s is refused, and no message repeats it', (url) => {
  expect(() => smtpTarget(url)).toThrow(expect.objectContaining({ code: 'SMTP_URL_INVALID' }));
  expect(() => smtpTarget(url)).not.toThrow(/secret/);
});

test('several URLs, on one line or many, are a route each', () => {
  const routes = smtpTargets(' smtp://one.example?weight=2\n  smtps://two.example?domains=qq.com ');
  expect(routes.map(({ name, weight, domains }) => [name, weight, domains])).toEqual([
    ['one.example:587', 2, undefined],
    ['two.example:465', 1, ['qq.com']],
  ]);
});

test('two routes of one name are refused', () => {
  const twice = 'smtp://u:secret@one.example smtp://v:secret@one.example';
  expect(() => smtpTargets(twice)).toThrow(expect.objectContaining({ code: 'SMTP_URL_INVALID' }));
  expect(() => smtpTargets(twice)).not.toThrow(/secret/);
  expect(smtpTargets(`${twice}?name=second`)).toHaveLength(2);
});
