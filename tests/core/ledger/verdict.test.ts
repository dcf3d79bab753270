import { expect, test } from 'vitest';
import { badRun, isBroken, NO_BAD_RUN } from '../../../src/core/ledger/breaker.ts';
import { isExpired, retryAt } from '../../../src/core/ledger/retry.ts';
import type { SubmitPhase } from '../../../src/core/ledger/submit-result.ts';
import { verdict, type Verdict } from '../../../src/core/ledger/verdict.ts';
import { AT } from '../../support/a-letter.ts';

const CASES: readonly [SubmitPhase, string, string][] = [
  // The person.
  ['rcpt', '550 5.1.1 <a@x.example>: user unknown', 'rejected hard'],
  ['rcpt', '550 5.1.2 no such host', 'rejected hard'],
  ['rcpt', '556 5.1.10 null MX', 'rejected hard'],
  ['rcpt', '550 5.2.1 mailbox disabled', 'rejected hard'],
  ['rcpt', '550 No such user here', 'rejected hard'],
  ['rcpt', '550 Requested mail action not taken: mailbox not found', 'rejected hard'],
  ['rcpt', '552 5.2.2 mailbox full', 'rejected'],
  ['body', '552 5.2.2 over quota', 'rejected'],
  ['rcpt', '550 5.4.1 no route', 'rejected'],
  ['rcpt', '550 go away', 'rejected'],
  // Pace.
  ['rcpt', '450 4.2.0 greylisted', 'deferred'],
  ['rcpt', '451 DT:SPM try again', 'deferred'],
  ['body', '421 4.3.2 shutting down', 'deferred'],
  ['rcpt', '550 Domain frequency limited', 'deferred'],
  ['body', '550 Mailbox unavailable or access denied', 'deferred'],
  ['connect', '421 HL:ICC', 'unreached'],
  ['mail', '451 4.3.0 busy', 'unreached'],
  ['auth', '454 4.7.0 temporary failure', 'unreached'],
  // Us.
  ['connect', '554 5.7.1 no service for you', 'ours final'],
  ['auth', '535 5.7.8 wrong password', 'ours final'],
  ['mail', '530 5.7.0 authentication required', 'ours final'],
  ['mail', '550 5.1.8 bad sender', 'ours final'],
  ['body', '552 5.3.4 message too big', 'ours final'],
  ['rcpt', '550 5.7.1 relaying denied', 'ours'],
  ['body', '550 5.7.515 access denied, sending domain does not meet', 'ours'],
  ['body', '550 5.7.26 unauthenticated sender', 'ours'],
  ['body', '554 message looks like spam', 'ours'],
  ['rcpt', '554 blocked using Spamhaus', 'ours'],
  ['rcpt', '501 5.5.2 syntax', 'ours'],
];

test.each(CASES)('at %s, "%s" is %s', (phase, reply, expected) => {
  expect(named(verdict({ kind: 'refused', phase, reply }))).toBe(expected);
});

test('a connection lost before the message was written may be tried again, one lost after it is uncertain', () => {
  expect(verdict({ kind: 'lost', phase: 'mail', isWritten: false, detail: '' }).kind).toBe('unreached');
  expect(verdict({ kind: 'lost', phase: 'body', isWritten: true, detail: '' }).kind).toBe('uncertain');
});

test('a fault of ours that is final stops at once, a doubtful one after five in a row', () => {
  const policy: Verdict = { kind: 'ours', isFinal: false };
  let run = NO_BAD_RUN;
  const stops = Array.from({ length: 5 }, () => isBroken((run = badRun(run, policy)), policy));
  expect(stops).toEqual([false, false, false, false, true]);
  const final: Verdict = { kind: 'ours', isFinal: true };
  expect(isBroken(badRun(NO_BAD_RUN, final), final)).toBe(true);
});

test('one message that gets through ends a bad run', () => {
  const run = badRun(badRun({ kind: 'unreached', length: 9 }, { kind: 'accepted' }), { kind: 'unreached' });
  expect(run).toEqual({ kind: 'unreached', length: 1 });
});

test('the waits grow from five minutes to four hours, and jitter adds at most half', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 20].map((attempts) => minutes(attempts, 0))).toEqual([5, 10, 20, 40, 80, 160, 240, 240]);
  expect(minutes(1, 0.999)).toBeCloseTo(7.5, 1);
});

test('an attempt later than two days after the start is too late', () => {
  expect(isExpired(AT, '2026-01-08T00:00:00.000Z')).toBe(false);
  expect(isExpired(AT, '2026-01-08T00:00:00.001Z')).toBe(true);
});

function named(judged: Verdict): string {
  if (judged.kind === 'rejected' && judged.isHard) return 'rejected hard';
  if (judged.kind === 'ours' && judged.isFinal) return 'ours final';
  return judged.kind;
}

function minutes(attempts: number, random: number): number {
  return (Date.parse(retryAt(attempts, new Date(AT), random)) - Date.parse(AT)) / 60_000;
}
