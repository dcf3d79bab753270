// Webhooks by requests with real signatures, made here by keys of our own.
import { createHmac, createSign, generateKeyPairSync, sign } from 'node:crypto';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Report } from '../../src/core/report/report.ts';
import { webhookRoutes, type WebhookSettings } from '../../src/server/webhooks.ts';
import { AT } from '../support/a-letter.ts';

const NOW = new Date(AT);
const SECONDS = String(NOW.getTime() / 1000);
const TOPIC = 'arn:aws:sns:eu-west-1:000000000000:bounces';
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const SETTINGS: WebhookSettings = {
  sesTopic: TOPIC,
  postmarkLogin: 'hook:a long password of ours',
  sendgridKey: ec.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  mailgunKey: 'a signing key of mailgun',
  secret: 'a secret of our own, long',
};

function webhooks(settings = SETTINGS) {
  const recorded: { provider: string; report: Report }[] = [];
  const fetched: string[] = [];
  const now = { date: NOW, isDown: false };
  const app = webhookRoutes({
    settings,
    record: async (report, provider) => {
      if (now.isDown) throw new Error('the store is down');
      recorded.push({ provider, report });
      return 'counted';
    },
    fetchText: async (url) => {
      fetched.push(url);
      return rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    },
    now: () => now.date,
    log: pino({ level: 'silent' }),
  });
  app.onError(() => new Response('', { status: 500 }));
  const post = async (provider: string, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return (await app.request(`/webhooks/${provider}`, { method: 'POST', body: text, headers })).status;
  };
  return { post, recorded, fetched, now };
}

test('a provider that is not set up has no address', async () => {
  const { post, recorded } = webhooks({});
  for (const provider of ['ses', 'postmark', 'sendgrid', 'mailgun', 'generic'])
    expect(await post(provider, {})).toBe(404);
  expect(recorded).toEqual([]);
});

// Amazon SES by SNS.

const CERTIFICATE = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem';

