// Links that stand for one subscriber: opaque, hard to forge, without anything personal in them (standards
// E1.01-E1.04). A token is base64url of key id (4 bytes), public id (16) and truncated HMAC-SHA-256 (16), so it is
// always 48 characters. The purpose and the list are part of what is signed: a token for one thing opens nothing else.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface SigningKey {
  /** Eight hex digits that say which key signed; derived from the secret, tells nothing of it. */
  readonly id: string;
  readonly secret: string;
}

/** The first key signs, all of them verify: rotating puts a new one in front. */
export type KeyRing = readonly [SigningKey, ...SigningKey[]];

/**
 * What a token opens. Each purpose is its own name in the signature. address-old and address-new: the two mailboxes
 * that confirm a change of address.
 */
export type LinkPurpose = 'unsubscribe' | 'confirm' | 'preferences' | 'address-old' | 'address-new';

const KEY_BYTES = 4;
const ID_BYTES = 16;
/** RFC 2104, 5: at least half of the hash and no less than 80 bits; 128 leave a guess no chance. */
const MAC_BYTES = 16;
const TOKEN = /^[A-Za-z0-9_-]{48}$/;

export function signingKey(secret: string): SigningKey {
  return {
    id: createHash('sha256')
      .update(`masthead key ${secret}`)
      .digest('hex')
      .slice(0, KEY_BYTES * 2),
    secret,
  };
}

/** The key that signed something in the past, by its id; undefined when it has left the ring. */
export function keyOf(ring: KeyRing, id: string): SigningKey | undefined {
  return ring.find((key) => key.id === id);
}

/** `list` is the newsletter's authority; `publicId` 32 hex digits. The token never expires (E1.03, B3.07). */
export function linkToken(purpose: LinkPurpose, list: string, publicId: string, key: SigningKey): string {
  const open = Buffer.from(key.id + publicId, 'hex');
  return Buffer.concat([open, mac(purpose, list, open, key)]).toString('base64url');
}

/**
 * The public id in a token that this ring signed for this purpose and list; every other token looks alike: undefined.
 */
export function readLinkToken(purpose: LinkPurpose, list: string, token: string, ring: KeyRing): string | undefined {
  if (!TOKEN.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  const open = bytes.subarray(0, KEY_BYTES + ID_BYTES);
  const key = keyOf(ring, open.subarray(0, KEY_BYTES).toString('hex'));
  if (key === undefined) return undefined;
  const isOurs = timingSafeEqual(mac(purpose, list, open, key), bytes.subarray(KEY_BYTES + ID_BYTES));
  return isOurs ? open.subarray(KEY_BYTES).toString('hex') : undefined;
}

/** Where a reader leaves, by the visible link and by one click (RFC 8058). `baseUrl` without a slash at its end. */
export function unsubscribeUrl(baseUrl: string, list: string, publicId: string, key: SigningKey): string {
  return `${baseUrl}/unsubscribe/${linkToken('unsubscribe', list, publicId, key)}`;
}

/** Where a reader chooses topics, frequency and address, takes a pause, or has everything erased. */
export function preferencesUrl(baseUrl: string, list: string, publicId: string, key: SigningKey): string {
  return `${baseUrl}/preferences/${linkToken('preferences', list, publicId, key)}`;
}

/** Where somebody confirms what was asked for in their name; `askId` is 32 hex digits. */
export function confirmUrl(
  baseUrl: string,
  { purpose, list, askId }: { readonly purpose: ConfirmPurpose; readonly list: string; readonly askId: string },
  key: SigningKey,
): string {
  const page = purpose === 'confirm' ? 'confirm' : 'address';
  return `${baseUrl}/${page}/${linkToken(purpose, list, askId, key)}`;
}

export type ConfirmPurpose = 'confirm' | 'address-old' | 'address-new';

function mac(purpose: LinkPurpose, list: string, open: Uint8Array, key: SigningKey): Buffer {
  // NUL cannot stand in a purpose or an authority, so no two inputs run together into one.
  const hmac = createHmac('sha256', key.secret).update(`masthead link\0${purpose}\0${list}\0`).update(open);
  return hmac.digest().subarray(0, MAC_BYTES);
}
