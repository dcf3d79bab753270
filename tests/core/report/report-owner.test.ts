import { expect, test } from 'vitest';
import { linkToken, signingKey, unsubscribeUrl } from '../../../src/core/audience/signed-link.ts';
import { messageDigest } from '../../../src/core/message/message-headers.ts';
import { returnPath } from '../../../src/core/message/return-path.ts';
import { NO_TRACES } from '../../../src/core/report/report.ts';
import { mailingOfMessage, signedOwner } from '../../../src/core/report/report-owner.ts';
import { KEYS } from '../../support/a-letter.ts';

const LIST = 'news.example,2026';
const READER = '00112233445566778899aabbccddeeff';
const VICTIM = 'ffeeddccbbaa99887766554433221100';
const OWNER = { mailingId: 3, publicId: READER };
const RETURN_PATH = returnPath('bounces@news.example', LIST, OWNER, KEYS[0]);
const LINK = unsubscribeUrl('https://news.example', LIST, READER, KEYS[0]);

test('the return path comes first, then the signed link', () => {
  const other = unsubscribeUrl('https://news.example', LIST, VICTIM, KEYS[0]);
  expect(signedOwner({ ...NO_TRACES, returnPaths: [RETURN_PATH], links: [other] }, LIST, KEYS)).toEqual(OWNER);
  expect(signedOwner({ ...NO_TRACES, links: [`<${LINK}>`] }, LIST, KEYS)).toEqual({ publicId: READER });
});

test('the subject of a mailed unsubscription names its reader', () => {
  const subject = `unsubscribe-${linkToken('unsubscribe', LIST, READER, KEYS[0])}`;
  expect(signedOwner({ ...NO_TRACES, links: [subject] }, LIST, KEYS)).toEqual({ publicId: READER });
});

test('a token that is forged, of another list or made for something else names nobody', () => {
  const forger = signingKey('a key that is not ours at all');
  const confirm = `https://news.example/unsubscribe/${linkToken('confirm', LIST, READER, KEYS[0])}`;
  const traces = {
    ...NO_TRACES,
    returnPaths: [
      returnPath('bounces@news.example', LIST, { mailingId: 3, publicId: VICTIM }, forger),
      returnPath('bounces@news.example', 'other.example,2026', OWNER, KEYS[0]),
    ],
    links: [unsubscribeUrl('https://news.example', LIST, VICTIM, forger), confirm],
    addresses: ['victim@readers.example'],
  };
  expect(signedOwner(traces, LIST, KEYS)).toBeUndefined();
});

test('a Message-ID names the mailing of the reader that it was made for, and of no other', () => {
  const mailings = [
    { id: 1, slug: 'a', edition: '', keyId: KEYS[0].id },
    { id: 2, slug: 'b', edition: '', keyId: KEYS[0].id },
    { id: 3, slug: 'b', edition: '', keyId: 'gone' },
  ];
  const messageIds = [`<${messageDigest({ slug: 'b', edition: '' }, READER, KEYS[0])}@news.example>`];
  expect(mailingOfMessage({ ...NO_TRACES, messageIds }, READER, mailings, KEYS)).toBe(2);
  expect(mailingOfMessage({ ...NO_TRACES, messageIds }, VICTIM, mailings, KEYS)).toBeUndefined();
  expect(mailingOfMessage({ ...NO_TRACES, messageIds: ['<x@news.example>'] }, READER, mailings, KEYS)).toBeUndefined();
});
