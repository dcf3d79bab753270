// The envelope sender that says whose bounce a bounce is (VERP, standards C5.01): `bounces+<token>@news.example`. The
// token is base32 in lower case, because servers on the way may fold the case, of: start of the key id (2 bytes),
// mailing (4), public id (16), truncated HMAC-SHA-256 (10). It holds no address, and nobody but us can make one.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyRing, SigningKey } from '../audience/signed-link.ts';

const KEY_BYTES = 2;
const MAILING_BYTES = 4;
const ID_BYTES = 16;
/** 80 bits, the least of RFC 2104, 5: each guess costs an attacker a message, and the local part has no more room. */
const MAC_BYTES = 10;
const OPEN_BYTES = KEY_BYTES + MAILING_BYTES + ID_BYTES;
const TOKEN_CHARACTERS = Math.ceil(((OPEN_BYTES + MAC_BYTES) * 8) / 5);
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 5321, 4.5.3.1.1: 64 octets in all, of which the token and its `+` take most. */
export const BOUNCE_LOCAL_OCTETS = 64 - TOKEN_CHARACTERS - '+'.length;

/** Whose message it was. */
export interface MessageOwner {
  readonly mailingId: number;
  readonly publicId: string;
}

/**
 * The envelope sender of one message. `bounceAddress` is plain, its local part at most `BOUNCE_LOCAL_OCTETS` long;
 * `list` is the newsletter's authority. The same on every attempt.
 */
export function returnPath(bounceAddress: string, list: string, owner: MessageOwner, key: SigningKey): string {
  const at = bounceAddress.lastIndexOf('@');
  const open = Buffer.alloc(OPEN_BYTES);
  open.write(key.id.slice(0, KEY_BYTES * 2), 'hex');
  open.writeUInt32BE(owner.mailingId, KEY_BYTES);
  open.write(owner.publicId, KEY_BYTES + MAILING_BYTES, 'hex');
  const token = base32(Buffer.concat([open, mac(list, open, key)]));
  return `${bounceAddress.slice(0, at)}+${token}${bounceAddress.slice(at)}`;
}

/** What stands before the token is no part of it: forwarders rewrite that (SRS, BATV), and some fold its case. */
const TOKEN_IN_ADDRESS = new RegExp(`(?<![a-z0-9])([a-z2-7]{${TOKEN_CHARACTERS}})@`, 'i');

/** Whose token an address carries, signed by this ring for this list; every other address looks alike: undefined. */
export function readReturnPath(address: string, list: string, ring: KeyRing): MessageOwner | undefined {
  const token = TOKEN_IN_ADDRESS.exec(address)?.[1]?.toLowerCase();
  if (token === undefined) return undefined;
  const bytes = fromBase32(token);
  const open = bytes.subarray(0, OPEN_BYTES);
  const keyStart = open.toString('hex', 0, KEY_BYTES);
  const isSigned = ring
    .filter((key) => key.id.startsWith(keyStart))
    .some((key) => timingSafeEqual(mac(list, open, key), bytes.subarray(OPEN_BYTES)));
  if (!isSigned) return undefined;
  return { mailingId: open.readUInt32BE(KEY_BYTES), publicId: open.toString('hex', KEY_BYTES + MAILING_BYTES) };
}

function mac(list: string, open: Uint8Array, key: SigningKey): Buffer {
  // NUL cannot stand in an authority, so no two inputs run together into one.
  const hmac = createHmac('sha256', key.secret).update(`masthead return path\0${list}\0`).update(open);
  return hmac.digest().subarray(0, MAC_BYTES);
}

/** RFC 4648, 6, without padding. */
function base32(bytes: Uint8Array): string {
  let text = '';
  let [value, bits] = [0, 0];
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET[(value >> (bits - 5)) & 31];
  }
  return bits === 0 ? text : text + ALPHABET[(value << (5 - bits)) & 31];
}

function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let [value, bits] = [0, 0];
  for (const character of text) {
    value = ((value << 5) | ALPHABET.indexOf(character)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}
