// A message: the bytes on the wire, in pieces of which most are shared by all messages of a mailing. Every part that a
// library would make up (date, Message-ID, boundary) is given, so the same input gives the same bytes on every attempt.
import { createHmac } from 'node:crypto';
import type { EmailAddress } from '../audience/email-address.ts';
import { preferencesUrl, unsubscribeUrl, type SigningKey } from '../audience/signed-link.ts';
import type { AnsweredMailing, FrozenLetter } from './frozen-letter.ts';
import { messageDate } from './message-date.ts';
import {
  checkedAddress,
  fixedHeaders,
  headerLine,
  messageId,
  senderAddress,
  unsubscribeHeader,
  type MailingId,
} from './message-headers.ts';
import { returnPath } from './return-path.ts';
import { filledBase64, sealedText } from './sealed-text.ts';

export interface Message {
  /** Envelope sender. */
  readonly from: EmailAddress;
  /** Envelope recipient: always exactly one (standards B1.09). */
  readonly to: EmailAddress;
  readonly messageId: string;
  /** Header lines, 7 bit, each ended by CRLF; the empty line after them is not among them. */
  readonly header: string;
  /**
   * The body in pieces, 7 bit, CRLF line ends, no line that begins with a dot, CRLF at the end. Other messages share
   * them: they are only ever read.
   */
  readonly body: readonly Uint8Array[];
}

export interface Recipient {
  readonly address: EmailAddress;
  readonly publicId: string;
}

export interface MessageOf extends MailingId {
  /** Its number in the store, by which a bounce finds the delivery; absent for mail that has none. */
  readonly id?: number;
  readonly letter: FrozenLetter;
  /** The start of the mailing, RFC 3339. */
  readonly startedAt: string;
}

/**
 * Encodes the letter once, both parts in base64 (standards B2.01-B2.03), and gives what makes a message of it: a few
 * hundred bytes of work for each recipient, however long the letter is. `keys` are all that may have signed before.
 */
export function messageComposer(
  mailing: MessageOf,
  key: SigningKey,
  keys: readonly SigningKey[] = [key],
): (recipient: Recipient) => Message {
  const { letter } = mailing;
  const thread = threadHeaders(letter.answers, keys);
  const from = senderAddress(letter);
  const border = boundary(mailing);
  const headers = sharedHeaders(mailing);
  // The richest part last (RFC 2046, 5.1.4).
  const text = sealedText(partHead(border, 'text/plain'), crlf(letter.text));
  const html = sealedText(`\r\n${partHead(border, 'text/html')}`, crlf(letter.html));
  const closing = Buffer.from(`\r\n--${border}--\r\n`);
  const envelopeFrom = envelopeSender(mailing, key);
  return ({ address, publicId }) => {
    const id = messageId(mailing, publicId, from, key);
    const link = unsubscribeUrl(letter.baseUrl, letter.authority, publicId, key);
    const open = [
      headerLine('To', address),
      headerLine('Message-ID', id),
      ...thread(publicId),
      unsubscribeHeader(letter, link),
    ];
    const choice = preferencesUrl(letter.baseUrl, letter.authority, publicId, key);
    const plain = filledBase64(text, { address, preferences_url: choice, unsubscribe_url: link });
    const rich = filledBase64(html, {
      address: escapeHtml(address),
      preferences_url: escapeHtml(choice),
      unsubscribe_url: escapeHtml(link),
    });
    const header = headers.before + open.join('') + headers.after;
    return { from: envelopeFrom(publicId), to: address, messageId: id, header, body: [...plain, ...rich, closing] };
  };
}

/**
 * What puts a correction below the message that it corrects (RFC 5322, 3.6.4): that one's Message-ID can be made again
 * for each reader. Where the key is gone that made it there is no thread, and the correction stands by itself.
 */
function threadHeaders(
  answers: AnsweredMailing | undefined,
  keys: readonly SigningKey[],
): (publicId: string) => readonly string[] {
  const key = answers && keys.find(({ id }) => id === answers.keyId);
  if (answers === undefined || key === undefined) return () => [];
  const sender = checkedAddress(answers.senderAddress, 'the sender of an earlier letter');
  return (publicId) => {
    const id = messageId(answers, publicId, sender, key);
    return [headerLine('In-Reply-To', id), headerLine('References', id)];
  };
}

/** The headers that all messages of the mailing have alike, to stand before and after those that are a reader's own. */
export function sharedHeaders(mailing: MessageOf): { readonly before: string; readonly after: string } {
  const { letter, startedAt } = mailing;
  return fixedHeaders(letter, mailing, messageDate(startedAt, letter.timeZone), boundary(mailing));
}

/** The sender's address; with a bounce address that one, with the token of each message of a mailing. */
function envelopeSender({ id, letter }: MessageOf, key: SigningKey): (publicId: string) => EmailAddress {
  const { bounceAddress, authority } = letter;
  const plain = bounceAddress === undefined ? senderAddress(letter) : checkedAddress(bounceAddress, 'BOUNCE_ADDRESS');
  if (bounceAddress === undefined || id === undefined) return () => plain;
  return (publicId) => checkedAddress(returnPath(plain, authority, { mailingId: id, publicId }, key), 'a return path');
}

/** Octets of the whole message, the empty line between header and body included. */
export function messageSize(message: Message): number {
  return message.body.reduce((size, piece) => size + piece.length, message.header.length + 2);
}

/** The whole message in one buffer. */
export function messageBytes(message: Message): Buffer {
  return Buffer.concat([Buffer.from(`${message.header}\r\n`, 'latin1'), ...message.body]);
}

/**
 * The same for all messages of a mailing, so that it stands in the shared pieces. No line of base64 holds an underscore
 * (RFC 2045, 6.7), so it can occur in no part.
 */
function boundary(mailing: MailingId): string {
  const hmac = createHmac('sha256', 'masthead boundary').update(`${mailing.slug}\0${mailing.edition}`);
  return `=_${hmac.digest('hex').slice(0, 24)}`;
}

function partHead(border: string, type: string): string {
  return `--${border}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
}

/** The canonical line end of text is CRLF also inside base64 (RFC 2046, 4.1.1). */
function crlf(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}

/** For element content and for a quoted attribute. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
