// The headers of a message: what RFC 5322 wants, what makes it part of a list (standards B3), what tells it apart from
// every other one (B1.03). They are ready for the wire: 7 bit, folded, and no value can end its line.
import { createHmac } from 'node:crypto';
import { encodeWord, foldLines } from 'nodemailer/lib/mime-funcs';
import { addressDomain, emailAddress, type EmailAddress } from '../audience/email-address.ts';
import type { SigningKey } from '../audience/signed-link.ts';
import { feedbackKind } from '../ledger/mailing.ts';
import type { FrozenLetter } from './frozen-letter.ts';

export interface MailingId {
  readonly slug: string;
  readonly edition: string;
}

/** Octets of text in an encoded-word, so that the whole word stays below the 75 of RFC 2047. */
const ENCODED_WORD = 52;
const HEADER_LINE = 76;

/**
 * The same for a (mailing, subscriber) on every attempt, different for every other one, and without anything personal:
 * HMAC-SHA-256 with the mailing's key over both, in the sender's domain.
 */
export function messageId(mailing: MailingId, publicId: string, sender: EmailAddress, key: SigningKey): string {
  return `<${messageDigest(mailing, publicId, key)}@${addressDomain(sender)}>`;
}

/** The part of a Message-ID that only the owner of the key can make: 32 hex digits. */
export function messageDigest(mailing: MailingId, publicId: string, key: SigningKey): string {
  const hmac = createHmac('sha256', key.secret).update(
    `masthead message\0${mailing.slug}\0${mailing.edition}\0${publicId}`,
  );
  return hmac.digest('hex').slice(0, 32);
}

/** The headers that are the same for all messages of a mailing, to stand before and after those that are not. */
export function fixedHeaders(
  letter: FrozenLetter,
  mailing: MailingId,
  date: string,
  boundary: string,
): { readonly before: string; readonly after: string } {
  const before = [
    headerLine('From', mailbox(letter.sender.name, senderAddress(letter))),
    ...(letter.replyTo === undefined ? [] : [headerLine('Reply-To', replyAddress(letter.replyTo))]),
    headerLine('Subject', unstructured(letter.subject)),
    headerLine('Date', date),
  ];
  const after = [
    // RFC 8058 knows one-click by https alone; a site without TLS keeps the plain header.
    ...(letter.baseUrl.startsWith('https:') ? [headerLine('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click')] : []),
    headerLine('List-Id', mailbox(letter.list.name, letter.list.id)),
    headerLine('List-Archive', `<${encodeURI(`${letter.baseUrl}/`)}>`),
    headerLine('Precedence', 'bulk'),
    headerLine('Feedback-ID', feedbackId(letter, mailing)),
    // RFC 9477: where mailbox providers may report a complaint to.
    ...(letter.bounceAddress === undefined ? [] : [headerLine('CFBL-Address', `${letter.bounceAddress}; report=arf`)]),
    headerLine('Content-Language', letter.language),
    headerLine('MIME-Version', '1.0'),
    headerLine('Content-Type', `multipart/alternative; boundary="${boundary}"`),
  ];
  return { before: before.join(''), after: after.join('') };
}

/** One header, folded where it can be, with its CRLF. */
export function headerLine(name: string, value: string): string {
  return `${foldLines(`${name}: ${value}`, HEADER_LINE)}\r\n`;
}

/**
 * Google's `campaign:list:kind:sender`, the last of them constant for a newsletter. Digests, because the fields are
 * short and a slug may be Chinese; nothing in it tells one recipient from another (B3.13).
 */
function feedbackId(letter: FrozenLetter, mailing: MailingId): string {
  const campaign = digest(`${mailing.slug}\0${mailing.edition}`);
  return `${campaign}:${digest(letter.list.id)}:${feedbackKind(mailing)}:${digest(letter.authority)}`;
}

function digest(text: string): string {
  return createHmac('sha256', 'masthead feedback').update(text).digest('hex').slice(0, 12);
}

/** A name and what it stands for in angle brackets: words, a quoted string, or encoded-words outside quotes (B2.05). */
export function mailbox(name: string, address: string): string {
  if (name === '') return address;
  if (!isPlain(name)) return `${encodeWord(name, 'B', ENCODED_WORD)} <${address}>`;
  const isPhrase = /^[\w!#$%&'*+/=?^`{|}~-]+( [\w!#$%&'*+/=?^`{|}~-]+)*$/.test(name);
  return `${isPhrase ? name : `"${name.replace(/["\\]/g, '\\$&')}"`} <${address}>`;
}

/** Text that is not plain ASCII, or that a reader's program would take for an encoded-word, becomes encoded-words. */
export function unstructured(text: string): string {
  return isPlain(text) ? text : encodeWord(text, 'B', ENCODED_WORD);
}

function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text) && !text.includes('=?');
}

function replyAddress(text: string): EmailAddress {
  return checkedAddress(text, 'the reply address of the newsletter');
}

/**
 * The one-click URL, and behind it where a mail program without the web unsubscribes. On one physical line, because
 * some relays sign before they unfold: a header on two lines has cost people their signature (B3.12).
 */
export function unsubscribeHeader(letter: FrozenLetter, link: string): string {
  const { bounceAddress } = letter;
  if (bounceAddress === undefined) return `List-Unsubscribe: <${link}>\r\n`;
  const at = bounceAddress.lastIndexOf('@');
  const mailto = `mailto:${encodeURIComponent(bounceAddress.slice(0, at))}${bounceAddress.slice(at)}`;
  const token = link.slice(link.lastIndexOf('/') + 1);
  return `List-Unsubscribe: <${link}>, <${mailto}?subject=unsubscribe-${token}>\r\n`;
}

/** The sender of a letter as an address. */
export function senderAddress(letter: FrozenLetter): EmailAddress {
  return checkedAddress(letter.sender.address, 'the sender of the newsletter');
}

/** The settings have been checked, so anything else than one address is a bug. */
export function checkedAddress(text: string, what: string): EmailAddress {
  const address = emailAddress(text);
  if (address === undefined) throw new TypeError(`${what} is not an email address`);
  return address;
}
