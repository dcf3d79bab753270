import { expect, test } from 'vitest';
import type { SubmitResult } from '../../src/core/ledger/submit-result.ts';
import { routedMailer, type Route } from '../../src/mail/routes.ts';
import { smtpMailer } from '../../src/mail/smtp-mailer.ts';
import { aMessage } from '../support/a-message.ts';
import { recordingSmtp } from '../support/recording-smtp.ts';
import { scriptedSmtp } from '../support/scripted-smtp.ts';

const ACCEPTED: SubmitResult = { kind: 'accepted', reply: '250 ok' };
const LOST: SubmitResult = { kind: 'lost', phase: 'connect', isWritten: false, detail: 'refused' };

/** A route that says what it is told to and writes down whom it was asked about. */
function aRoute(name: string, say: (to: string) => SubmitResult, changes: Partial<Route> = {}) {
  const asked: string[] = [];
  const mailer = {
    connections: 2,
    destination: name,
    submit: async (message: { readonly to: string }) => {
      asked.push(message.to);
      return say(message.to);
    },
    [Symbol.asyncDispose]: async () => {},
  };
  return { route: { name, weight: 1, mailer, ...changes }, asked };
}

test('messages are shared by weight, in any stretch of them', async () => {
  const heavy = aRoute('heavy', () => ACCEPTED, { weight: 3 });
  const light = aRoute('light', () => ACCEPTED);
  const mailer = routedMailer([heavy.route, light.route]);
  expect(mailer.connections).toBe(4);
  for (let i = 1; i <= 40; i++) {
    await mailer.submit(aMessage(), 'a');
    expect(Math.abs(light.asked.length - i / 4)).toBeLessThan(1);
  }
  expect(heavy.asked).toHaveLength(30);
});

test('a route for some domains gets these and no others', async () => {
  const qq = aRoute('qq', () => ACCEPTED, { domains: ['qq.example', 'foxmail.example'] });
  const all = aRoute('all', () => ACCEPTED);
  const mailer = routedMailer([all.route, qq.route]);
  for (const to of ['a@qq.example', 'b@foxmail.example', 'c@other.example', 'd@mail.qq.example']) {
    await mailer.submit(aMessage({}, to), 'a');
  }
  expect(qq.asked).toEqual(['a@qq.example', 'b@foxmail.example']);
  expect(all.asked).toEqual(['c@other.example', 'd@mail.qq.example']);
});

test('with a way a message goes by the route that has room, and by another only with a permission', async () => {
  const one = aRoute('one', () => LOST);
  const two = aRoute('two', () => ACCEPTED);
  const three = aRoute('three', () => ACCEPTED);
  const mailer = routedMailer([three.route, two.route, one.route]);
  const asked: string[] = [];
  const mayUse = async (route: string): Promise<boolean> => {
    asked.push(route);
    return route === 'two';
  };
  expect(await mailer.submit(aMessage(), 'a', { first: 'one', mayUse })).toEqual(ACCEPTED);
  expect([one.asked.length, two.asked.length, three.asked.length]).toEqual([1, 1, 0]);
  // `one` rests now, and so comes last.
  expect(asked.toSorted()).toEqual(['three', 'two']);
  const result = await mailer.submit(aMessage(), 'a', { first: 'one', mayUse: async () => false });
  expect(result).toMatchObject({ kind: 'lost', isWritten: false });
  expect(three.asked).toHaveLength(0);
});

test('while the route for a domain is down, another one for all takes over', async () => {
  const qq = aRoute('qq', () => LOST, { domains: ['qq.example'] });
  const all = aRoute('all', () => ACCEPTED);
  expect((await routedMailer([qq.route, all.route]).submit(aMessage({}, 'a@qq.example'), 'a')).kind).toBe('accepted');
});

test('a recipient for whom there is no route is told apart', async () => {
  const qq = aRoute('qq', () => ACCEPTED, { domains: ['qq.example'] });
  const result = await routedMailer([qq.route]).submit(aMessage(), 'a');
  expect(result).toMatchObject({
    kind: 'refused',
    phase: 'connect',
    reply: expect.stringContaining('readers.example'),
  });
});

test.each<[string, SubmitResult]>([
  ['cannot be reached', LOST],
  ['breaks before the message is written', { ...LOST, phase: 'body' }],
  ['turns us away in its greeting', { kind: 'refused', phase: 'connect', reply: '421 busy' }],
  ['refuses the login', { kind: 'refused', phase: 'auth', reply: '535 5.7.8 no' }],
])('when a route %s, the next one gets the message, and the first one rest for a while', async (_, result) => {
  let now = 0;
  const broken = aRoute('broken', () => result, { weight: 5 });
  const sound = aRoute('sound', () => ACCEPTED);
  const mailer = routedMailer([broken.route, sound.route], () => now);
  for (let i = 0; i < 10; i++) expect((await mailer.submit(aMessage(), 'a')).kind).toBe('accepted');
  expect(broken.asked).toHaveLength(1);
  now += 31_000;
  for (let i = 0; i < 10; i++) await mailer.submit(aMessage(), 'a');
  expect(broken.asked).toHaveLength(2);
});

test.each<[string, SubmitResult]>([
  ['in doubt', { kind: 'lost', phase: 'body', isWritten: true, detail: 'closed' }],
  ['refused for its recipient', { kind: 'refused', phase: 'rcpt', reply: '550 5.1.1 unknown' }],
  ['put off', { kind: 'refused', phase: 'rcpt', reply: '450 4.2.0 greylisted' }],
  ['refused for its content', { kind: 'refused', phase: 'body', reply: '554 5.7.1 spam' }],
])('a message that is %s is not given to another route', async (_, result) => {
  const first = aRoute('first', () => result, { weight: 5 });
  const second = aRoute('second', () => ACCEPTED);
  expect(await routedMailer([first.route, second.route]).submit(aMessage(), 'a')).toEqual(result);
  expect(second.asked).toEqual([]);
});

test('when all routes are down, each is tried and the last one says why', async () => {
  const [one, two] = [aRoute('one', () => LOST), aRoute('two', () => ({ ...LOST, detail: 'the last' }))];
  const mailer = routedMailer([one.route, two.route]);
  expect(await mailer.submit(aMessage(), 'a')).toMatchObject({ kind: 'lost', isWritten: false });
  await mailer.submit(aMessage(), 'a');
  expect([one.asked.length, two.asked.length]).toEqual([2, 2]);
});

test('SMTP_URL with two servers goes on when one of them is gone', async () => {
  const sound = await recordingSmtp();
  const broken = await scriptedSmtp({ greeting: 'close' });
  await using mailer = smtpMailer(`${broken.url}?weight=9&name=broken\n${sound.url}?name=sound`);
  expect(mailer.destination).toBe('broken, sound');
  for (let i = 0; i < 5; i++) expect((await mailer.submit(aMessage(), 'a')).kind).toBe('accepted');
  expect(sound.taken).toHaveLength(5);
  expect(broken.seen.connections).toBe(1);
});
