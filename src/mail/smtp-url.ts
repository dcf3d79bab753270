// SMTP_URL -> where and how to connect, for each of its routes. It holds passwords, so no message repeats it.
import { isIP } from 'node:net';
import { emailAddress } from '../core/audience/email-address.ts';
import { AppError } from '../errors.ts';

export interface SmtpTarget {
  readonly host: string;
  readonly port: number;
  /** implicit: TLS from the first byte. required: STARTTLS or nothing. none: loopback only. */
  readonly tls: 'implicit' | 'required' | 'none';
  readonly auth?: { readonly user: string; readonly pass: string };
  /** Name given with EHLO; the machine's own when absent. */
  readonly ehloName?: string;
  readonly connections: number;
  /** After so many messages a connection is closed and another one opened. */
  readonly messagesAConnection: number;
  /** What people call this route. */
  readonly name: string;
  readonly weight: number;
  /** The recipients' domains that this route is for; absent: all for which there is no other. */
  readonly domains?: readonly string[];
  /** Messages a minute, and a day (UTC), that may begin on this route. */
  readonly perMinute?: number;
  readonly perDay?: number;
}

const DEFAULT_CONNECTIONS = 5;
/** Far above what one relay takes from one client. */
const MOST_CONNECTIONS = 50;
/** Some servers close a connection after more, NetEase with an error (standards B5.08, C1.08). */
const DEFAULT_MESSAGES = 100;
const MOST_MESSAGES = 10_000;
/** Shares, not percent: enough to say one in a hundred. */
const MOST_WEIGHT = 100;
/** Far above what any relay takes. */
const MOST_A_MINUTE = 1_000_000;
const MOST_A_DAY = 100_000_000;
const PARAMETERS = ['connections', 'messages', 'ehlo', 'tls', 'name', 'weight', 'domains', 'per_minute', 'per_day'];
const FORM = 'smtp://user:password@host:587 or smtps://user:password@host:465';

/**
 * Reads one URL, or several between white space: a route each, with `weight=2`, `domains=qq.com,163.com` and `name`.
 * Throws SMTP_URL_INVALID.
 */
export function smtpTargets(smtpUrls: string): readonly [SmtpTarget, ...SmtpTarget[]] {
  const [first = '', ...others] = smtpUrls.trim().split(/\s+/);
  const targets: [SmtpTarget, ...SmtpTarget[]] = [smtpTarget(first), ...others.map(smtpTarget)];
  const names = targets.map((target) => target.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw invalid(`has two routes called ${twice}; tell them apart with name=`);
  return targets;
}

/**
 * Reads `smtp://` (STARTTLS required, except to loopback) or `smtps://` (implicit TLS), user and password
 * percent-encoded, and the parameters. Throws SMTP_URL_INVALID.
 */
export function smtpTarget(smtpUrl: string): SmtpTarget {
  const url = URL.parse(smtpUrl);
  if (url === null || !/^smtps?:$/.test(url.protocol)) throw invalid(`is not a URL such as ${FORM}`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (host === '') throw invalid(`names no host; write ${FORM}`);
  const isImplicit = url.protocol === 'smtps:';
  const port = url.port === '' ? (isImplicit ? 465 : 587) : Number(url.port);
  return {
    host,
    port,
    tls: isImplicit ? 'implicit' : isLoopback(host) && url.searchParams.get('tls') !== 'required' ? 'none' : 'required',
    ...credentials(url),
    ...parameters(url, `${host}:${port}`),
  };
}

type Parameters = Omit<SmtpTarget, 'host' | 'port' | 'tls' | 'auth'>;

function parameters({ searchParams }: URL, place: string): Parameters {
  const unknown = [...searchParams.keys()].find((key) => !PARAMETERS.includes(key));
  if (unknown !== undefined) throw invalid(`has the parameter ${unknown}; it takes ${PARAMETERS.join(', ')}`);
  const tls = searchParams.get('tls');
  if (tls !== null && tls !== 'required')
    throw invalid('takes tls=required only; TLS is never turned off for a remote host');
  const ehloName = searchParams.get('ehlo');
  const domains = searchParams.get('domains');
  return {
    ...(ehloName === null ? {} : { ehloName: domainOf(ehloName) }),
    connections: count(searchParams, 'connections', DEFAULT_CONNECTIONS, MOST_CONNECTIONS),
    messagesAConnection: count(searchParams, 'messages', DEFAULT_MESSAGES, MOST_MESSAGES),
    name: searchParams.get('name') ?? place,
    weight: count(searchParams, 'weight', 1, MOST_WEIGHT),
    ...(domains === null ? {} : { domains: domains.split(',').map(domainOf) }),
    ...(searchParams.has('per_minute') ? { perMinute: count(searchParams, 'per_minute', 1, MOST_A_MINUTE) } : {}),
    ...(searchParams.has('per_day') ? { perDay: count(searchParams, 'per_day', 1, MOST_A_DAY) } : {}),
  };
}

function count(searchParams: URLSearchParams, name: string, usual: number, most: number): number {
  const value = Number(searchParams.get(name) ?? usual);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw invalid(`takes ${name} from 1 to ${most}`);
}

/** In the form in which the domains of recipients are kept. */
function domainOf(text: string): string {
  const address = emailAddress(`postmaster@${text}`);
  if (address === undefined) throw invalid(`names ${text} where a domain belongs`);
  return address.slice('postmaster@'.length);
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