function sns(changes: Readonly<Record<string, string>>, version: '1' | '2' = '2'): Record<string, string> {
  const message: Record<string, string> = {
    Type: 'Notification',
    MessageId: 'm-1',
    TopicArn: TOPIC,
    Timestamp: AT,
    SigningCertURL: CERTIFICATE,
    SignatureVersion: version,
    ...changes,
  };
  const names = ['Message', 'MessageId', 'SubscribeURL', 'Subject', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  const text = names.flatMap((name) => (message[name] === undefined ? [] : [`${name}\n${message[name]}\n`])).join('');
  const signer = createSign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256');
  return { ...message, Signature: signer.update(text).sign(rsa.privateKey, 'base64') };
}

const SES_BOUNCE = JSON.stringify({
  notificationType: 'Bounce',
  mail: {
    messageId: 'x',
    source: 'bounces+token@news.example',
    headers: [{ name: 'List-Unsubscribe', value: '<https://news.example/unsubscribe/x>' }],
  },
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    feedbackId: 'f-1',
    bouncedRecipients: [
      { emailAddress: 'reader@readers.example', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
    ],
  },
});
const SES_COMPLAINT = JSON.stringify({
  eventType: 'Complaint',
  mail: { source: 'bounces+token@news.example' },
  complaint: { feedbackId: 'f-2', complainedRecipients: [{ emailAddress: 'reader@readers.example' }] },
});

test.each(['1', '2'] as const)(
  'SES: a bounce and a complaint with signature version %s are recorded',
  async (version) => {
    const { post, recorded, fetched } = webhooks();
    expect(await post('ses', sns({ Message: SES_BOUNCE, Subject: 'Amazon SES' }, version))).toBe(200);
    expect(await post('ses', sns({ Message: SES_COMPLAINT }, version))).toBe(200);
    expect(recorded.map(({ report }) => report)).toMatchObject([
      { kind: 'failure', failures: [{ kind: 'hard', status: '5.1.1', reason: 'does not know this mailbox' }] },
      { kind: 'complaint' },
    ]);
    expect(recorded[0]?.report.traces.returnPaths).toEqual(['bounces+token@news.example']);
    expect(fetched).toEqual([CERTIFICATE]);
  },
);

test('SES: a transient bounce is soft, and what is rejected for its content is ours', async () => {
  const { post, recorded } = webhooks();
  for (const [type, subType] of [
    ['Transient', 'MailboxFull'],
    ['Transient', 'ContentRejected'],
  ] as const) {
    const message = SES_BOUNCE.replace('Permanent', type).replace('General', subType);
    await post('ses', sns({ Message: message.replace('smtp; 550 5.1.1 user unknown', '').replace('5.1.1', '4.0.0') }));
  }
  expect(recorded.flatMap(({ report }) => report.failures.map(({ kind }) => kind))).toEqual(['soft', 'ours']);
});

test('SES: the subscription to our topic is confirmed at Amazon, and at no other host', async () => {
  const { post, fetched } = webhooks();
  const SubscribeURL = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t';
  const confirmation = { Type: 'SubscriptionConfirmation', Message: 'hello', Token: 't', SubscribeURL };
  expect(await post('ses', sns(confirmation))).toBe(200);
  expect(fetched).toEqual([CERTIFICATE, SubscribeURL]);
  expect(await post('ses', sns({ ...confirmation, SubscribeURL: 'https://evil.example/?Token=t' }))).toBe(401);
  expect(fetched).toHaveLength(2);
});

test.each([
  'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0.pem',
  'https://evil.example/sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem',
  'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem',
  'https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0.pem',
  'https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0.pem',
  'https://s3.eu-west-1.amazonaws.com/bucket/SimpleNotificationService-0.pem',
  'https://sns.eu-west-1.amazonaws.com/?Action=GetTopicAttributes&x=.pem',
  'https://sns.eu-west-1.amazonaws.com/another.pem',
  'file:///etc/ssl/SimpleNotificationService-0.pem',
  '',
])('SES: no certificate is fetched from %j', async (SigningCertURL) => {
  const { post, recorded, fetched } = webhooks();
  expect(await post('ses', sns({ Message: SES_BOUNCE, SigningCertURL }))).toBe(401);
  expect([recorded, fetched]).toEqual([[], []]);
});

test('SES: another topic, a changed message and a message without a signature are refused', async () => {
  const { post, recorded } = webhooks();
  expect(await post('ses', sns({ Message: SES_BOUNCE, TopicArn: `${TOPIC}-of-others` }))).toBe(401);
  expect(await post('ses', { ...sns({ Message: SES_BOUNCE }), Message: SES_COMPLAINT })).toBe(401);
  const { Signature: _, ...unsigned } = sns({ Message: SES_BOUNCE });
  expect(await post('ses', unsigned)).toBe(401);
  for (const Type of ['constructor', '__proto__', 'Other']) {
    expect(await post('ses', sns({ Message: SES_BOUNCE, Type }))).toBe(401);
  }
  expect(recorded).toEqual([]);
});

// Postmark.

const POSTMARK = {
  RecordType: 'Bounce',
  ID: 42,
  Type: 'HardBounce',
  Email: 'reader@readers.example',
  MessageID: 'p-1',
  Details: 'smtp;550 5.1.1 The account does not exist',
};

function basic(login: string): Readonly<Record<string, string>> {
  return { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
}

test('Postmark: with the right login its events are recorded', async () => {
  const { post, recorded } = webhooks();
  const login = basic(SETTINGS.postmarkLogin ?? '');
  const events = [
    POSTMARK,
    { ...POSTMARK, ID: 43, Type: 'Blocked' },
    { ...POSTMARK, ID: 44, Type: 'AutoResponder' },
    { ...POSTMARK, ID: 45, RecordType: 'SpamComplaint', Type: 'SpamComplaint' },
    {
      RecordType: 'SubscriptionChange',
      Recipient: 'reader@readers.example',
      SuppressSending: true,
      SuppressionReason: 'ManualSuppression',
      Origin: 'Recipient',
    },
    { RecordType: 'Open' },
  ];
  for (const event of events) expect(await post('postmark', event, login)).toBe(200);
  expect(recorded.map(({ report }) => report.failures[0]?.kind ?? report.kind)).toEqual([
    'hard',
    'ours',
    'complaint',
    'unsubscribe',
  ]);
  expect(new Set(recorded.map(({ report }) => report.id)).size).toBe(4);
});

test('Postmark: without the login, or with another one, nothing is believed', async () => {
  const { post, recorded } = webhooks();
  expect(await post('postmark', POSTMARK)).toBe(401);
  expect(await post('postmark', POSTMARK, basic('hook:another password'))).toBe(401);
  expect(await post('postmark', 'no json', basic(SETTINGS.postmarkLogin ?? ''))).toBe(400);
  expect(recorded).toEqual([]);
});

// SendGrid.

function sendgrid(body: string, timestamp = SECONDS): Readonly<Record<string, string>> {
  const signature = sign('sha256', Buffer.from(timestamp + body), ec.privateKey).toString('base64');
  return {
    'X-Twilio-Email-Event-Webhook-Signature': signature,
    'X-Twilio-Email-Event-Webhook-Timestamp': timestamp,
  };
}

function sendgridEvent(event: string, more: object = {}): object {
  return { event, email: 'reader@readers.example', sg_event_id: event, ...more };
}

test('SendGrid: of the events in a request those that matter are recorded', async () => {
  const { post, recorded } = webhooks();
  const body = JSON.stringify([
    sendgridEvent('delivered'),
    sendgridEvent('open'),
    sendgridEvent('bounce', {
      type: 'bounce',
      status: '5.1.1',
      reason: '550 5.1.1 unknown user',
      'smtp-id': '<a@news.example>',
    }),
    sendgridEvent('bounce', {
      sg_event_id: 'b',
      type: 'blocked',
      status: '5.7.1',
      reason: '550 5.7.1 blocked by policy',
    }),
    sendgridEvent('deferred', { reason: '451 later' }),
    sendgridEvent('spamreport'),
    sendgridEvent('group_unsubscribe'),
    sendgridEvent('dropped', { reason: 'Bounced Address' }),
  ]);
  expect(await post('sendgrid', body, sendgrid(body))).toBe(200);
  expect(recorded.map(({ report }) => report.failures[0]?.kind ?? report.kind)).toEqual([
    'hard',
    'ours',
    'delayed',
    'complaint',
    'unsubscribe',
    'hard',
  ]);
  expect(recorded[0]?.report.traces.messageIds).toEqual(['<a@news.example>']);
});

test('SendGrid: a changed body, another key and an old time stamp are refused', async () => {
  const { post, recorded } = webhooks();
  const body = JSON.stringify([{ event: 'spamreport', email: 'reader@readers.example' }]);
  expect(await post('sendgrid', `${body} `, sendgrid(body))).toBe(401);
  expect(await post('sendgrid', body, sendgrid(body, String(Number(SECONDS) - 200_000)))).toBe(401);
  expect(await post('sendgrid', body, { ...sendgrid(body), 'X-Twilio-Email-Event-Webhook-Timestamp': '1' })).toBe(401);
  expect(await post('sendgrid', body)).toBe(401);
  expect(recorded).toEqual([]);
});

// Mailgun.

function mailgun(event: object, timestamp = SECONDS, token = 'token-1', key = SETTINGS.mailgunKey ?? '') {
  const signature = createHmac('sha256', key)
    .update(timestamp + token)
    .digest('hex');
  const known = {
    id: 'e-1',
    recipient: 'reader@readers.example',
    message: { headers: { 'message-id': 'a@news.example' } },
  };
  return { signature: { timestamp, token, signature }, 'event-data': { ...known, ...event } };
}

const REFUSED = { event: 'failed', severity: 'permanent', reason: 'bounce', 'delivery-status': { code: 550 } };

test('Mailgun: failures, complaints and unsubscriptions are recorded', async () => {
  const { post, recorded } = webhooks();
  const events = [
    { ...REFUSED, 'delivery-status': { code: 550, message: '5.1.1 no such user' } },
    { event: 'failed', severity: 'permanent', reason: 'old' },
    { event: 'failed', severity: 'temporary', reason: 'generic' },
    { event: 'complained' },
    { event: 'unsubscribed' },
    { event: 'opened' },
  ];
  for (const [index, event] of events.entries()) {
    expect(await post('mailgun', mailgun(event, SECONDS, `token-${index}`))).toBe(200);
  }
  expect(recorded.map(({ report }) => report.failures[0]?.kind ?? report.kind)).toEqual([
    'hard',
    'soft',
    'delayed',
    'complaint',
    'unsubscribe',
  ]);
});

test('Mailgun: a replay, an old request and another key are refused', async () => {
  const { post, recorded, now } = webhooks();
  expect(await post('mailgun', mailgun(REFUSED))).toBe(200);
  expect(await post('mailgun', mailgun({ event: 'complained' }))).toBe(401);
  expect(await post('mailgun', mailgun(REFUSED, SECONDS, 'token-2', 'another key'))).toBe(401);
  now.date = new Date(NOW.getTime() + 13 * 3_600_000);
  expect(await post('mailgun', mailgun(REFUSED, SECONDS, 'token-3'))).toBe(401);
  expect(recorded).toHaveLength(1);
});

test('Mailgun: a request that could not be recorded is taken when it comes again', async () => {
  const { post, recorded, now } = webhooks();
  now.isDown = true;
  expect(await post('mailgun', mailgun(REFUSED))).toBe(500);
  now.isDown = false;
  expect(await post('mailgun', mailgun(REFUSED))).toBe(200);
  expect(recorded).toHaveLength(1);
});

// Our own form.

function generic(body: string, timestamp = SECONDS, secret = SETTINGS.secret ?? ''): Readonly<Record<string, string>> {
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { 'Masthead-Signature': `t=${timestamp},v1=${signature}` };
}

test('generic: signed events are recorded with what they bring along', async () => {
  const { post, recorded } = webhooks();
  const body = JSON.stringify({
    events: [
      { event: 'bounce', id: '1', return_path: 'bounces+t@news.example', status: '5.1.1', diagnostic: '550 5.1.1 no' },
      { event: 'bounce', id: '2', address: 'reader@readers.example', kind: 'soft' },
      { event: 'complaint', id: '3', message_id: '<a@news.example>' },
      { event: 'unsubscribe', id: '4', list_unsubscribe: '<https://news.example/unsubscribe/x>' },
    ],
  });
  expect(await post('generic', body, generic(body))).toBe(200);
  expect(recorded.map(({ report }) => report.failures[0]?.kind ?? report.kind)).toEqual([
    'hard',
    'soft',
    'complaint',
    'unsubscribe',
  ]);
});

test('generic: what is not signed now, over just this body, is refused; what has another form is malformed', async () => {
  const { post, recorded } = webhooks();
  const body = JSON.stringify({ events: [{ event: 'complaint', id: '3' }] });
  expect(await post('generic', body)).toBe(401);
  expect(await post('generic', `${body} `, generic(body))).toBe(401);
  expect(await post('generic', body, generic(body, SECONDS, 'another secret'))).toBe(401);
  expect(await post('generic', body, generic(body, String(Number(SECONDS) - 301)))).toBe(401);
  const other = JSON.stringify({ events: [{ event: 'complaint', id: '3', more: 1 }] });
  expect(await post('generic', other, generic(other))).toBe(400);
  expect(recorded).toEqual([]);
});
