import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { beforeAll, expect, test } from 'vitest';
import { dkimSigner, signingMailer } from '../../src/mail/dkim.ts';
import { smtpMailer } from '../../src/mail/smtp-mailer.ts';
import { aMessage } from '../support/a-message.ts';
import { recordingSmtp } from '../support/recording-smtp.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const SENDER = 'letters@news.example';
let pem: string;
let published: string;

beforeAll(() => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  published = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
});

test('a signed message is verified by another implementation, after a real SMTP conversation', async () => {
  const server = await recordingSmtp();
  await using mailer = signingMailer(smtpMailer(server.url), await signer());
  expect((await mailer.submit(await aMessage(), 'a')).kind).toBe('accepted');
  expect(await verified(server.taken[0]?.bytes ?? Buffer.alloc(0))).toBe('pass');
});

test('signing twice gives the same bytes', async () => {
  const sign = await signer();
  const { bytes } = await aMessage();
  expect(await sign(bytes)).toEqual(await sign(bytes));
});

const SIGNED =
  'From To Subject Date Message-ID MIME-Version Content-Type Content-Language List-ID List-Unsubscribe ' +
  'List-Unsubscribe-Post List-Archive Feedback-ID Precedence';

test.each(SIGNED.split(' '))('a change of %s breaks the signature', async (name) => {
  const signed = Buffer.from(await (await signer())((await aMessage()).bytes)).toString();
  const header = new RegExp(`^${name}: `, 'im');
  expect(signed).toMatch(header);
  expect(await verified(Buffer.from(signed.replace(header, `${name}: x`)))).not.toBe('pass');
});

test('a change of the body breaks the signature', async () => {
  const signed = Buffer.from(await (await signer())((await aMessage()).bytes)).toString();
  expect(await verified(Buffer.from(signed.replace(/^5L2g/m, '5L2h')))).not.toBe('pass');
});

test.each([
  ['no key at all', () => 'nonsense'],
  ['an Ed25519 key', () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })],
  [
    'a key too short',
    () => generateKeyPairSync('rsa', { modulusLength: 768 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  ],
])('%s is refused before anything is sent', async (_, key) => {
  await expect(signer({ key: key().toString() })).rejects.toMatchObject({ code: 'DKIM_KEY_INVALID' });
});

test('a key file that is not there is refused', async () => {
  const settings = { domain: 'news.example', selector: 's', keyFile: '/nowhere/key.pem' };
  await expect(dkimSigner(settings, SENDER)).rejects.toMatchObject({ code: 'DKIM_KEY_INVALID' });
});

test.each(['other.example', 'example.news', 'ews.example', 'example'])('signing for %s is refused', async (domain) => {
  await expect(signer({ domain })).rejects.toMatchObject({ code: 'DKIM_MISALIGNED' });
});

function signer(changes: { key?: string; domain?: string } = {}) {
  const keyFile = join(scratchFolder(), 'dkim.pem');
  writeFileSync(keyFile, changes.key ?? pem);
  return dkimSigner({ domain: changes.domain ?? 'news.example', selector: 's2026', keyFile }, SENDER);
}

async function verified(bytes: Buffer): Promise<string | undefined> {
  const { results } = await dkimVerify(bytes, { resolver });
  return results[0]?.status.result;
}

/** The zone of this test: one record. */
async function resolver(name: string): Promise<string[][]> {
  return name === 's2026._domainkey.news.example' ? [[published]] : [];
}
