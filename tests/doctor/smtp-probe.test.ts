// A talk with servers that break off, hang or refuse, at every step before a mail.
import { expect, test } from 'vitest';
import { judgeSmtp } from '../../src/core/doctor/judge-smtp.ts';
import { smtpProbe } from '../../src/doctor/smtp-probe.ts';
import { smtpTarget } from '../../src/mail/smtp-url.ts';
import { scriptedSmtp, type Act, type Step } from '../support/scripted-smtp.ts';

const SHORT = { connectionTimeout: 200, greetingTimeout: 200, socketTimeout: 200 };
const AUTH =
  '250-scripted.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 AUTH PLAIN LOGIN';
const context = { now: new Date('2026-11-24T08:00:00Z'), largestLetter: { slug: 'one', bytes: 100_000 } };

/** The states of connect, tls, auth, size and extensions. */
async function states(script: Partial<Readonly<Record<Step, Act>>>, user = ''): Promise<readonly string[]> {
  const { port, seen } = await scriptedSmtp(script);
  const facts = await smtpProbe(smtpTarget(`smtp://${user}127.0.0.1:${port}`), SHORT);
  // Never a word of a mail.
  expect(seen.commands.filter((command) => /^(?:MAIL|RCPT|DATA)/i.test(command))).toEqual([]);
  return judgeSmtp(facts, context).map(({ state }) => state);
}

const [OK, BAD, NO, WARN] = ['ok', 'failed', 'not checked', 'warning'] as const;
const USER = 'news:secret@';

test.each<readonly [string, Partial<Readonly<Record<Step, Act>>>, string, readonly string[]]>([
  ['says nothing', { greeting: 'hang' }, '', [BAD, NO, NO, NO, NO]],
  ['hangs up', { greeting: 'close' }, '', [BAD, NO, NO, NO, NO]],
  ['sends us away', { greeting: { reply: '554 5.7.1 go away' } }, '', [BAD, NO, NO, NO, NO]],
  ['hangs up at EHLO', { EHLO: 'reset' }, '', [BAD, NO, NO, NO, NO]],
  ['is plain and open', {}, '', [OK, NO, NO, OK, WARN]],
  ['offers all but a size', { EHLO: { reply: AUTH } }, '', [OK, NO, NO, NO, OK]],
  ['takes the login', { EHLO: { reply: AUTH } }, USER, [OK, NO, OK, NO, OK]],
  ['refuses the login', { EHLO: { reply: AUTH }, AUTH: { reply: '535 5.7.8 no' } }, USER, [OK, NO, BAD, NO, OK]],
  ['hangs in the login', { EHLO: { reply: AUTH }, AUTH: 'hang' }, USER, [OK, NO, BAD, NO, OK]],
  ['offers no login', {}, USER, [OK, NO, BAD, OK, WARN]],
  ['takes small mails', { EHLO: { reply: '250-x.example\r\n250 SIZE 50000' } }, '', [OK, NO, NO, BAD, WARN]],
  ['sets no size', { EHLO: { reply: '250-x.example\r\n250 SIZE 0' } }, '', [OK, NO, NO, OK, WARN]],
])('a server that %s', async (_, script, user, expected) => {
  expect(await states(script, user)).toEqual(expected);
});

test('a server that is not there', async () => {
  const facts = await smtpProbe(smtpTarget('smtp://127.0.0.1:1'), SHORT);
  expect(judgeSmtp(facts, context).map(({ state }) => state)).toEqual([BAD, NO, NO, NO, NO]);
});

test('a server without STARTTLS where TLS is required', async () => {
  const { port } = await scriptedSmtp({});
  const facts = await smtpProbe(smtpTarget(`smtp://localhost:${port}?tls=required`), SHORT);
  expect(judgeSmtp(facts, context).map(({ state }) => state)).toEqual([OK, BAD, NO, NO, NO]);
});

test.each([
  ['TLSv1.3', '2027-03-01', 'ok'],
  ['TLSv1.3', '2026-12-01', 'warning'],
  ['TLSv1.1', '2027-03-01', 'warning'],
])('%s with a certificate until %s: %s', (version, until, state) => {
  const known = { name: 'main', host: 'smtp.example', port: 587, tlsMode: 'required', hasUser: false } as const;
  const tls = { version, validUntil: new Date(until) };
  expect(judgeSmtp({ ...known, tls, offers: [], offersAuth: false }, context)[1]?.state).toBe(state);
});
