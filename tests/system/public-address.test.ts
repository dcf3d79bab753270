import { expect, test } from 'vitest';
import { isPublicAddress } from '../../src/system/public-address.ts';

test.each([
  '0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.255.255 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1',
  '192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255',
  ':: ::1 fe80::1 fe80::1%eth0 fc00::1 fd12:3456::1 ff02::1 2001:db8::1 2001::1 2002:7f00:1:: 3fff::1 100::1',
  '::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1 64:ff9b::169.254.169.254 64:ff9b:1::1 ::127.0.0.1',
  'localhost 0x7f.1 2130706433 1.2.3 1.2.3.4.5 example.com',
])('none of %s is public', (addresses) => {
  expect(addresses.split(' ').filter(isPublicAddress)).toEqual([]);
});

test.each([
  '1.1.1.1 93.184.216.34 172.32.0.1 100.128.0.1 2606:4700::1111 2a00:1450::5 ::ffff:1.1.1.1 64:ff9b::1.1.1.1',
])('all of %s are', (addresses) => {
  expect(addresses.split(' ').filter((address) => !isPublicAddress(address))).toEqual([]);
});
