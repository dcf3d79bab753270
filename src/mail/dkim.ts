// DKIM signatures of our own (RFC 6376, RFC 8463): one for each key, over headers that are named more often than they
// occur, which no library at hand does. The body is hashed as it stands, because ours is canonical already; RSA runs on
// the thread pool.
import { createHash, sign as signWith, type Hash } from 'node:crypto';
import {
  closedSignature,
  coveredHeaders,
  openSignature,
  signedText,
  type CoveredHeaders,
} from '../core/message/dkim-header.ts';
import type { Message } from '../core/message/message.ts';
import { checkAlignment, dkimKey, type DkimKey, type DkimKeySettings } from './dkim-key.ts';
import type { Mailer } from './mailer.ts';

export interface DkimSettings extends DkimKeySettings {
  readonly domain: string;
  /** A second key, for instance Ed25519 beside RSA: messages carry both signatures. */
  readonly second?: DkimKeySettings | undefined;
}

export interface Signer {
  readonly domain: string;
  readonly keys: readonly DkimKey[];
  /** The same message with its signatures in front. */
  readonly sign: (message: Message) => Promise<Message>;
}

/**
 * Reads the keys, tries them on a probe and gives the signer. Throws DKIM_KEY_INVALID and DKIM_MISALIGNED, so that a
 * mailing stops before its first message.
 */
export async function dkimSigner(settings: DkimSettings, senderAddress: string): Promise<Signer> {
  const { domain, second } = settings;
  checkAlignment(domain, senderAddress);
  const keys = [dkimKey(settings), ...(second === undefined ? [] : [dkimKey(second)])];
  const hashBody = bodyHasher();
  const sign = async (message: Message): Promise<Message> => {
    const bodyHash = hashBody(message.body);
    const covered = coveredHeaders(message.header);
    const signatures = await Promise.all(keys.map((key) => signature(key, domain, bodyHash, covered)));
    return { ...message, header: signatures.join('') + message.header };
  };
  return { domain, keys, sign };
}

/** The same mailer, with every message signed on its way. */
export function signingMailer(mailer: Mailer, signer: Signer): Mailer {
  return {
    ...withoutDisposal(mailer),
    submit: async (message, mailing, way) => mailer.submit(await signer.sign(message), mailing, way),
    [Symbol.asyncDispose]: () => mailer[Symbol.asyncDispose](),
  };
}

function withoutDisposal({ connections, destination, routesFor }: Mailer): Omit<Mailer, 'submit' | symbol> {
  return { connections, destination, ...(routesFor && { routesFor }) };
}

async function signature(key: DkimKey, domain: string, bodyHash: string, covered: CoveredHeaders): Promise<string> {
  const open = openSignature({ algorithm: key.algorithm, domain, selector: key.selector, bodyHash }, covered.names);
  const text = Buffer.from(signedText(covered, open), 'latin1');
  // RFC 8463, 3: Ed25519 signs the SHA-256 of what RSA signs.
  const isRsa = key.algorithm === 'rsa-sha256';
  const signed = await new Promise<Buffer>((resolve, reject) => {
    signWith(isRsa ? 'sha256' : null, isRsa ? text : sha256(text), key.privateKey, (error, bytes) =>
      error === null ? resolve(bytes) : reject(error),
    );
  });
  return closedSignature(open, signed.toString('base64'));
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/**
 * SHA-256 of a body in base64. Relaxed (RFC 6376, 3.4.4) changes space at the end of lines, runs of space and empty
 * lines at the end: a composed body has none, so its bytes are hashed as they are. The stretch before the first slot is
 * the same for all messages of a mailing and hashed once.
 */
function bodyHasher(): (body: readonly Uint8Array[]) => string {
  const begun = new WeakMap<Uint8Array, Hash>();
  return ([opening, ...rest]) => {
    if (opening === undefined) return createHash('sha256').digest('base64');
    const known = begun.get(opening) ?? createHash('sha256').update(opening);
    begun.set(opening, known);
    const hash = known.copy();
    for (const piece of rest) hash.update(piece);
    return hash.digest('base64');
  };
}
