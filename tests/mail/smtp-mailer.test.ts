import { createServer } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { expect, onTestFinished, test } from 'vitest';
import { verdict } from '../../src/core/ledger/verdict.ts';
import { messageBytes } from '../../src/core/message/message.ts';
import { smtpMailer } from '../../src/mail/smtp-mailer.ts';
import { aMessage } from '../support/a-message.ts';
import { recordingSmtp } from '../support/recording-smtp.ts';
import { scriptedSmtp, type Act, type Step } from '../support/scripted-smtp.ts';

const SHORT = { connectionTimeout: 300, greetingTimeout: 300, socketTimeout: 300, stepTimeout: 3000 };
const BIG = { html: `<p>${'长'.repeat(60_000)}</p>` };

// Where the conversation breaks, how, and what that means for the delivery.
const MATRIX: readonly [Step, Act, string][] = [
  ['greeting', 'close', 'unreached'],
  ['greeting', 'hang', 'unreached'],
  ['greeting', { reply: '421 4.3.2 busy' }, 'unreached'],
  ['greeting', { reply: '554 5.7.1 go away' }, 'ours'],
  ['EHLO', 'reset', 'unreached'],
  ['MAIL', 'close', 'unreached'],
  ['MAIL', 'hang', 'unreached'],
  ['MAIL', { reply: '421 4.3.2 closing' }, 'unreached'],
  ['MAIL', { reply: '550 5.7.1 sender refused' }, 'ours'],
  ['RCPT', 'reset', 'unreached'],
  ['RCPT', { reply: '421 4.7.0 too many messages' }, 'deferred'],
  ['RCPT', { reply: '450 4.2.0 greylisted' }, 'deferred'],
  ['RCPT', { reply: '550 5.1.1 unknown' }, 'rejected'],
  ['DATA', 'close', 'unreached'],
  ['DATA', 'hang', 'unreached'],
  ['DATA', { reply: '451 4.3.0 later' }, 'deferred'],
  ['DATA', { reply: '554 5.5.1 no' }, 'ours'],
  ['final-dot', 'close', 'uncertain'],
  ['final-dot', 'reset', 'uncertain'],
  ['final-dot', 'hang', 'uncertain'],
  ['final-dot', { reply: '421 4.3.2 closing' }, 'deferred'],
  ['final-dot', { reply: '550 5.2.2 mailbox full' }, 'rejected'],
  ['final-dot', { reply: '554 5.7.1 spam' }, 'ours'],
  ['final-dot', { reply: '250 2.0.0 taken' }, 'accepted'],
];

test.each(MATRIX)('at %s, %j makes the delivery %s', async (step, act, expected) => {
  const server = await scriptedSmtp({ [step]: act });
  await using mailer = smtpMailer(server.url, SHORT);
  const result = await mailer.submit(aMessage(), 'a');
  expect(verdict(result).kind).toBe(expected);
  expect(server.seen.connections).toBe(1);
});

test('a connection lost in the middle of a large body leaves nothing in doubt', async () => {
  const server = await scriptedSmtp({ EHLO: { reply: '250 scripted.example' }, 'body-begun': 'reset' });
  await using mailer = smtpMailer(server.url, SHORT);
  const result = await mailer.submit(aMessage({ html: `<p>${'长'.repeat(4_000_000)}</p>` }), 'a');
  expect(verdict(result).kind).toBe('unreached');
});

test('nobody listening is no server reached', async () => {
  const port = await freePort();
  await using mailer = smtpMailer(`smtp://127.0.0.1:${port}`, SHORT);
  expect(verdict(await mailer.submit(aMessage(), 'a')).kind).toBe('unreached');
});

test('a message beyond the size that the server has named is not sent to it', async () => {
  const server = await scriptedSmtp({ EHLO: { reply: '250-scripted.example\r\n250 SIZE 5000' } });
  await using mailer = smtpMailer(server.url, SHORT);
  expect(verdict(await mailer.submit(aMessage(BIG), 'a'))).toMatchObject({ kind: 'ours', isFinal: true });
  expect(server.seen.bodies).toEqual([]);
});

