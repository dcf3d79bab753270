// The DKIM keys that sign: whether they can, and whether they are strong enough. What the DNS says of them is compared
// in mail/dkim-record.ts, by which a mailing stops too.
import { failed, notChecked, ok, warning, type Finding } from './finding.ts';

export interface SigningKeyFacts {
  readonly selector: string;
  readonly algorithm: 'rsa-sha256' | 'ed25519-sha256';
  /** Of an RSA key. */
  readonly bits?: number;
}

const GOOD_BITS = 2048;
const UNSIGNED = 'Set DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY_FILE (docs/delivery.md).';

export function judgeDkimKeys(keys: readonly SigningKeyFacts[], isMailed: boolean): readonly Finding[] {
  if (keys.length === 0) {
    const sentence = 'There is no DKIM key: mail leaves unsigned unless the server signs it for your domain.';
    return [isMailed ? warning('dkim-key', sentence, UNSIGNED) : notChecked('dkim-key', 'No DKIM key is set.')];
  }
  const isEdwardsAlone = keys.every(({ algorithm }) => algorithm === 'ed25519-sha256');
  return keys.map(({ selector, algorithm, bits }) => {
    if (isEdwardsAlone) {
      const sentence = `The key of ${selector} is Ed25519, which many receivers cannot verify.`;
      return warning('dkim-key', sentence, 'Put an RSA key of 2048 bits first, and this one beside it.', selector);
    }
    if (bits !== undefined && bits < GOOD_BITS) {
      const sentence = `The key of ${selector} is RSA with ${bits} bits; receivers expect ${GOOD_BITS}.`;
      return warning('dkim-key', sentence, 'Make one: openssl genrsa -out dkim.pem 2048', selector);
    }
    const kind = algorithm === 'rsa-sha256' ? `RSA with ${bits} bits` : 'Ed25519';
    return ok('dkim-key', `The key of ${selector} can sign: ${kind}.`, selector);
  });
}

/** `fault`: why nobody can verify with the record, and the cure; `text` what is published. */
export function judgeDkimRecord(
  name: string,
  selector: string,
  found: { readonly silence?: string; readonly text?: string; readonly fault?: { what: string; cure: string } },
): Finding {
  if (found.silence !== undefined) {
    return notChecked('dkim-record', `The DNS did not answer for ${name} (${found.silence}).`, selector);
  }
  if (found.fault !== undefined) return failed('dkim-record', found.fault.what, found.fault.cure, selector);
  // RFC 6376, 3.6.1: verifiers treat such mail as if it were unsigned.
  if (/(?:^|;)\s*t=[^;]*\by\b/.test(found.text ?? '')) {
    const sentence = `The record ${name} says that the domain only tests DKIM (t=y).`;
    return warning('dkim-record', sentence, 'Take t=y out of it.', selector);
  }
  return ok('dkim-record', `${name} publishes the key that signs.`, selector);
}
