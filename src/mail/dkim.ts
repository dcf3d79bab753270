// DKIM signatures (RFC 6376) by nodemailer's signer. Left alone it sends unsigned mail without an error when the key is
// bad, and leaves List-Unsubscribe-Post out of the signature: here the key is tried before the first message, every
// message is looked at after signing, and the signed headers are named.
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import DKIM from 'nodemailer/lib/dkim';
import { AppError } from '../errors.ts';
import type { Mailer } from './mailer.ts';

/** What an attacker must not change and what RFC 8058 wants covered; those that a message has not are left out. */
const SIGNED_HEADERS =
  'From:Reply-To:Subject:Date:To:Cc:Message-ID:In-Reply-To:References:MIME-Version:Content-Type:' +
  'Content-Transfer-Encoding:Content-Language:List-Id:List-Unsubscribe:List-Unsubscribe-Post:List-Archive:' +
  'Feedback-ID:Precedence';

/** RFC 8301: verifiers refuse anything shorter. */
const LEAST_KEY_BITS = 1024;

export interface DkimSettings {
  readonly domain: string;
  readonly selector: string;
  /** Path of a PEM file. */
  readonly keyFile: string;
}

export type Signer = (message: Uint8Array) => Promise<Uint8Array>;

/**
 * Reads the key, tries it on a probe and gives the signer. Throws DKIM_KEY_INVALID for a key that cannot sign, and
 * DKIM_MISALIGNED when neither domain is the other's parent (relaxed alignment, RFC 9989).
 */
export async function dkimSigner(settings: DkimSettings, senderAddress: string): Promise<Signer> {
  const senderDomain = senderAddress.slice(senderAddress.lastIndexOf('@') + 1).toLowerCase();
  if (!isAligned(settings.domain.toLowerCase(), senderDomain)) {
    const fault = `DKIM_DOMAIN is ${settings.domain}, but mail is sent from ${senderDomain}.`;
    throw new AppError('DKIM_MISALIGNED', `${fault} Sign with that domain or a parent of it.`);
  }
  const privateKey = readKey(settings.keyFile);
  const dkim = new DKIM({
    domainName: settings.domain,
    keySelector: settings.selector,
    // A KeyObject is parsed once, a PEM text once a message.
    privateKey,
    headerFieldNames: SIGNED_HEADERS,
  });
  const signer = async (message: Uint8Array): Promise<Uint8Array> => {
    const signed = await buffer(dkim.sign(Buffer.from(message)));
    if (!signed.subarray(0, 15).equals(Buffer.from('DKIM-Signature:'))) throw cannotSign(settings.keyFile);
    return signed;
  };
  await signer(Buffer.from(`From: <probe@${senderDomain}>\r\nSubject: probe\r\n\r\nprobe\r\n`));
  return signer;
}

/** The same mailer, with every message signed on its way. */
export function signingMailer(mailer: Mailer, sign: Signer): Mailer {
  return {
    connections: mailer.connections,
    destination: mailer.destination,
    submit: async (message, mailing) => mailer.submit({ ...message, bytes: await sign(message.bytes) }, mailing),
    [Symbol.asyncDispose]: () => mailer[Symbol.asyncDispose](),
  };
}

function readKey(keyFile: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(keyFile));
  } catch (error) {
    const message = `DKIM_PRIVATE_KEY_FILE ${keyFile} holds no private key in PEM form that can be read.`;
    throw new AppError('DKIM_KEY_INVALID', message, { cause: error });
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType === 'rsa' && bits >= LEAST_KEY_BITS) return key;
  const found =
    key.asymmetricKeyType === 'rsa' ? `an RSA key of ${bits} bits` : `a key of type ${key.asymmetricKeyType}`;
  const message = `DKIM_PRIVATE_KEY_FILE ${keyFile} holds ${found}. Make an RSA key of 2048 bits.`;
  throw new AppError('DKIM_KEY_INVALID', message);
}

function cannotSign(keyFile: string): AppError {
  return new AppError('DKIM_KEY_INVALID', `The key in DKIM_PRIVATE_KEY_FILE ${keyFile} cannot sign; nothing was sent.`);
}

/** Without a list of public suffixes: the same domain, or one the parent of the other and not a top-level domain. */
function isAligned(one: string, other: string): boolean {
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
  return shorter.includes('.') && (longer === shorter || longer.endsWith(`.${shorter}`));
}
