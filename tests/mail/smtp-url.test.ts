import { expect, test } from 'vitest';
import { smtpTarget } from '../../src/mail/smtp-url.ts';

test.each([
  ['smtp://mail.example', { host: 'mail.example', port: 587, tls: 'required', connections: 5 }],
  ['smtps://mail.example', { host: 'mail.example', port: 465, tls: 'implicit', connections: 5 }],
  ['smtp://127.0.0.1:2525', { host: '127.0.0.1', port: 2525, tls: 'none', connections: 5 }],
  ['smtp://localhost:25?tls=required', { host: 'localhost', port: 25, tls: 'required', connections: 5 }],
  ['smtp://[::1]:25', { host: '::1', port: 25, tls: 'none', connections: 5 }],
  [
    'smtps://a%40b:p%3Aw@mail.example?connections=2&name=me.example',
    {
      host: 'mail.example',
      port: 465,
      tls: 'implicit',
      auth: { user: 'a@b', pass: 'p:w' },
      name: 'me.example',
      connections: 2,
    },
  ],
])('%s is understood', (url, target) => {
  expect(smtpTarget(url)).toEqual(target);
});

test.each([
  'mail.example',
  'http://mail.example',
  'smtp://user@mail.example',
  'smtp://user:50%@mail.example',
  'smtp://mail.example?tls=no',
  'smtp://mail.example?connections=0',
  'smtp://mail.example?connections=1000',
  'smtp://user:secret@mail.example?pool=1',
])('%s is refused, and no message repeats it', (url) => {
  expect(() => smtpTarget(url)).toThrow(expect.objectContaining({ code: 'SMTP_URL_INVALID' }));
  expect(() => smtpTarget(url)).not.toThrow(/secret/);
});
