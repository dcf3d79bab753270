// A mail that somebody sent to the bounce address, read within bounds: its size, the depth and the number of its parts
// are what a stranger chose (standards C5.09). What lies beyond a bound is cut off, because in a report what matters
// stands in front and the returned message behind it.
import PostalMime, { type Email } from 'postal-mime';
import { mailFields, type MailFields } from './mail-fields.ts';

export interface ReceivedMail {
  /** Of the mail itself. */
  readonly fields: MailFields;
  /** Decoded. */
  readonly subject: string;
  readonly from: { readonly name: string; readonly address: string };
  /** What a person would read, from the first parts. */
  readonly text: string;
  /** The other parts in order: delivery status, feedback report, the returned message or its headers. */
  readonly parts: readonly MailPart[];
}

export interface MailPart {
  /** In lower case. */
  readonly type: string;
  readonly text: string;
}

/** A report with the headers of the returned message is a few kilobytes; we never need its body. */
const MAX_MAIL_BYTES = 512 * 1024;
/** A report has two or three. Each costs a parser object, and every delimiter begins a line with two hyphens. */
const MAX_DELIMITERS = 400;
const MAX_DEPTH = 8;
const MAX_HEADER_BYTES = 128 * 1024;
const MAX_PARTS = 20;
/** For what is searched by patterns. */
const MAX_TEXT_CHARACTERS = 40_000;

/** The mail in `bytes`, or undefined when it cannot be read within the bounds. */
export async function receivedMail(bytes: Uint8Array): Promise<ReceivedMail | undefined> {
  const cut = bytes.subarray(0, boundedLength(bytes));
  const email = await parsed(cut);
  if (email === undefined) return undefined;
  return {
    fields: mailFields(email.headerLines.map(({ line }) => line.replace(/\r?\n/g, '\n')).join('\n')),
    subject: (email.subject ?? '').slice(0, MAX_TEXT_CHARACTERS),
    from: { name: email.from?.name ?? '', address: email.from?.address ?? '' },
    text: (email.text ?? plainText(email.html ?? '')).slice(0, MAX_TEXT_CHARACTERS),
    parts: email.attachments.slice(0, MAX_PARTS).map(({ mimeType, content }) => ({
      type: mimeType.toLowerCase(),
      // Asked for as text below.
      text: typeof content === 'string' ? content.slice(0, MAX_TEXT_CHARACTERS) : '',
    })),
  };
}

/** Where the bytes are cut: at the size, or at the delimiter that is one too many. */
function boundedLength(bytes: Uint8Array): number {
  const end = Math.min(bytes.length, MAX_MAIL_BYTES);
  const [hyphen, newline] = [0x2d, 0x0a];
  let delimiters = 0;
  for (let at = bytes.indexOf(newline); at >= 0 && at < end; at = bytes.indexOf(newline, at + 1)) {
    if (bytes[at + 1] !== hyphen || bytes[at + 2] !== hyphen) continue;
    delimiters += 1;
    if (delimiters > MAX_DELIMITERS) return at;
  }
  return end;
}

/** The parser throws for what is deeper than it may go. */
async function parsed(bytes: Uint8Array): Promise<Email | undefined> {
  try {
    return await PostalMime.parse(bytes, {
      forceRfc822Attachments: true,
      attachmentEncoding: 'utf8',
      maxNestingDepth: MAX_DEPTH,
      maxHeadersSize: MAX_HEADER_BYTES,
      maxRfc822NestingDepth: 0,
    });
  } catch {
    return undefined;
  }
}

/** Enough of HTML to find a status and a sentence in it. */
function plainText(html: string): string {
  return html
    .slice(0, MAX_TEXT_CHARACTERS)
    .replace(/<(style|script)\b[^>]{0,500}>[^<]{0,20000}/gi, '')
    .replace(/<(?:br|\/p|\/div|\/tr|\/td|\/li)\b[^>]{0,500}>/gi, '\n')
    .replace(/<[^>]{0,2000}>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&');
}
