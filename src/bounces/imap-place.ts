// `imaps://user:password@host/folder` -> where and how a bounce mailbox is read. It holds a password, so no message
// repeats it.
import { isIP } from 'node:net';

export interface ImapPlace {
  readonly host: string;
  readonly port: number;
  /** implicit: TLS from the first byte. required: STARTTLS or nothing. none: loopback only. */
  readonly tls: 'implicit' | 'required' | 'none';
  readonly auth: { readonly user: string; readonly pass: string };
  readonly folder: string;
  /** Whether mails are deleted once they are recorded; otherwise they are marked as read. */
  readonly isEmptied: boolean;
  /** Names it without its password: for messages, and for how far it was read. */
  readonly name: string;
}

export const IMAP_FORM = 'imaps://user:password@host/INBOX';

/**
 * Reads `imaps://`, or `imap://` (STARTTLS required, except to loopback), with user, password and folder
 * percent-encoded, INBOX unless named, and `?delete=yes`. Undefined for everything else.
 */
export function imapPlace(text: string): ImapPlace | undefined {
  const url = URL.parse(text);
  if (url === null || !/^imaps?:$/.test(url.protocol) || url.username === '' || url.password === '') return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isImplicit = url.protocol === 'imaps:';
  const [user, pass, folder] = [url.username, url.password, url.pathname.slice(1)].map(decoded);
  const parameters = [...url.searchParams];
  const isKnown = parameters.every(([name, value]) => name === 'delete' && /^(?:yes|no)$/.test(value));
  if (host === '' || !isKnown || user === undefined || pass === undefined || folder === undefined) return undefined;
  const isLoopback = host === 'localhost' || (isIP(host) === 4 ? host.startsWith('127.') : host === '::1');
  return {
    host,
    port: url.port === '' ? (isImplicit ? 993 : 143) : Number(url.port),
    tls: isImplicit ? 'implicit' : isLoopback ? 'none' : 'required',
    auth: { user, pass },
    folder: folder === '' ? 'INBOX' : folder,
    isEmptied: url.searchParams.get('delete') === 'yes',
    name: `${user} at ${url.host}/${folder === '' ? 'INBOX' : folder}`,
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
