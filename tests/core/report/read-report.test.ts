import { expect, test } from 'vitest';
import { readReport } from '../../../src/core/report/read-report.ts';
import { failureFor, type Report } from '../../../src/core/report/report.ts';
import { address } from '../../support/a-letter.ts';
import {
  complaintMail,
  DIALECTS,
  plainNotice,
  returnedHeaders,
  statusReport,
  type Bounced,
} from '../../support/bounce-mails.ts';

const RETURN_PATH = 'bounces+token@news.example';
const BOUNCED: Bounced = {
  returnPath: RETURN_PATH,
  recipient: 'reader@readers.example',
  headers: returnedHeaders({ returnPath: RETURN_PATH }),
};

function read(mail: string): Promise<Report> {
  return readReport(Buffer.from(mail));
}

test.each(DIALECTS)('$name is $kind', async ({ kind, mail }) => {
  for (const text of [mail(BOUNCED), mail(BOUNCED).replaceAll('\n', '\r\n')]) {
    const report = await read(text);
    expect(report).toMatchObject({ kind: 'failure', failures: [{ kind }] });
    expect(report.traces.returnPaths).toContain(RETURN_PATH);
  }
});

test('what the returned message says decides nothing', async () => {
  const headers = `${BOUNCED.headers}\n\n550 5.1.1 no such user, mailbox full`;
  const notice = { from: 'MAILER-DAEMON@mx.there.example', subject: 'failure notice' };
  const report = await read(plainNotice(BOUNCED, { ...notice, text: `It failed.\n\n${headers}` }));
  expect(report).toMatchObject({ kind: 'failure', failures: [{ kind: 'soft' }] });
});

test.each([
  ['delivered', '2.0.0'],
  ['relayed', '2.0.0'],
  ['expanded', '2.1.5'],
])('a status report of the action %s is no failure', async (action, status) => {
  expect((await read(statusReport(BOUNCED, { action, status }, 'Fine.'))).kind).toBe('other');
});

test.each([
  'Auto-Submitted: auto-replied',
  'Auto-Submitted: auto-generated (vacation)',
  'X-Autoreply: yes',
  'Precedence: auto_reply',
])('an answer with %s is ignored, whatever it says', async (field) => {
  const text = 'I am away. Our server says 550 5.1.1 no such user to everybody.';
  const fields = { from: 'Reader <reader@readers.example>', subject: 'Automatic reply: Weekly', fields: field, text };
  expect((await read(plainNotice(BOUNCED, fields))).kind).toBe('auto-reply');
});

test.each([
  'Automatic reply: Undeliverable mail, and what it says',
  'Re: Delivery failure',
  '自动回复：退信的原因',
  'Abwesenheitsnotiz: Delivery report of the week',
])('an automatic answer with the subject %j to an issue about bounces is ignored', async (subject) => {
  const text = 'I am away. Our server says 550 5.1.1 no such user to everybody.';
  const fields = 'Auto-Submitted: auto-replied';
  const mail = plainNotice(BOUNCED, { from: 'Reader <reader@readers.example>', subject, fields, text });
  expect((await read(mail)).kind).toBe('auto-reply');
});

test('a letter from a person about a bounce is none', async () => {
  const text = 'Your mail gave me 550 5.1.1 user unknown.';
  const mail = plainNotice(BOUNCED, { from: 'reader@readers.example', subject: 'Re: failure notice', text });
  expect((await read(mail.replace('Return-Path: <>', 'Return-Path: <reader@readers.example>'))).kind).toBe('other');
});

test.each(['abuse', 'fraud', 'virus', 'other'])('feedback of the type %s is a complaint', async (type) => {
  const report = await read(complaintMail(BOUNCED, type, RETURN_PATH));
  expect(report).toMatchObject({ kind: 'complaint', detail: type });
  expect(report.traces.returnPaths).toContain(`<${RETURN_PATH}>`);
  expect(report.traces.links).toHaveLength(1);
});

test.each(['not-spam', 'auth-failure', 'dmarc'])('feedback of the type %s is no complaint', async (type) => {
  expect((await read(complaintMail(BOUNCED, type))).kind).toBe('other');
});

test('an opt-out told by feedback is an unsubscription', async () => {
  expect((await read(complaintMail(BOUNCED, 'opt-out'))).kind).toBe('unsubscribe');
});

