// Every step of an SMTP conversation, broken in every way: what is known of the message afterwards.
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { SubmitResult } from '../../src/core/ledger/submit-result.ts';
import { smtpMailer } from '../../src/mail/smtp-mailer.ts';
import { aMessage } from '../support/a-message.ts';
import { scriptedSmtp, type Act, type Step } from '../support/scripted-smtp.ts';

/** Short, so that a server that hangs is given up at once; only the last one ends a server that drips. */
const SHORT = { connectionTimeout: 150, greetingTimeout: 150, socketTimeout: 150, stepTimeout: 250 };
/** More than the buffers of the system between two sockets take, so that it cannot all be on its way at once. */
const HUGE = { html: `<p>${'长'.repeat(5_000_000)}</p>` };

const PIPELINING = '250-scripted.example\r\n250-PIPELINING\r\n250 SIZE 50000000';
const AUTH = '250-scripted.example\r\n250 AUTH PLAIN LOGIN';
const STARTTLS = '250-scripted.example\r\n250 STARTTLS';

type Outcome = 'accepted' | 'refused' | 'lost before' | 'uncertain';

const BREAKS: readonly Act[] = ['close', 'reset', 'hang', 'drip', { half: '25' }, { half: '250-2.0.0 and' }];
const REFUSALS: readonly Act[] = [
  { reply: '421 4.3.2 closing' },
  { reply: '451 4.3.0 later' },
  { reply: '550-5.1.1 no\r\n550 5.1.1 never' },
];

describe.each([
  ['one by one', undefined],
  ['pipelined', PIPELINING],
])('commands %s', (_, ehlo) => {
  const script = ehlo === undefined ? {} : { EHLO: { reply: ehlo } };
  const before: readonly Step[] = [
    'greeting',
    ...(ehlo === undefined ? ['EHLO' as const] : []),
    'MAIL',
    'RCPT',
    'DATA',
  ];

  test.each(pairs(before, BREAKS))('at %s, %j: the message is certainly not taken', async (step, act) => {
    expect(await outcome({ ...script, [step]: act })).toBe('lost before');
  });

  test.each(
    pairs(
      before.filter((step) => step !== 'EHLO'),
      REFUSALS,
    ),
  )('at %s, %j: refused', async (step, act) => {
    expect(await outcome({ ...script, [step]: act })).toBe('refused');
  });

  test.each(BREAKS)('after the final dot, %j: nobody can know', async (act) => {
    expect(await outcome({ ...script, 'final-dot': act })).toBe('uncertain');
  });

  test.each(REFUSALS)('after the final dot, %j: refused', async (act) => {
    expect(await outcome({ ...script, 'final-dot': act })).toBe('refused');
  });

  test('after the final dot, half a refusal says nothing', async () => {
    expect(await outcome({ ...script, 'final-dot': { half: '550 5.1.1 no su' } })).toBe('uncertain');
  });

  test('after the final dot, a reply that makes no sense says nothing', async () => {
    expect(await outcome({ ...script, 'final-dot': { reply: 'hello' } })).not.toBe('accepted');
  });

  test('after the final dot, 250: accepted', async () => {
    expect(await outcome({ ...script, 'final-dot': { reply: '250-2.0.0 taken\r\n250 2.0.0 as 7' } })).toBe('accepted');
  });

  test.each<Act>(['reset', 'hang', 'drip'])(
    'in the middle of the body, %j: the message is certainly not taken',
    async (act) => {
      expect(await outcome({ ...script, 'body-begun': act }, '', HUGE)).toBe('lost before');
    },
  );

  test('a server that closes its own side in the middle of the body and reads on leaves a doubt', async () => {
    expect(await outcome({ ...script, 'body-begun': 'close' }, '', HUGE)).not.toBe('accepted');
  });

  test('a refusal in the middle of the body ends the connection: the rest would be taken for commands', async () => {
    const server = await scriptedSmtp({ ...script, 'body-begun': { reply: '552 5.3.4 too much' } });
    await using mailer = smtpMailer(server.url, SHORT);
    expect(outcomeOf(await mailer.submit(aMessage(HUGE), 'a'))).toBe('refused');
    expect(server.seen.commands.filter((command) => command === 'RSET')).toEqual([]);
  });

  test('a connection that the server ends between two messages, with 421 or without, costs neither', async () => {
    const server = await scriptedSmtp(script);
    await using mailer = smtpMailer(`${server.url}?connections=1`, SHORT);
    for (const lastWords of ['421 4.3.2 idle for too long\r\n', '', '']) {
      expect(outcomeOf(await mailer.submit(aMessage(), 'a'))).toBe('accepted');
      server.hangUp(lastWords);
    }
    expect(server.seen.connections).toBe(3);
    expect(server.seen.bodies).toHaveLength(3);
  });
});

