// Every step of the conversation, broken in every way, and the state in which the ledger then has the delivery: the
// whole way from the socket to the row. What is known of a message is tests/mail/smtp-matrix.test.ts.
import { onTestFinished, expect, test } from 'vitest';
import type { DeliveryState } from '../../src/core/ledger/delivery.ts';
import { deliver } from '../../src/delivery/deliver.ts';
import { smtpMailer } from '../../src/mail/smtp-mailer.ts';
import { readers } from '../support/a-letter.ts';
import { deliveryBench } from '../support/delivery-bench.ts';
import { scriptedSmtp, type Act, type Step } from '../support/scripted-smtp.ts';

/** Short, so that a server that hangs is given up at once; only the last one ends a server that drips. */
const SHORT = { connectionTimeout: 150, greetingTimeout: 150, socketTimeout: 150, stepTimeout: 250 };

const BREAKS: readonly Act[] = ['close', 'reset', 'hang', 'drip'];
const BEFORE: readonly Step[] = ['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA'];

const LATER: Act = { reply: '421 4.7.0 too many' };

const MATRIX: readonly (readonly [Step, Act, DeliveryState])[] = [
  ...BEFORE.flatMap((step) => BREAKS.map((act) => [step, act, 'deferred'] as const)),
  ...BEFORE.filter((step) => step !== 'EHLO').map((step) => [step, LATER, 'deferred'] as const),
  ...BREAKS.map((act) => ['final-dot', act, 'uncertain'] as const),
  ['final-dot', { half: '250-2.0.0 tak' }, 'uncertain'],
  ['final-dot', LATER, 'deferred'],
  ['greeting', { reply: '554 5.7.1 go away' }, 'deferred'],
  ['MAIL', { reply: '550 5.7.1 sender refused' }, 'deferred'],
  ['RCPT', { reply: '450 4.2.0 greylisted' }, 'deferred'],
  ['RCPT', { reply: '550 5.1.1 unknown' }, 'rejected'],
  ['RCPT', { reply: '552 5.2.2 mailbox full' }, 'rejected'],
  ['RCPT', { reply: '550 5.7.1 policy' }, 'deferred'],
  ['DATA', { reply: '451 4.3.0 later' }, 'deferred'],
  ['DATA', { reply: '554 5.5.1 no' }, 'deferred'],
  ['final-dot', { reply: '451 4.3.0 later' }, 'deferred'],
  ['final-dot', { reply: '550 5.2.2 mailbox full' }, 'rejected'],
  ['final-dot', { reply: '554 5.7.1 spam' }, 'deferred'],
  ['final-dot', { reply: '250 2.0.0 taken' }, 'accepted'],
];

test.each(MATRIX)('at %s, %j: the delivery is %s', async (step, act, state) => {
  const script = step === 'EHLO' ? { EHLO: act } : { [step]: act };
  const server = await scriptedSmtp(script);
  expect(await stateAfter(server.url)).toBe(state);
  expect(server.seen.connections).toBe(1);
});

test.each(BREAKS)('at STARTTLS, %j: the delivery is deferred and nothing was said without TLS', async (act) => {
  const server = await scriptedSmtp({ EHLO: { reply: '250-scripted.example\r\n250 STARTTLS' }, STARTTLS: act });
  expect(await stateAfter(`smtp://localhost:${server.port}?tls=required`)).toBe('deferred');
  expect(server.seen.commands.join('\n')).not.toMatch(/MAIL|RCPT/);
});

test.each<Act>([...BREAKS, { reply: '454 4.7.0 later' }, { reply: '535 5.7.8 wrong' }])(
  'at AUTH, %j: the delivery is deferred, whoever is to blame',
  async (act) => {
    const server = await scriptedSmtp({ EHLO: { reply: '250-scripted.example\r\n250 AUTH PLAIN LOGIN' }, AUTH: act });
    expect(await stateAfter(`smtp://user:secret@127.0.0.1:${server.port}`)).toBe('deferred');
  },
);

async function stateAfter(url: string): Promise<DeliveryState | undefined> {
  const mailer = smtpMailer(url, SHORT);
  onTestFinished(() => mailer[Symbol.asyncDispose]());
  const { store, mailing, tools } = await deliveryBench(readers(1), url, { mailer });
  const { counts } = await deliver(mailing, tools);
  const [found] = Object.entries(counts).flatMap(([state, count]) => (count === 1 ? [state] : []));
  // Whoever has to ask what became of an uncertain one knows whose log to read.
  const [doubtful] = await store.deliveries(mailing.id, 'uncertain', 1);
  if (doubtful !== undefined) expect(doubtful.server).toBe(new URL(url).host);
  // One reader whom nothing but the subscriber's own mailbox may strike off the list.
  const { suppressed } = await store.subscriberCounts();
  expect(suppressed).toBe((await store.deliveries(mailing.id, 'rejected', 1))[0]?.lastReply?.includes('5.1.1') ? 1 : 0);
  // The counts have no other keys than states.
  return found as DeliveryState | undefined;
}
