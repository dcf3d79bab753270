// Who is asking: the address at the other end of the socket, or what a proxy says in X-Forwarded-For, which counts only
// when the proxy itself is one that the owner has named (TRUSTED_PROXIES). Whatever a client writes into that header
// about itself stands to the left of what our proxies add, so it is read from the right and no further than needed.
import { BlockList, isIP } from 'node:net';

/** Gives the client's address from the peer of the socket and the header, both as they came. */
export type ClientAddress = (peer: string | undefined, forwardedFor: string | undefined) => string;

/** Longer chains of proxies than anybody has; the rest of the header is the client's own invention. */
const MAX_HOPS = 10;

/** What a socket that is gone already gives. */
const NOBODY = '0.0.0.0';

/** `trusted` holds addresses and networks (`10.0.0.0/8`) that proxyProblem finds no fault with. */
export function clientAddress(trusted: readonly string[]): ClientAddress {
  const proxies = blockList(trusted);
  const isTrusted = (address: string): boolean => isIn(proxies, address);
  return (peer, forwardedFor) => {
    let address = plainAddress(peer ?? NOBODY) ?? NOBODY;
    if (forwardedFor === undefined || trusted.length === 0) return address;
    for (const hop of forwardedFor.split(',').slice(-MAX_HOPS).toReversed()) {
      if (!isTrusted(address)) return address;
      const next = plainAddress(hop.trim());
      // A proxy of ours that writes something else tells nothing, and what stands before it may be anybody's.
      if (next === undefined) return address;
      address = next;
    }
    return address;
  };
}

/** What is wrong with one entry of TRUSTED_PROXIES; undefined when nothing is. */
export function proxyProblem(entry: string): string | undefined {
  const [address = '', bits, more] = entry.split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  const isNetwork = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
  if (family !== 0 && isNetwork && more === undefined) return undefined;
  return `"${entry}" is neither an address nor a network; write 127.0.0.1 or 10.0.0.0/8`;
}

/**
 * What counts as one client where somebody may have many addresses: an IPv4 address, or the /64 of an IPv6 one, which
 * is the least that a provider gives to a household.
 */
export function clientNetwork(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const behind = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - groups.length - behind.length }, () => '0');
  return `${[...groups, ...zeros, ...behind].slice(0, 4).join(':')}::/64`;
}

/** False for loopback, private and link-local addresses: there a proxy may stand for everybody. */
export function isPublicAddress(address: string): boolean {
  return !isIn(INNER, address);
}

const INNER = blockList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1',
  'fc00::/7',
  'fe80::/10',
]);

function blockList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** One spelling for each address: no port, no brackets, no zone, IPv4 as such, IPv6 shortened (RFC 5952). */
function plainAddress(text: string): string | undefined {
  const bare = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? text.replace(/^([\d.]+):\d{1,5}$/, '$1');
  const address = bare.replace(/%.*$/, '');
  const family = isIP(address);
  if (family === 0) return undefined;
  if (family === 4) return address;
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined && isIP(mapped) === 4) return mapped;
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}
