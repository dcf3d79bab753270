// Which network addresses belong to the public internet. An address that somebody else wrote down (a link in an issue,
// a picture in an export, a redirect) must never lead into our own network (standards E4.07): so what is not known to
// be public is not.
import { BlockList, isIP } from 'node:net';

/** IANA's registries of special purpose: private, loopback, link-local (cloud metadata too), shared, tests, groups. */
const SPECIAL_V4 = [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24',
  '192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4',
];
/** Inside the public range: Teredo and its neighbours, documentation, and 6to4, which can hold any IPv4 address. */
const SPECIAL_V6 = ['2001::/23 2001:db8::/32 2002::/16 3fff::/20'];

const specialV4 = blockList(SPECIAL_V4, 'ipv4');
const specialV6 = blockList(SPECIAL_V6, 'ipv6');
/** All that was ever given out; unique local, link-local, loopback and groups are outside. */
const publicV6 = blockList(['2000::/3'], 'ipv6');

/** False for everything that is no address of the public internet, text that is no address at all included. */
export function isPublicAddress(ip: string): boolean {
  // A zone (`%eth0`) is only ever written for addresses of our own network.
  if (isIP(ip) === 4) return !specialV4.check(ip, 'ipv4');
  if (isIP(ip) !== 6 || ip.includes('%')) return false;
  // Checked by prefix: BlockList would hold a mapped address to be the IPv4 address in it.
  const groups = groupsOf(ip);
  const inside = heldV4(groups);
  if (inside !== undefined) return isPublicAddress(inside);
  return publicV6.check(ip, 'ipv6') && !specialV6.check(ip, 'ipv6');
}

/** The IPv4 address in the last two groups of an address whose prefix says that it holds one. */
function heldV4(groups: readonly number[]): string | undefined {
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  const isTranslated = groups[0] === 0x64 && groups[1] === 0xff9b && groups.slice(2, 6).every((group) => group === 0);
  if (!isMapped && !isTranslated) return undefined;
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight groups; the WHATWG parser brings every spelling into one. */
function groupsOf(ip: string): readonly number[] {
  const host = new URL(`http://[${ip}]/`).hostname.slice(1, -1);
  const [left = '', right] = host.split('::');
  const [before, after] = [numbersOf(left), numbersOf(right)];
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}

function numbersOf(side = ''): readonly number[] {
  return side === '' ? [] : side.split(':').map((group) => Number.parseInt(group, 16));
}

function blockList(lines: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const network of lines.flatMap((line) => line.split(' '))) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}
