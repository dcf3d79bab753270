// How often somebody may be asked to confirm: by address, by machine and its network, by mail domain, and all together
// (standards E5.02). A form that mails whatever address is typed into it is a weapon against the owners of addresses;
// these limits are what keeps it blunt. Keys are hashed: the table of limits tells no address.
import { createHmac } from 'node:crypto';
import { addressDomain, addressKey, type EmailAddress } from './email-address.ts';
import type { SigningKey } from './signed-link.ts';

export type LimitKind = 'address' | 'move' | 'machine' | 'network' | 'domain' | 'everyone';

export interface LimitKey {
  readonly kind: LimitKind;
  /** Kind and value, hashed with the secret. */
  readonly key: string;
}

interface Limit {
  readonly count: number;
  readonly seconds: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const LIMITS: Readonly<Record<LimitKind, readonly Limit[]>> = {
  address: [
    { count: 1, seconds: 10 * MINUTE },
    { count: 3, seconds: DAY },
  ],
  // Each change of address mails the old mailbox as well, and whoever got a letter passed on can ask for one.
  move: [
    { count: 3, seconds: HOUR },
    { count: 5, seconds: DAY },
  ],
  // An office or a class may stand behind one address.
  machine: [
    { count: 10, seconds: HOUR },
    { count: 30, seconds: DAY },
  ],
  network: [{ count: 20, seconds: HOUR }],
  // Large providers have half of all readers; a company's own domain never has so many in an hour.
  domain: [{ count: 100, seconds: HOUR }],
  everyone: [{ count: 300, seconds: HOUR }],
};

/** The longest that an entry matters: older rows can be forgotten. */
export const LIMITS_MEMORY_MS = DAY * 1000;

/** What is left of the limit for everyone while the breaker is open: genuine readers get through now and then. */
export const TRICKLE: Limit = { count: 10, seconds: HOUR };

/** Under what one request counts. `ip` as the server saw it. */
export function limitKeys(address: EmailAddress, ip: string, key: SigningKey): readonly LimitKey[] {
  const network = ipv6Network(ip);
  const values: readonly (readonly [LimitKind, string])[] = [
    ['address', addressKey(address)],
    ['machine', plainIp(ip)],
    ...(network === undefined ? [] : [['network', network] as const]),
    ['domain', addressDomain(address)],
    ['everyone', ''],
  ];
  return values.map(([kind, value]) => ({ kind, key: hashed(kind, value, key) }));
}

/** The same for a change of address, which is a mail to the old mailbox too. */
export function moveLimitKeys(
  { from, to }: { readonly from: EmailAddress; readonly to: EmailAddress },
  ip: string,
  key: SigningKey,
): readonly LimitKey[] {
  return [...limitKeys(to, ip, key), { kind: 'move', key: hashed('move', addressKey(from), key) }];
}

/** Instants in milliseconds, oldest first. */
export type LimitLog = readonly number[];

/** The log with this request in it; undefined when the limit is reached. */
export function countedAsk(kind: LimitKind, log: LimitLog, nowMs: number, everyone?: Limit): LimitLog | undefined {
  const limits = kind === 'everyone' && everyone !== undefined ? [everyone] : LIMITS[kind];
  const isReached = limits.some(
    ({ count, seconds }) => log.filter((at) => at > nowMs - seconds * 1000).length >= count,
  );
  if (isReached) return undefined;
  const longestMs = Math.max(...LIMITS[kind].map(({ seconds }) => seconds)) * 1000;
  return [...log.filter((at) => at > nowMs - longestMs), nowMs];
}

/** One spelling for each address: an IPv4 address inside IPv6 is the IPv4 address. */
function plainIp(ip: string): string {
  const inside = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  return inside ?? groupsOf(ip)?.join(':') ?? ip;
}

/** The /64, which one customer has as a rule; undefined for IPv4. */
function ipv6Network(ip: string): string | undefined {
  if (plainIp(ip).includes('.')) return undefined;
  return groupsOf(ip)?.slice(0, 4).join(':');
}

/** The eight groups of an IPv6 address without leading zeros. */
function groupsOf(ip: string): readonly string[] | undefined {
  // A zone (`%eth0`) belongs to our side of the line.
  const host = URL.parse(`http://[${ip.replace(/%.*$/, '')}]/`)?.hostname;
  if (host === undefined) return undefined;
  const [left = '', right] = host.slice(1, -1).split('::');
  const before = left === '' ? [] : left.split(':');
  const after = right === undefined || right === '' ? [] : right.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after];
}

function hashed(kind: LimitKind, value: string, key: SigningKey): string {
  const hmac = createHmac('sha256', key.secret).update(`masthead limit\0${kind}\0${value}`);
  return hmac.digest('hex').slice(0, 32);
}