test('a complaint without a feedback part is one, when the message is with it', async () => {
  const mail = complaintMail(BOUNCED)
    .replace('FW: a message', 'complaint about message from 192.0.2.1')
    .replace(/--arf\nContent-Type: message\/feedback-report[\s\S]*?(?=--arf\n)/, '');
  expect((await read(mail)).kind).toBe('complaint');
});

test('the subject of our mailto unsubscribes', async () => {
  const subject = `unsubscribe-${'aB3_-x'.repeat(8)}`;
  const report = await read(`From: reader@readers.example\nTo: bounces@news.example\nSubject: ${subject}\n\n`);
  expect(report).toMatchObject({ kind: 'unsubscribe', traces: { links: [subject] } });
});

test('the same mail has the same id on whatever way it came, and another one has another', async () => {
  const [dialect] = DIALECTS;
  const mail = dialect?.mail(BOUNCED) ?? '';
  const { id } = await read(mail);
  expect((await read(`Received: from a by b\n${mail}`)).id).toBe(id);
  expect((await read(mail.replace('<dsn-1@', '<dsn-2@'))).id).not.toBe(id);
  expect((await read(mail.replace(/^Message-Id:.*\n/m, ''))).id).not.toBe(id);
});

test('the failure of an address behind a forward is not held against the reader at once', async () => {
  const report = await read(DIALECTS[0]?.mail({ ...BOUNCED, recipient: 'victim@elsewhere.example' }) ?? '');
  expect(failureFor(report.failures, address('reader@readers.example'))).toMatchObject({ kind: 'soft' });
  expect(failureFor(report.failures, address('Victim@elsewhere.example'))).toMatchObject({ kind: 'hard' });
});

test('an address that was rewritten on the way is the reader all the same, when the original is told', async () => {
  const mail = statusReport(BOUNCED, { action: 'failed', status: '5.1.1' }, 'Failed.')
    .replace('Final-Recipient: rfc822; reader@readers.example', 'Final-Recipient: rfc822; inner.name@box.example')
    .replace('rfc822;reader@readers.example', 'rfc822;Reader+2Bweekly@readers.example');
  const { failures } = await read(mail);
  expect(failureFor(failures, address('reader+weekly@readers.example'))).toMatchObject({ kind: 'hard' });
  expect(failureFor(failures, address('inner.name@box.example'))).toMatchObject({ kind: 'hard' });
  expect(failureFor(failures, address('reader@readers.example'))).toMatchObject({ kind: 'soft' });
});

test('of several recipients the one that we wrote to counts', async () => {
  const mail = statusReport(BOUNCED, { action: 'failed', status: '4.2.2' }, 'Failed.').replace(
    'Final-Recipient:',
    'Final-Recipient: rfc822; other@elsewhere.example\nAction: failed\nStatus: 5.1.1\n\nFinal-Recipient:',
  );
  const { failures } = await read(mail);
  expect(failures.map(({ kind }) => kind)).toEqual(['hard', 'soft']);
  expect(failureFor(failures, address('reader@readers.example'))).toMatchObject({ kind: 'soft', status: '4.2.2' });
});

test.each([
  ['nothing', ''],
  ['no header', 'text without a field'],
  ['an unknown charset', 'Content-Type: text/plain; charset=klingon\n\n550 5.1.1'],
  ['broken base64', 'Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n%%%=\n'],
  ['parts without an end', `Content-Type: multipart/report; boundary=b\n\n${'--b\n\n'.repeat(100_000)}`],
  ['a header without an end', `Subject: ${'x'.repeat(3_000_000)}`],
  ['fields without an end', 'X: y\n'.repeat(100_000)],
  ['parts in parts', nested(200)],
])('%s is no report, and is answered soon', async (_, mail) => {
  const before = performance.now();
  expect((await read(mail)).kind).toBe('other');
  expect(performance.now() - before).toBeLessThan(2000);
});

function nested(depth: number): string {
  const levels = Array.from({ length: depth }, (_, level) => level);
  return levels.map((level) => `Content-Type: multipart/mixed; boundary=b${level}\n\n--b${level}\n`).join('');
}

test('the end of a huge bounce is cut off, and its beginning is read', async () => {
  const mail = DIALECTS[0]?.mail(BOUNCED) ?? '';
  const huge = mail.replace('\n--a1/there--', `\n${'A line of the returned message.\n'.repeat(400_000)}--a1/there--`);
  expect(huge.length).toBeGreaterThan(10_000_000);
  expect(await read(huge)).toMatchObject({ kind: 'failure', failures: [{ kind: 'hard' }] });
});
