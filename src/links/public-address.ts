// Which addresses of the Internet Protocol belong to the public Internet: the only ones that are asked for a link,
// whatever a name in an issue resolves to (OWASP, server-side request forgery; standards E4.07). What is not known to be
// public is not. The lists are those of IANA's special-purpose registries.
import { BlockList, isIPv4, isIPv6 } from 'node:net';

const SPECIAL_IPV4: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  // Carriers' own (RFC 6598).
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local; clouds answer with secrets at 169.254.169.254.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  // Multicast, reserved, broadcast.
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Within 2000::/3, beyond which nothing is public. */
const SPECIAL_IPV6: readonly (readonly [network: string, prefix: number])[] = [
  // Teredo, ORCHID, benchmarks and the like.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
];

const special = new BlockList();
for (const [network, prefix] of SPECIAL_IPV4) special.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of SPECIAL_IPV6) special.addSubnet(network, prefix, 'ipv6');
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** Whether the address, as DNS or a URL gives it, is one that anybody on the Internet may be sent to. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !special.check(address, 'ipv4');
  // A zone names a network of this machine.
  if (!isIPv6(address) || address.includes('%')) return false;
  const inner = embeddedIPv4(address);
  if (inner !== undefined) return isPublicAddress(inner);
  return globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

/** The IPv4 address to which an IPv6 one of these kinds leads: 6to4 (RFC 3056), and NAT64 (RFC 6052). */
function embeddedIPv4(address: string): string | undefined {
  const words = wordsOf(address);
  const [first = 0, second = 0, third = 0] = words;
  if (first === 0x2002) return dotted(second, third);
  const isNat64 = first === 0x64 && second === 0xff9b && words.slice(2, 6).every((word) => word === 0);
  return isNat64 ? dotted(words[6] ?? 0, words[7] ?? 0) : undefined;
}

/** The eight words of a valid IPv6 address. Mapped addresses (`::ffff:`) end in two of them, and stay below 2000::/3. */
function wordsOf(address: string): readonly number[] {
  const plain = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const [before, after] = [wordsIn(head), wordsIn(tail ?? '')];
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}

function wordsIn(part: string): readonly number[] {
  return part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16));
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
