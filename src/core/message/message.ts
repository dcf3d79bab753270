// letter + subscriber -> message, the bytes on the wire. The one place where a message is composed; every part that a
// library would make up (date, Message-ID, boundary) is given, so the same input gives the same bytes on every attempt.
import MailComposer from 'nodemailer/lib/mail-composer';
import { createHmac } from 'node:crypto';
import type { EmailAddress } from '../audience/email-address.ts';
import { unsubscribeUrl, type SigningKey } from '../audience/signed-link.ts';
import { fillSlots } from '../render/letter/slots.ts';
import type { FrozenLetter } from './frozen-letter.ts';
import { messageDate } from './message-date.ts';
import { listHeaders, messageId, senderAddress, subjectHeader, type MailingId } from './message-headers.ts';

export interface Message {
  /** Envelope sender. */
  readonly from: EmailAddress;
  /** Envelope recipient: always exactly one (standards B1.09). */
  readonly to: EmailAddress;
  readonly messageId: string;
  readonly bytes: Uint8Array;
}

export interface Recipient {
  readonly address: EmailAddress;
  readonly publicId: string;
}

export interface MessageOf extends MailingId {
  readonly letter: FrozenLetter;
  /** The start of the mailing, RFC 3339. */
  readonly startedAt: string;
}

/** Composes the message; 7-bit clean, both parts base64 (B2.01-B2.03), CRLF line ends. */
export async function message(mailing: MessageOf, recipient: Recipient, key: SigningKey): Promise<Message> {
  const { letter } = mailing;
  const from = senderAddress(letter);
  const id = messageId(mailing, recipient.publicId, from, key);
  const unsubscribe = unsubscribeUrl(letter.baseUrl, letter.authority, recipient.publicId, key);
  const composer = new MailComposer({
    from: { name: letter.sender.name, address: from },
    // An object, never a string: nodemailer reads `a@x, b@y` in a string as two recipients (E3.02).
    to: { name: '', address: recipient.address },
    ...(letter.replyTo === undefined ? {} : { replyTo: { name: '', address: letter.replyTo } }),
    messageId: id,
    date: messageDate(mailing.startedAt, letter.timeZone),
    headers: [subjectHeader(letter.subject), ...listHeaders(letter, mailing, unsubscribe)],
    text: crlf(fillSlots(letter.text, { address: recipient.address, unsubscribe_url: unsubscribe })),
    html: crlf(
      fillSlots(letter.html, { address: escapeHtml(recipient.address), unsubscribe_url: escapeHtml(unsubscribe) }),
    ),
    textEncoding: 'base64',
    baseBoundary: createHmac('sha256', 'masthead boundary').update(id).digest('hex').slice(0, 32),
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { from, to: recipient.address, messageId: id, bytes: await composer.compile().build() };
}

/** The canonical line end of text is CRLF also inside base64 (RFC 2046, 4.1.1). */
function crlf(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}

/** For element content and for a quoted attribute. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
