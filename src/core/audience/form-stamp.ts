// A signed instant in a form: says when the form was shown, so that a program that answers at once gives itself away,
// and a page that lay open for days is shown anew. Needs neither cookie nor session (standards E5.03, E5.06).
import { createHmac, timingSafeEqual } from 'node:crypto';
import { keyOf, type KeyRing, type SigningKey } from './signed-link.ts';

/** What a stamp stands under: the form to subscribe, or the way back of one reader who has just left. */
export type StampSubject = 'subscribe' | `undo ${string}`;

export type StampVerdict = 'good' | 'hasty' | 'stale' | 'forged';

/** Nobody reads what they agree to in less. */
const LEAST_MS = 2000;
/** Longer than any page is left open on purpose, shorter than a stolen stamp is worth something. */
const LONGEST_MS = 24 * 3_600_000;

const STAMP = /^([0-9a-z]{1,11})\.([0-9a-f]{8})\.([A-Za-z0-9_-]{22})$/;

/** A stamp for this instant. */
export function formStamp(subject: StampSubject, at: Date, key: SigningKey): string {
  const instant = at.getTime().toString(36);
  return `${instant}.${key.id}.${mac(subject, instant, key).toString('base64url')}`;
}

/**
 * good: shown between two seconds and a day ago. hasty: less than that. stale: more. forged: not ours, or from the
 * future. `leastMs` is 0 where a person may well be quick.
 */
export function stampVerdict(
  subject: StampSubject,
  stamp: string,
  { now, ring, leastMs = LEAST_MS }: { readonly now: Date; readonly ring: KeyRing; readonly leastMs?: number },
): StampVerdict {
  const [, instant = '', keyId = '', signature = ''] = STAMP.exec(stamp) ?? [];
  const key = keyOf(ring, keyId);
  if (key === undefined) return 'forged';
  if (!timingSafeEqual(mac(subject, instant, key), Buffer.from(signature, 'base64url'))) return 'forged';
  const ageMs = now.getTime() - Number.parseInt(instant, 36);
  if (ageMs < 0) return 'forged';
  if (ageMs < leastMs) return 'hasty';
  return ageMs > LONGEST_MS ? 'stale' : 'good';
}

function mac(subject: StampSubject, instant: string, key: SigningKey): Buffer {
  const hmac = createHmac('sha256', key.secret).update(`masthead form\0${subject}\0${instant}`);
  // 128 bits, as in links.
  return hmac.digest().subarray(0, 16);
}
