// Whether an IP address can be seen from outside: what is loopback, private, link-local or set aside for documents says
// nothing about how others see a server.
import { BlockList, isIP } from 'node:net';

/** RFC 6890 and its successors. */
const RESERVED_4 = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
  192.168.0.0/16 198.18.0.0/15 224.0.0.0/3`.split(/\s+/);
const RESERVED_6 = '::/127 fc00::/7 fe80::/10 ff00::/8'.split(' ');

const reserved = new BlockList();
for (const [list, family] of [
  [RESERVED_4, 'ipv4'],
  [RESERVED_6, 'ipv6'],
] as const) {
  for (const entry of list) {
    const [network = '', prefix] = entry.split('/');
    reserved.addSubnet(network, Number(prefix), family);
  }
}

export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !reserved.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
