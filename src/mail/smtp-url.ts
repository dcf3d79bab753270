// SMTP_URL -> where and how to connect. The URL holds a password, so no message repeats it.
import { isIP } from 'node:net';
import { AppError } from '../errors.ts';

export interface SmtpTarget {
  readonly host: string;
  readonly port: number;
  /** implicit: TLS from the first byte. required: STARTTLS or nothing. none: loopback only. */
  readonly tls: 'implicit' | 'required' | 'none';
  readonly auth?: { readonly user: string; readonly pass: string };
  /** Name given with EHLO; the machine's own when absent. */
  readonly name?: string;
  readonly connections: number;
}

const DEFAULT_CONNECTIONS = 5;
/** Far above what one relay takes from one client. */
const MOST_CONNECTIONS = 50;
const FORM = 'smtp://user:password@host:587 or smtps://user:password@host:465';

/**
 * Reads `smtp://` (STARTTLS required, except to loopback) or `smtps://` (implicit TLS), user and password
 * percent-encoded, and the parameters `connections`, `name` and, for loopback, `tls=required`. Throws SMTP_URL_INVALID.
 */
export function smtpTarget(smtpUrl: string): SmtpTarget {
  const url = URL.parse(smtpUrl);
  if (url === null || !/^smtps?:$/.test(url.protocol)) throw invalid(`is not a URL such as ${FORM}`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host === '') throw invalid(`names no host; write ${FORM}`);
  const isImplicit = url.protocol === 'smtps:';
  const { name, connections } = parameters(url);
  return {
    host,
    port: url.port === '' ? (isImplicit ? 465 : 587) : Number(url.port),
    tls: isImplicit ? 'implicit' : isLoopback(host) && url.searchParams.get('tls') !== 'required' ? 'none' : 'required',
    ...credentials(url),
    ...(name === null ? {} : { name }),
    connections,
  };
}

function parameters(url: URL): { name: string | null; connections: number } {
  const unknown = [...url.searchParams.keys()].find((key) => !['connections', 'name', 'tls'].includes(key));
  if (unknown !== undefined) throw invalid(`has the parameter ${unknown}; it takes connections, name and tls`);
  const tls = url.searchParams.get('tls');
  if (tls !== null && tls !== 'required')
    throw invalid('takes tls=required only; TLS is never turned off for a remote host');
  const connections = Number(url.searchParams.get('connections') ?? DEFAULT_CONNECTIONS);
  if (!Number.isInteger(connections) || connections < 1 || connections > MOST_CONNECTIONS) {
    throw invalid(`takes connections from 1 to ${MOST_CONNECTIONS}`);
  }
  return { name: url.searchParams.get('name'), connections };
}

function credentials(url: URL): { auth?: { user: string; pass: string } } {
  if (url.username === '' && url.password === '') return {};
  if (url.username === '' || url.password === '') throw invalid('has a user or a password alone; a login needs both');
  try {
    return { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } };
  } catch {
    throw invalid('has a user or password that is not percent-encoded; write % as %25 and @ as %40');
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function invalid(fault: string): AppError {
  return new AppError('SMTP_URL_INVALID', `SMTP_URL ${fault}.`);
}
