// Whether a request really comes from the mail provider: one check for each way of signing. All of them compare in
// constant time, and none says what was wrong.
import { createHash, createHmac, createPublicKey, timingSafeEqual, verify, type KeyObject } from 'node:crypto';

/** HMAC-SHA-256 of `text` under `secret`, in hex. */
export function isHmacOf(secret: string, text: string | Uint8Array, signature: string): boolean {
  const wanted = createHmac('sha256', secret).update(text).digest();
  const given = /^[0-9a-f]{64}$/i.test(signature) ? Buffer.from(signature, 'hex') : Buffer.alloc(0);
  return given.length === wanted.length && timingSafeEqual(wanted, given);
}

/** HTTP Basic; `login` is `user:password`. */
export function isBasicLogin(login: string, authorization: string | undefined): boolean {
  const wanted = `Basic ${Buffer.from(login).toString('base64')}`;
  return timingSafeEqual(sha256(wanted), sha256(authorization ?? ''));
}

/** Instants of a caller may be wrong by a little; what is older than `maxAgeSeconds` is a replay. */
const AHEAD_SECONDS = 300;

export function isFresh(seconds: string, nowMs: number, maxAgeSeconds: number): boolean {
  if (!/^\d{9,11}$/.test(seconds)) return false;
  const ageSeconds = nowMs / 1000 - Number(seconds);
  return ageSeconds <= maxAgeSeconds && ageSeconds >= -AHEAD_SECONDS;
}

/** SendGrid: ECDSA with SHA-256 over the time stamp and the bytes of the body. */
export function isSignedEvent(key: KeyObject, timestamp: string, body: Uint8Array, signature: string): boolean {
  return isSigned('sha256', Buffer.concat([Buffer.from(timestamp), body]), key, signature);
}

/** The public key as SendGrid shows it: base64 of its DER, without the lines of a PEM. Throws for anything else. */
export function ecKey(base64: string): KeyObject {
  const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'ec') throw new TypeError('not an EC key');
  return key;
}

/** What is signed of an SNS message, in this order; a subject only where there is one. */
const SNS_FIELDS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['Notification', ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']],
  ['SubscriptionConfirmation', ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']],
  ['UnsubscribeConfirmation', ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']],
]);

/** Amazon SNS: RSA with SHA-1 (version 1) or SHA-256 (version 2) over some fields, by the key of a certificate. */
export function isSnsSigned(message: Readonly<Record<string, unknown>>, certificate: string): boolean {
  const names = SNS_FIELDS.get(message['Type']);
  const { Signature: signature, SignatureVersion: version } = message;
  if (names === undefined || typeof signature !== 'string') return false;
  if (version !== '1' && version !== '2') return false;
  const signed = names
    .filter((name) => typeof message[name] === 'string')
    .map((name) => `${name}\n${String(message[name])}\n`)
    .join('');
  const hash = version === '1' ? 'sha1' : 'sha256';
  try {
    return isSigned(hash, Buffer.from(signed), createPublicKey(certificate), signature);
  } catch {
    // What came from the address of the certificate was none.
    return false;
  }
}

/** Where Amazon keeps certificates and takes confirmations: nowhere else is anything fetched from. */
export function isSnsUrl(url: unknown): url is string {
  const parsed = typeof url === 'string' ? URL.parse(url) : null;
  if (parsed === null || parsed.protocol !== 'https:' || parsed.port !== '') return false;
  if (parsed.username !== '' || parsed.password !== '') return false;
  return /^sns\.[a-z0-9-]{3,40}\.amazonaws\.com(?:\.cn)?$/.test(parsed.hostname);
}

function isSigned(hash: string, text: Uint8Array, key: KeyObject, signature: string): boolean {
  return verify(hash, text, key, Buffer.from(signature, 'base64'));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
