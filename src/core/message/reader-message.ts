// A single mail to somebody who asked for something: plain text and HTML, to one address, answered by nobody. It is no
// part of a list, so it has no headers to leave one (standards B3.14), and says that a program wrote it (RFC 3834).
import { createHmac } from 'node:crypto';
import { addressDomain, type EmailAddress } from '../audience/email-address.ts';
import type { SigningKey } from '../audience/signed-link.ts';
import type { Newsletter } from '../newsletter.ts';
import { messageDate } from './message-date.ts';
import { checkedAddress, headerLine, mailbox, unstructured } from './message-headers.ts';
import type { Message } from './message.ts';

export interface ReaderMail {
  readonly to: EmailAddress;
  readonly subject: string;
  readonly language: string;
  readonly html: string;
  readonly text: string;
  /** What makes it this very mail: the same on every attempt, other for every other mail. */
  readonly occasion: string;
  /** RFC 3339. */
  readonly createdAt: string;
}

/** The bytes of a mail; the same input gives the same ones. */
export function readerMessage(mail: ReaderMail, newsletter: Newsletter, key: SigningKey): Message {
  const sender = newsletter.readers.sender ?? newsletter.sender;
  const from = checkedAddress(sender.address, 'the sender of the mails to readers');
  const digest = createHmac('sha256', key.secret).update(`masthead mail\0${mail.occasion}`).digest('hex');
  const messageId = `<${digest.slice(0, 32)}@${addressDomain(from)}>`;
  const border = `=_${digest.slice(32, 56)}`;
  const replyTo = newsletter.reply_to;
  const header = [
    headerLine('From', mailbox(oneLine(sender.name), from)),
    ...(replyTo === undefined ? [] : [headerLine('Reply-To', checkedAddress(replyTo, 'the reply address'))]),
    headerLine('To', mail.to),
    headerLine('Subject', unstructured(oneLine(mail.subject))),
    headerLine('Date', messageDate(mail.createdAt, newsletter.schedule.time_zone)),
    headerLine('Message-ID', messageId),
    // Answers of holiday programs to it would reach nobody.
    headerLine('Auto-Submitted', 'auto-generated'),
    headerLine('Content-Language', mail.language),
    headerLine('MIME-Version', '1.0'),
    headerLine('Content-Type', `multipart/alternative; boundary="${border}"`),
  ].join('');
  const parts = [part('text/plain', mail.text), part('text/html', mail.html)];
  const body = `--${border}\r\n${parts.join(`--${border}\r\n`)}--${border}--\r\n`;
  return { from, to: mail.to, messageId, header, body: [Buffer.from(body, 'latin1')] };
}

/** RFC 2045, 6.8: lines of at most 76. */
const LINE = /.{1,76}/g;

function part(type: string, text: string): string {
  const base64 = Buffer.from(text.replace(/\r?\n/g, '\r\n')).toString('base64');
  const lines = (base64.match(LINE) ?? []).join('\r\n');
  return `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines}\r\n`;
}

/** Control characters and line separators never reach a header, whatever the settings hold (E3.03). */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