test('without STARTTLS nothing is said where TLS is required, not even the sender', async () => {
  const server = await scriptedSmtp({});
  await using mailer = smtpMailer(`smtp://user:secret@localhost:${server.port}?tls=required`, SHORT);
  const result = await mailer.submit(aMessage(), 'a');
  expect(verdict(result)).toMatchObject({ kind: 'ours', isFinal: true });
  expect(JSON.stringify(result)).not.toContain('secret');
});

test.each([
  ['smtps:', true, ''],
  ['smtp:', false, '?tls=required'],
])('a certificate that nobody vouches for ends %s before anything is said', async (scheme, secure, parameters) => {
  // Without a certificate of its own smtp-server shows one that it has signed itself.
  const server = new SMTPServer({ secure, logger: false });
  const sessions: string[] = [];
  server.on('error', () => {});
  server.onMailFrom = (from, _session, done) => {
    sessions.push(from.address);
    done();
  };
  const port = await new Promise<number>((resolve) => {
    const listener = server.listen(0, '127.0.0.1', () => {
      const bound = listener.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
    });
  });
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)));
  await using mailer = smtpMailer(`${scheme}//localhost:${port}${parameters}`);
  expect(verdict(await mailer.submit(aMessage(), 'a'))).toMatchObject({ kind: 'ours', isFinal: true });
  expect(sessions).toEqual([]);
});

test('a wrong password is our fault and stops everything', async () => {
  const server = await scriptedSmtp({
    EHLO: { reply: '250-scripted.example\r\n250 AUTH PLAIN' },
    AUTH: { reply: '535 5.7.8 no' },
  });
  await using mailer = smtpMailer(`smtp://user:secret@127.0.0.1:${server.port}`, SHORT);
  expect(verdict(await mailer.submit(aMessage(), 'a'))).toMatchObject({ kind: 'ours', isFinal: true });
});

test('the bytes arrive as they were composed, dots and all, for exactly one recipient', async () => {
  const server = await recordingSmtp();
  await using mailer = smtpMailer(server.url);
  const message = aMessage();
  expect(await mailer.submit(message, 'a')).toMatchObject({ kind: 'accepted' });
  expect(server.taken).toMatchObject([{ from: 'bounces@news.example', to: ['reader@readers.example'] }]);
  expect(server.taken[0]?.bytes.toString().trimEnd()).toBe(messageBytes(message).toString().trimEnd());
});

test('one connection carries many messages, goes on after a refusal, and no more are open than allowed', async () => {
  const server = await recordingSmtp({ refuse: (to) => (to.startsWith('no') ? '550 5.1.1 unknown' : undefined) });
  await using mailer = smtpMailer(`${server.url}?connections=2`);
  const names = ['a', 'no1', 'b', 'no2', 'c', 'd', 'e', 'f'];
  const messages = names.map((name) => aMessage({}, `${name}@readers.example`));
  const results = await Promise.all(messages.map((message) => mailer.submit(message, 'a')));
  expect(results.map((result) => verdict(result).kind)).toEqual(
    names.map((name) => (name.startsWith('no') ? 'rejected' : 'accepted')),
  );
  expect(server.taken).toHaveLength(6);
});

test('a server that hangs up between two messages costs neither of them', async () => {
  const server = await scriptedSmtp({ 'final-dot': { reply: '250 2.0.0 taken' } });
  await using mailer = smtpMailer(`${server.url}?connections=1`, SHORT);
  const message = aMessage();
  expect((await mailer.submit(message, 'a')).kind).toBe('accepted');
  server.hangUp();
  expect((await mailer.submit(message, 'a')).kind).toBe('accepted');
  expect(server.seen).toMatchObject({ connections: 2 });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === 'object' && bound !== null ? bound.port : 0));
    });
  });
}
