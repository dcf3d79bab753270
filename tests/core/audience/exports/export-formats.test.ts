import { expect, test } from 'vitest';
import { exportFormatOf } from '../../../../src/core/audience/exports/export-formats.ts';
import { exportInstant } from '../../../../src/core/audience/exports/export-date.ts';
import { labelList, plainColumn } from '../../../../src/core/audience/exports/exported-reader.ts';
import { BUTTONDOWN, GHOST, LISTMONK, MAILCHIMP, SUBSTACK, SUBSTACK_OPENINGS } from '../../../support/export-files.ts';

const headOf = (file: string): readonly string[] => (file.split('\n')[0] ?? '').replaceAll('"', '').split(',');

test.each([
  ['listmonk', headOf(LISTMONK)],
  ['ghost', headOf(GHOST)],
  ['ghost', 'id,email,name,note,subscribed_to_emails,complimentary_plan,labels,products'.split(',')],
  ['substack', headOf(SUBSTACK)],
  ['substack', ['Email', 'Name', 'Stripe plan', 'Start date', 'Emails received (6mo)']],
  ['substack', ['user_email_address', 'subscription_type', 'subscription_created_at', 'unsubscribed_at']],
  ['buttondown', headOf(BUTTONDOWN)],
  ['buttondown', 'email,notes,subscriber_type,creation_date,tags'.split(',')],
  ...Object.values(MAILCHIMP).map((file): [string, readonly string[]] => ['mailchimp', headOf(file)]),
  ['mailchimp', ['Adresse e-mail', 'Prénom', 'MEMBER_RATING', 'OPTIN_TIME', 'LEID', 'EUID']],
])('%s is known by the columns %j', (name, head) => {
  expect(exportFormatOf(head)?.name).toBe(name);
});

test.each([
  [['email']],
  [['Email', 'State', 'Consent date', 'Source']],
  [['email', 'state', 'reason', 'topics', 'frequency', 'language', 'consent date', 'source', 'added']],
  [headOf(SUBSTACK_OPENINGS)],
  [['reader@readers.example']],
])('the columns %j are no system that is known', (head) => {
  expect(exportFormatOf(head)).toBeUndefined();
});

test.each([
  ['2024-01-15T10:00:00.000Z', '2024-01-15T10:00:00.000Z'],
  ['2024-04-05T06:07:08.123456Z', '2024-04-05T06:07:08.000Z'],
  ['2024-03-14 09:12:31', '2024-03-14T09:12:31.000Z'],
  ['2023-01-02 15:04:05.123456 +0000 UTC', '2023-01-02T15:04:05.000Z'],
  ['2023-01-02 15:04:05 +0530 IST', '2023-01-02T09:34:05.000Z'],
  ['Jan 2, 2023', '2023-01-02T00:00:00.000Z'],
  ['01/02/2023', undefined],
  ['yesterday', undefined],
])('the date %s is %s', (written, instant) => {
  expect(exportInstant(written)).toBe(instant);
});

test.each([
  ['"VIP","Blog"', ['VIP', 'Blog']],
  ['vip; blog', ['vip', 'blog']],
  ["['one', 'two']", ['one', 'two']],
  ['', []],
])('the labels %s are %j', (written, labels) => {
  expect(labelList(written)).toEqual(labels);
});

test('columns are compared without case, spaces and signs', () => {
  expect(['Email Address', 'E-Mail ', 'OPTIN_TIME', '邮箱地址'].map(plainColumn)).toEqual([
    'email_address',
    'e_mail',
    'optin_time',
    '邮箱地址',
  ]);
});