test('a server that pipelines and asks for the message of a refused recipient gets none', async () => {
  const server = await scriptedSmtp({ EHLO: { reply: PIPELINING }, RCPT: { reply: '550 5.1.1 unknown' } });
  await using mailer = smtpMailer(server.url, SHORT);
  expect(outcomeOf(await mailer.submit(aMessage(), 'a'))).toBe('refused');
  expect(server.seen.bodies).toEqual(['']);
});

test.each<Act>([...BREAKS, { reply: '454 4.7.0 no TLS now' }, { reply: '220 go' }])(
  'at STARTTLS, %j: nothing is said without TLS',
  async (act) => {
    const server = await scriptedSmtp({ EHLO: { reply: STARTTLS }, STARTTLS: act });
    await using mailer = smtpMailer(`smtp://user:secret@localhost:${server.port}?tls=required`, SHORT);
    expect(['lost before', 'refused']).toContain(outcomeOf(await mailer.submit(aMessage(), 'a')));
    expect(server.seen.commands.join('\n')).not.toMatch(/AUTH|MAIL/);
  },
);

test.each(BREAKS)('at AUTH, %j: the message is certainly not taken', async (act) => {
  expect(await outcome({ EHLO: { reply: AUTH }, AUTH: act }, 'user:secret@')).toBe('lost before');
});

test.each(REFUSALS)('at AUTH, %j: refused', async (act) => {
  expect(await outcome({ EHLO: { reply: AUTH }, AUTH: act }, 'user:secret@')).toBe('refused');
});

test('nobody listening: the message is certainly not taken', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const bound = server.address();
  await new Promise((resolve) => server.close(resolve));
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  await using mailer = smtpMailer(`smtp://127.0.0.1:${port}`, SHORT);
  expect(outcomeOf(await mailer.submit(aMessage(), 'a'))).toBe('lost before');
});

test('size and EHLO name are declared, and the envelope is exactly the one asked for', async () => {
  const server = await scriptedSmtp({});
  await using mailer = smtpMailer(`${server.url}?ehlo=sender.news.example`, SHORT);
  expect(outcomeOf(await mailer.submit(aMessage(), 'a'))).toBe('accepted');
  expect(server.seen.commands).toEqual([
    'EHLO sender.news.example',
    expect.stringMatching(/^MAIL FROM:<bounces@news\.example> SIZE=\d+$/),
    'RCPT TO:<reader@readers.example>',
    'DATA',
  ]);
  const declared = Number(/SIZE=(\d+)/.exec(server.seen.commands[1] ?? '')?.[1]);
  // Without the CRLF before the final dot, which belongs to the message too.
  expect(server.seen.bodies[0]?.length).toBe(declared - 2);
});

test('a connection is closed after as many messages as it may carry', async () => {
  const server = await scriptedSmtp({});
  await using mailer = smtpMailer(`${server.url}?connections=1&messages=2`, SHORT);
  for (let i = 0; i < 5; i++) expect(outcomeOf(await mailer.submit(aMessage(), 'a'))).toBe('accepted');
  expect(server.seen.connections).toBe(3);
});

async function outcome(
  script: Partial<Record<Step, Act>>,
  login = '',
  changes: Parameters<typeof aMessage>[0] = {},
): Promise<Outcome> {
  const server = await scriptedSmtp(script);
  await using mailer = smtpMailer(`smtp://${login}127.0.0.1:${server.port}`, SHORT);
  const result = await mailer.submit(aMessage(changes), 'a');
  // Whatever happens, a message is given to one connection.
  expect(server.seen.connections).toBe(1);
  expect(JSON.stringify(result)).not.toContain('secret');
  return outcomeOf(result);
}

function outcomeOf(result: SubmitResult): Outcome {
  if (result.kind !== 'lost') return result.kind;
  return result.isWritten ? 'uncertain' : 'lost before';
}

function pairs(steps: readonly Step[], acts: readonly Act[]): readonly (readonly [Step, Act])[] {
  return steps.flatMap((step) => acts.map((act) => [step, act] as const));
}
