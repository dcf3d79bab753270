import { expect, test } from 'vitest';
import { REPLY_RULES } from '../../../src/core/ledger/reply-rules.ts';
import type { SubmitPhase } from '../../../src/core/ledger/submit-result.ts';
import { replyRule, verdict, type Verdict } from '../../../src/core/ledger/verdict.ts';

/** Phase, reply, what it means. "pace" is a deferral that slows the destination, "+5" minutes that are asked for. */
const CASES: readonly [SubmitPhase, string, string][] = [
  // Before anybody was named: busy, or our own fault.
  ['connect', '421 4.3.2 Service not available', 'unreached'],
  ['connect', '421 HL:ICC 198.51.100.7', 'unreached'],
  ['connect', '421 HL:IFC 198.51.100.7', 'unreached'],
  ['connect', '421 HL:REP 198.51.100.7', 'unreached'],
  ['connect', '450 too busy', 'unreached'],
  ['connect', '550 Connection frequency limited', 'unreached'],
  ['connect', 'self-signed certificate', 'ours at once'],
  ['connect', '554 5.7.1 no service for you', 'ours at once'],
  ['connect', '554 No SMTP service here', 'ours at once'],
  ['connect', '521 host does not accept mail', 'ours at once'],
  ['connect', '554 5.7.1 Service unavailable; client host blocked using zen.spamhaus.org', 'ours at once'],
  ['connect', '550 5.7.1 Unfortunately, messages from 198.51.100.7 were not sent. S3140', 'ours at once'],
  ['auth', '454 4.7.0 Temporary authentication failure', 'unreached'],
  ['auth', '421 4.7.0 Try again later', 'unreached'],
  ['auth', '535 5.7.8 Username and Password not accepted', 'ours at once'],
  ['auth', '535 Error: authentication failed', 'ours at once'],
  ['auth', '534 5.7.9 Application-specific password required', 'ours at once'],
  ['auth', '538 5.7.11 Encryption required', 'ours at once'],
  ['auth', '504 5.5.4 Unrecognized authentication type', 'ours at once'],
  ['mail', '451 4.3.0 busy', 'unreached'],
  ['mail', '452 4.3.1 Insufficient system storage', 'unreached'],
  ['mail', '421 too many connections', 'unreached'],
  ['mail', '530 5.7.0 Must issue a STARTTLS command first', 'ours at once'],
  ['mail', '530 Authentication required', 'ours at once'],
  ['mail', '550 5.1.8 bad sender', 'ours at once'],
  ['mail', '553 5.7.1 Sender address rejected: not owned by user', 'ours at once'],
  ['mail', '553 Mail from must equal authorized user', 'ours at once'],
  ['mail', '552 5.3.4 Message size exceeds fixed maximum message size', 'ours at once'],
  ['mail', '552 message size exceeds maximum value', 'ours at once'],
  ['mail', '550 Sender frequency limited', 'unreached'],
  ['mail', '550 5.6.7 SMTPUTF8 is required', 'soft'],

  // The recipient: gone for good.
  ['rcpt', '550 5.1.1 <a@x.example>: Recipient address rejected: User unknown', 'hard'],
  ['rcpt', '550-5.1.1 The email account that you tried to reach does not exist.\n550 5.1.1 Try again', 'hard'],
  ['rcpt', '550 5.1.2 no such host', 'hard'],
  ['rcpt', '501 5.1.3 Bad recipient address syntax', 'hard'],
  ['rcpt', '550 5.1.6 Mailbox has moved', 'hard'],
  ['rcpt', '556 5.1.10 Domain does not accept mail (null MX)', 'hard'],
  ['rcpt', '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found', 'hard'],
  ['rcpt', '556 Domain accepts no mail', 'hard'],
  ['rcpt', '521 Host does not accept mail', 'hard'],
  ['rcpt', '550 Domain has a null MX record', 'hard'],
  ['rcpt', '550 5.2.1 The email account that you tried to reach is disabled', 'hard'],
  ['rcpt', '550 No such user here', 'hard'],
  ['rcpt', '550 Invalid User', 'hard'],
  ['rcpt', '550 User not found: a@x.example', 'hard'],
  ['rcpt', '550 Mailbox not found. https://service.mail.example', 'hard'],
  ['rcpt', '550 Requested mail action not taken: mailbox not found', 'hard'],
  ['rcpt', '553 sorry, that recipient is unknown', 'hard'],
  ['rcpt', "550 account doesn't exist", 'hard'],

  // The recipient: not now, or nobody knows why.
  ['rcpt', '552 5.2.2 The email account that you tried to reach is over quota', 'soft'],
  ['rcpt', '554 mailbox is full', 'soft'],
  ['rcpt', '550 user over quota', 'soft'],
  ['body', '552 5.2.2 over quota', 'soft'],
  ['body', '552 Quota exceeded', 'soft'],
  ['rcpt', '550 5.4.1 Recipient address rejected: Access denied. AS(201806281)', 'soft'],
  ['rcpt', '550 5.4.4 no route to host', 'soft'],
  ['body', '554 5.4.6 too many hops', 'soft'],
  ['rcpt', '550 5.5.0 Requested action not taken: mailbox unavailable', 'soft'],
  ['rcpt', '550 5.1.0 Address rejected', 'soft'],
  ['rcpt', '550 5.6.7 Non-ASCII address not permitted', 'soft'],
  ['rcpt', '553 SMTPUTF8 not supported for this recipient', 'soft'],
  ['rcpt', '550 go away', 'soft'],
  ['rcpt', '577 5.9.9 what nobody has ever seen', 'soft'],

  // Later, at the ordinary pace: it is about one mailbox.
  ['rcpt', '450 4.2.0 <a@x.example>: Recipient address rejected: Greylisted', 'later'],
  ['rcpt', '451 4.7.1 Greylisting in action, please come back', 'later'],
  ['rcpt', '450 grey-listed, try again in 300 seconds', 'later +5'],
  ['rcpt', '452 4.2.2 The email account is over quota', 'later'],
  ['rcpt', '452 mailbox full', 'later'],
  ['rcpt', '450 4.2.1 The user you are trying to contact is receiving mail too quickly', 'later'],
  ['rcpt', '450 4.1.2 Recipient address rejected: Domain not found', 'later'],

  // Pace: everything for this destination slows down.
  ['rcpt', '550 Domain frequency limited', 'pace +30'],
  ['rcpt', '550 Sender frequency limited', 'pace +30'],
  ['body', '550 Connection frequency limited', 'pace +30'],
  ['rcpt', '550 Mailbox unavailable or access denied', 'pace +30'],
  ['body', '550 Mailbox unavailable or access denied', 'pace +30'],
  ['rcpt', '421 HL:ICC too many connections', 'pace +5'],
  ['rcpt', '421 HL:IFC', 'pace +5'],
  ['rcpt', '421 HL:REP', 'pace +60'],
  ['rcpt', '450 MI:DMC too many messages in this connection', 'pace +5'],
  ['rcpt', '450 RP:DRC too many recipients', 'pace +5'],
  ['rcpt', '451 DT:SPM please try again', 'pace +2'],
  ['body', '451 DT:SPM retry after 2 minutes', 'pace +2'],
  ['body', '451 MI:SFQ quota of 15 minutes', 'pace +15'],
  ['body', '451 MI:STC too many today', 'pace +240'],
  ['rcpt', '421-4.7.28 Gmail has detected an unusual rate of mail', 'pace'],
  ['rcpt', '421 4.7.0 [TSS04] Messages temporarily deferred due to user complaints', 'pace'],
  ['rcpt', '451 4.7.650 The mail server has been temporarily rate limited due to IP reputation', 'pace'],
  ['rcpt', '451 4.7.500 Server busy', 'pace'],
  ['rcpt', '421 RP-001 The mail server exceeded the rate limit', 'pace'],
  ['rcpt', '451 4.5.3 Too many recipients, wait for 10 minutes', 'pace +10'],
  ['data', '421 4.3.2 shutting down', 'pace'],
  ['body', '421 4.3.2 shutting down', 'pace'],
  ['body', '451 4.3.0 Try again', 'pace'],
  ['body', '452 4.3.1 disk is short', 'pace'],

  // Our fault at that destination.
  ['body', '550 5.7.515 Access denied, sending domain does not meet the required authentication level', 'ours there'],
  ['rcpt', '550 5.7.515 Access denied', 'ours there'],
  ['body', '550-5.7.26 This mail is unauthenticated', 'ours there'],
  ['body', '550 5.7.1 Our system has detected that this message is likely unsolicited', 'ours there'],
  ['rcpt', '550 5.7.1 Service refused by policy', 'ours there'],
  ['rcpt', '554 5.7.1 Unfortunately, messages from your server were not sent. S3150', 'ours there'],
  ['rcpt', '550 messages from your network: part of their block list (S3140)', 'ours there'],
  ['rcpt', '554 blocked using Spamhaus', 'ours there'],
  ['rcpt', '550 Your address is on our blacklist', 'ours there'],
  ['rcpt', '550 5.2.3 message too large for this recipient', 'ours there'],
  ['rcpt', '554 HL:IPB', 'ours there'],
  ['body', '554 DT:SPM', 'ours there'],
  ['body', '550 Mail content denied', 'ours there'],
  ['rcpt', '550 Ip is denied', 'ours there'],
  ['body', '550 DMARC check failed', 'ours there'],
  ['body', '554 message looks like spam', 'ours there'],
  ['data', '554 no valid recipients', 'ours there'],
  ['body', '550 5.1.1 user unknown', 'ours there'],

  // Our fault everywhere.
  ['rcpt', '550 5.7.1 Relaying denied', 'ours'],
  ['rcpt', '554 Relay access denied', 'ours'],
  ['rcpt', '501 5.5.2 syntax', 'ours'],
  ['rcpt', '503 bad sequence of commands', 'ours'],
  ['data', '503 5.5.1 RCPT first', 'ours'],
  ['body', '500 line too long', 'ours'],
  ['body', '550 5.6.0 Lone CR or LF', 'ours'],
  ['rcpt', '550 5.1.8 sender domain does not exist', 'ours at once'],
  ['rcpt', '553 5.7.1 Sender address rejected: not owned by user', 'ours at once'],
  ['rcpt', '530 5.7.0 Authentication required', 'ours at once'],
  ['body', '552 5.3.4 message too big', 'ours at once'],
  ['body', '552 5.2.3 exceeds the administrative limit', 'ours at once'],
  ['body', '552 Message too large', 'ours at once'],
  ['body', '550 5.4.5 Daily user sending limit exceeded', 'ours at once'],

  // Not SMTP at all.
  ['rcpt', 'HTTP/1.1 400 Bad Request', 'unreached'],
  ['body', '', 'unreached'],
];

