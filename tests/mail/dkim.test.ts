import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { beforeAll, expect, test } from 'vitest';
import { messageBytes, type Message } from '../../src/core/message/message.ts';
import { dkimSigner, signingMailer } from '../../src/mail/dkim.ts';
import { checkDkimRecords } from '../../src/mail/dkim-record.ts';
import { smtpMailer } from '../../src/mail/smtp-mailer.ts';
import { aMessage } from '../support/a-message.ts';
import { recordingSmtp } from '../support/recording-smtp.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const SENDER = 'letters@news.example';
let rsa: TestKey;
let ed25519: TestKey;

interface TestKey {
  readonly pem: string;
  /** What the DNS says. */
  readonly record: string;
}

beforeAll(() => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  rsa = { pem: pemOf(pair.privateKey), record: `v=DKIM1; k=rsa; p=${derOf(pair.publicKey).toString('base64')}` };
  const small = generateKeyPairSync('ed25519');
  const bare = derOf(small.publicKey).subarray(-32);
  ed25519 = { pem: pemOf(small.privateKey), record: `v=DKIM1; k=ed25519; p=${bare.toString('base64')}` };
});

test('a signed message is verified by another implementation, after a real SMTP conversation', async () => {
  const server = await recordingSmtp();
  await using mailer = signingMailer(smtpMailer(server.url), await signer());
  expect((await mailer.submit(aMessage(), 'a')).kind).toBe('accepted');
  expect(await verified(server.taken[0]?.bytes ?? Buffer.alloc(0))).toEqual(['rsa-sha256 pass']);
});

test('with two keys a message carries two signatures, and both are verified', async () => {
  const signed = await signedMessage({ second: ed25519.pem });
  expect((await verified(signed)).toSorted()).toEqual(['ed25519-sha256 pass', 'rsa-sha256 pass']);
});

test('an Ed25519 key alone signs too', async () => {
  expect(await verified(await signedMessage({ key: ed25519.pem }))).toEqual(['ed25519-sha256 pass']);
});

test('every message of a mailing gets the signature of its own bytes', async () => {
  const { sign } = await signer({ second: ed25519.pem });
  for (const to of ['a@readers.example', 'bb@readers.example', 'ccc@readers.example']) {
    const signed = messageBytes(await sign(aMessage({ html: `<p>${'长'.repeat(3000)}</p>` }, to)));
    expect((await verified(signed)).every((result) => result.endsWith('pass'))).toBe(true);
  }
});

test('signing twice gives the same bytes', async () => {
  expect(await signedMessage({ second: ed25519.pem })).toEqual(await signedMessage({ second: ed25519.pem }));
});

test('the lines of a signature are short, and it is relaxed and whole', async () => {
  const { header } = await (await signer({ second: ed25519.pem })).sign(aMessage());
  const lines = header.split('\r\n').filter((line) => !line.startsWith('List-Unsubscribe:'));
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(78);
  expect(header).toContain('c=relaxed/relaxed');
  expect(header).not.toMatch(/\bl=/);
});

const ONCE = 'Content-Language List-Archive Feedback-ID CFBL-Address Precedence'.split(' ');
const OVERSIGNED =
  'From To Subject Date Message-ID MIME-Version Content-Type List-Id List-Unsubscribe List-Unsubscribe-Post'.split(' ');
const PRESENT = [...OVERSIGNED, ...ONCE];

test.each(PRESENT)('a change of %s breaks both signatures', async (name) => {
  const signed = (await signedMessage({ second: ed25519.pem })).toString();
  const header = new RegExp(`^${name}: `, 'im');
  expect(signed).toMatch(header);
  expect(await passes(signed.replace(header, `${name}: x`))).toBe(0);
});

test.each(PRESENT)('without its %s a message is not verified', async (name) => {
  const signed = (await signedMessage({ second: ed25519.pem })).toString();
  expect(await passes(signed.replace(new RegExp(`^${name}:.*\r\n([ \t].*\r\n)*`, 'im'), ''))).toBe(0);
});

test.each([...OVERSIGNED, 'Cc', 'Reply-To', 'Content-Transfer-Encoding'])(
  'another %s put in front breaks both signatures',
  async (name) => {
    const signed = (await signedMessage({ second: ed25519.pem })).toString();
    expect(await passes(`${name}: another\r\n${signed}`)).toBe(0);
    const [top = '', ...body] = signed.split('\r\n\r\n');
    expect(await passes([`${top}\r\n${name}: another`, ...body].join('\r\n\r\n'))).toBe(0);
  },
);

