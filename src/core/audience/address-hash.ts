// What is kept of somebody who had everything erased: a keyed hash of the normalised address (standards D.10). It can
// answer "was it this one?" to whoever has the key, and tells nothing to anybody else.
import { createHmac } from 'node:crypto';
import type { KeyRing, SigningKey } from './signed-link.ts';

export interface AddressHash {
  readonly keyId: string;
  /** HMAC-SHA-256, 64 hex digits. */
  readonly hash: string;
}

/** `key` of the address (email-address.ts) under every key of the ring, the newest first. */
export type AddressHashes = (addressKey: string) => readonly [AddressHash, ...AddressHash[]];

/** Old keys stay in the ring, or what was hashed with them matches nobody any more. */
export function addressHashes([first, ...others]: KeyRing): AddressHashes {
  return (addressKey) => [hashed(addressKey, first), ...others.map((key) => hashed(addressKey, key))];
}

function hashed(addressKey: string, key: SigningKey): AddressHash {
  const hmac = createHmac('sha256', key.secret).update(`masthead address\0${addressKey}`);
  return { keyId: key.id, hash: hmac.digest('hex') };
}