test.each(CASES)('at %s, "%s" is %s', (phase, reply, expected) => {
  expect(named(verdict({ kind: 'refused', phase, reply }))).toBe(expected);
});

test('every row of the table decides about some reply of these', () => {
  const used = new Set(CASES.map(([phase, reply]) => replyRule(phase, reply)));
  expect(REPLY_RULES.filter((rule) => !used.has(rule)).map((rule) => rule.reason)).toEqual([]);
});

test('every reason goes behind the name of a server, in one sentence without its full stop', () => {
  const odd = REPLY_RULES.map((rule) => rule.reason).filter((reason) => !/^[a-z][^.]*[^.\s]$/.test(reason));
  expect(odd).toEqual([]);
});

test('only a refused recipient is ever suppressed', () => {
  const phases: readonly SubmitPhase[] = ['connect', 'auth', 'mail', 'data', 'body'];
  const found = phases.flatMap((phase) =>
    CASES.filter(([, reply]) => named(verdict({ kind: 'refused', phase, reply })) === 'hard').map(([, reply]) => reply),
  );
  expect(found).toEqual([]);
});

test('a connection lost before the message was written may be tried again, one lost after it is uncertain', () => {
  expect(verdict({ kind: 'lost', phase: 'mail', isWritten: false, detail: '' }).kind).toBe('unreached');
  expect(verdict({ kind: 'lost', phase: 'body', isWritten: true, detail: '' }).kind).toBe('uncertain');
});

function named(judged: Verdict): string {
  if (judged.kind === 'rejected') return judged.isHard ? 'hard' : 'soft';
  if (judged.kind === 'ours') {
    if (judged.scope === 'destination') return 'ours there';
    return judged.isFinal ? 'ours at once' : 'ours';
  }
  if (judged.kind !== 'deferred') return judged.kind;
  const asked = judged.retryMs === undefined ? '' : ` +${judged.retryMs / 60_000}`;
  return `${judged.isPace ? 'pace' : 'later'}${asked}`;
}
