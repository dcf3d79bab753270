// The name of a content: validators, first sights and hubs all go by it, so that the same bytes are the same thing for
// each of them, in every process and after every rebuild.
import { createHash, type Hash } from 'node:crypto';

/** 128 bits: enough that no two contents ever meet, and short in every header. */
const HASH_BYTES = 16;

/** SHA-256 of the bytes, shortened, as base64url. */
export function contentHash(bytes: Uint8Array): string {
  return shortHash(createHash('sha256').update(bytes));
}

/** The same from a hash that was fed piece by piece. */
export function shortHash(hash: Hash): string {
  return hash.digest().subarray(0, HASH_BYTES).toString('base64url');
}
