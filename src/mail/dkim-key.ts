// One DKIM key: read, tried and named. A key that cannot sign, and a domain that does not belong to the sender, are
// found here, before the first message: mail that leaves unsigned cannot be called back.
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { DkimAlgorithm } from '../core/message/dkim-header.ts';
import { AppError } from '../errors.ts';

export interface DkimKeySettings {
  readonly selector: string;
  /** Path of a PEM file. */
  readonly keyFile: string;
}

export interface DkimKey {
  readonly algorithm: DkimAlgorithm;
  readonly selector: string;
  readonly keyFile: string;
  readonly privateKey: KeyObject;
  /** What `p=` of the selector's record has to say. */
  readonly published: string;
}

/** RFC 8301: verifiers refuse anything shorter. */
const LEAST_KEY_BITS = 1024;

/** Reads the key and tries it on a probe. Throws DKIM_KEY_INVALID. */
export function dkimKey({ selector, keyFile }: DkimKeySettings): DkimKey {
  const privateKey = readKey(keyFile);
  const publicKey = createPublicKey(privateKey);
  const algorithm = algorithmOf(privateKey, keyFile);
  const digest = algorithm === 'rsa-sha256' ? 'sha256' : null;
  const probe = Buffer.from('probe');
  if (!verify(digest, probe, publicKey, sign(digest, probe, privateKey))) {
    throw new AppError('DKIM_KEY_INVALID', `The DKIM key in ${keyFile} cannot sign; nothing was sent.`);
  }
  return { algorithm, selector, keyFile, privateKey, published: publishedKey(publicKey, algorithm) };
}

/** Throws DKIM_MISALIGNED when neither domain is the other's parent (relaxed alignment, RFC 9989). */
export function checkAlignment(domain: string, senderAddress: string): void {
  const sender = senderAddress.slice(senderAddress.lastIndexOf('@') + 1).toLowerCase();
  const signing = domain.toLowerCase();
  if (signing === sender || isBelow(signing, sender) || isBelow(sender, signing)) return;
  const fault = `DKIM_DOMAIN is ${domain}, but mail is sent from ${sender}.`;
  throw new AppError('DKIM_MISALIGNED', `${fault} Sign with that domain or a parent of it.`);
}

/** Without a list of public suffixes: a domain of a single label is nobody's parent. */
function isBelow(one: string, parent: string): boolean {
  return parent.includes('.') && one.endsWith(`.${parent}`);
}

function readKey(keyFile: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(keyFile));
  } catch (error) {
    const message = `The DKIM key file ${keyFile} holds no private key in PEM form that can be read.`;
    throw new AppError('DKIM_KEY_INVALID', message, { cause: error });
  }
}

function algorithmOf(key: KeyObject, keyFile: string): DkimAlgorithm {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519-sha256';
  if (key.asymmetricKeyType === 'rsa' && bits >= LEAST_KEY_BITS) return 'rsa-sha256';
  const found =
    key.asymmetricKeyType === 'rsa' ? `an RSA key of ${bits} bits` : `a key of type ${key.asymmetricKeyType}`;
  const cure = 'Make an RSA key of 2048 bits, or an Ed25519 key beside one.';
  throw new AppError('DKIM_KEY_INVALID', `The DKIM key file ${keyFile} holds ${found}. ${cure}`);
}

/** RSA as it stands in certificates (RFC 6376, 3.6.1), Ed25519 as its bare 32 bytes (RFC 8463, 4.2). */
function publishedKey(publicKey: KeyObject, algorithm: DkimAlgorithm): string {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return (algorithm === 'rsa-sha256' ? der : der.subarray(-32)).toString('base64');
}
