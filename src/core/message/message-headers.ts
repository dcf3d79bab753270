// The headers that make a message part of a list (standards B3) and tell it apart from every other one (B1.03). Values
// are ready for the wire: 7 bit, and on one line where an outside signer may see them.
import { createHmac } from 'node:crypto';
import { encodeWord, foldLines } from 'nodemailer/lib/mime-funcs';
import { addressDomain, emailAddress, type EmailAddress } from '../audience/email-address.ts';
import type { SigningKey } from '../audience/signed-link.ts';
import type { FrozenLetter } from './frozen-letter.ts';

/** One header that is written as it stands. */
export interface PreparedHeader {
  readonly key: string;
  readonly value: { readonly prepared: true; readonly value: string };
}

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
  const hmac = createHmac('sha256', key.secret).update(
    `masthead message\0${mailing.slug}\0${mailing.edition}\0${publicId}`,
  );
  return `<${hmac.digest('hex').slice(0, 32)}@${addressDomain(sender)}>`;
}

/** The Subject; nodemailer would let a literal `=?UTF-8?B?...?=` in an ASCII title through, to be decoded (F5.01). */
export function subjectHeader(subject: string): PreparedHeader {
  return prepared('Subject', unstructured(subject));
}

/** List-Id, List-Unsubscribe and its Post, List-Archive, Precedence, Feedback-ID, Content-Language, in this order. */
export function listHeaders(letter: FrozenLetter, mailing: MailingId, unsubscribe: string): readonly PreparedHeader[] {
  return [
    prepared('List-Id', `${phrase(letter.list.name)} <${letter.list.id}>`),
    prepared('List-Unsubscribe', `<${unsubscribe}>`, 'one line'),
    // RFC 8058 knows one-click by https alone; a site without TLS keeps the plain header.
    ...(unsubscribe.startsWith('https:') ? [prepared('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click')] : []),
    prepared('List-Archive', `<${encodeURI(`${letter.baseUrl}/`)}>`),
    prepared('Precedence', 'bulk'),
    prepared('Feedback-ID', feedbackId(letter, mailing)),
    prepared('Content-Language', letter.language),
  ];
}

/**
 * Google's `campaign:list:kind:sender`, the last of them constant for a newsletter. Digests, because the fields are
 * short and a slug may be Chinese; nothing in it tells one recipient from another (B3.13).
 */
function feedbackId(letter: FrozenLetter, mailing: MailingId): string {
  const kind = mailing.edition === '' ? 'issue' : 'correction';
  const campaign = digest(`${mailing.slug}\0${mailing.edition}`);
  return `${campaign}:${digest(letter.list.id)}:${kind}:${digest(letter.authority)}`;
}

function digest(text: string): string {
  return createHmac('sha256', 'masthead feedback').update(text).digest('hex').slice(0, 12);
}

function phrase(name: string): string {
  return /^[\w !#$%&'*+/=?^`{|}~-]*$/.test(name) ? unstructured(name) : encodeWord(name, 'B', ENCODED_WORD);
}

/** Text that is not plain ASCII, or that a reader's program would take for an encoded-word, becomes encoded-words. */
function unstructured(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) && !text.includes('=?') ? text : encodeWord(text, 'B', ENCODED_WORD);
}

function prepared(key: string, value: string, fold: 'one line' | 'folded' = 'folded'): PreparedHeader {
  // Some relays sign before they unfold: a List-Unsubscribe on two lines has cost people their signature (B3.12).
  const line = fold === 'one line' ? value : foldLines(`${key}: ${value}`, HEADER_LINE).slice(key.length + 2);
  return { key, value: { prepared: true, value: line } };
}

/** The sender of a letter as an address; masthead.yaml has been checked, so anything else is a bug. */
export function senderAddress(letter: FrozenLetter): EmailAddress {
  const address = emailAddress(letter.sender.address);
  if (address === undefined) throw new TypeError('the sender of the newsletter is not an email address');
  return address;
}