test('what a relay adds of its own, and how it folds, breaks nothing', async () => {
  const signed = (await signedMessage({ second: ed25519.pem })).toString();
  const relayed = signed.replace(/^Subject: /im, 'Subject:   ').replace(/^Feedback-ID: /m, 'feedback-id:\r\n\t');
  expect(await passes(`Received: from a by b; Tue, 6 Jan 2026 00:00:00 +0000\r\n${relayed}`)).toBe(2);
});

test('a change of the body breaks the signature', async () => {
  const signed = (await signedMessage()).toString();
  expect(await passes(signed.replace(/^5L2g/m, '5L2h'))).toBe(0);
});

test.each([
  ['no key at all', () => 'nonsense'],
  ['a key of another kind', () => pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
  ['a public key', () => generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' })],
  ['a key too short', () => pemOf(generateKeyPairSync('rsa', { modulusLength: 768 }).privateKey)],
])('%s is refused before anything is sent', async (_, key) => {
  await expect(signer({ key: key().toString() })).rejects.toMatchObject({ code: 'DKIM_KEY_INVALID' });
  await expect(signer({ second: key().toString() })).rejects.toMatchObject({ code: 'DKIM_KEY_INVALID' });
});

test('a key file that is not there is refused', async () => {
  const settings = { domain: 'news.example', selector: 's', keyFile: '/nowhere/key.pem' };
  await expect(dkimSigner(settings, SENDER)).rejects.toMatchObject({ code: 'DKIM_KEY_INVALID' });
});

test.each(['other.example', 'example.news', 'ews.example', 'example'])('signing for %s is refused', async (domain) => {
  await expect(signer({ domain })).rejects.toMatchObject({ code: 'DKIM_MISALIGNED' });
});

test('a selector whose record holds the key may sign', async () => {
  expect(await checkDkimRecords(await signer({ second: ed25519.pem }), resolver)).toEqual([]);
});

test.each([
  ['holds another key', async () => [['v=DKIM1; p=AAAA']]],
  ['is revoked', async () => [['v=DKIM1; p=']]],
  ['is no DKIM record', async () => [['v=spf1 -all']]],
  ['is not there', () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }))],
  ['has no text', () => Promise.reject(Object.assign(new Error(), { code: 'ENODATA' }))],
])('a selector whose record %s stops everything', async (_, resolveTxt) => {
  await expect(checkDkimRecords(await signer(), resolveTxt)).rejects.toMatchObject({ code: 'DKIM_RECORD_WRONG' });
});

test.each(['ETIMEOUT', 'ECONNREFUSED', 'ESERVFAIL'])('a DNS that fails with %s is only told', async (code) => {
  const notices = await checkDkimRecords(await signer(), () => Promise.reject(Object.assign(new Error(), { code })));
  expect(notices).toEqual([expect.stringContaining(code)]);
});

function signer(changes: { key?: string; domain?: string; second?: string } = {}) {
  const folder = scratchFolder();
  const [keyFile, secondFile] = [join(folder, 'first.pem'), join(folder, 'second.pem')];
  writeFileSync(keyFile, changes.key ?? rsa.pem);
  writeFileSync(secondFile, changes.second ?? '');
  const second = changes.second === undefined ? undefined : { selector: 'second', keyFile: secondFile };
  const selector = changes.key === ed25519.pem ? 'second' : 's2026';
  return dkimSigner({ domain: changes.domain ?? 'news.example', selector, keyFile, second }, SENDER);
}

async function signedMessage(changes: Parameters<typeof signer>[0] = {}, message: Message = aMessage()) {
  return messageBytes(await (await signer(changes)).sign(message));
}

async function verified(bytes: Buffer): Promise<readonly string[]> {
  const { results } = await dkimVerify(bytes, { resolver });
  return results.map(({ algo, status }) => `${algo} ${status.result}`);
}

async function passes(message: string): Promise<number> {
  return (await verified(Buffer.from(message))).filter((result) => result.endsWith('pass')).length;
}

/** The zone of these tests: two records. */
async function resolver(name: string): Promise<string[][]> {
  if (name === 's2026._domainkey.news.example') return [[rsa.record]];
  return name === 'second._domainkey.news.example' ? [[ed25519.record]] : [];
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function derOf(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}
