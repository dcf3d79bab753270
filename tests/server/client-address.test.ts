import { expect, test } from 'vitest';
import { clientAddress, clientNetwork, isPublicAddress, proxyProblem } from '../../src/server/client-address.ts';

const TRUSTED = ['127.0.0.1', '10.0.0.0/8', '2001:db8:1::/48'];

test.each([
  ['the peer itself without a header', '203.0.113.9', undefined, '203.0.113.9'],
  ['the peer when it is no proxy of ours', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['what our proxy says', '127.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['the same through a mapped address', '::ffff:127.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['the right-most that is not ours', '127.0.0.1', '1.1.1.1, 198.51.100.1, 10.2.3.4', '198.51.100.1'],
  ['not what the client wrote before it', '127.0.0.1', '9.9.9.9, 198.51.100.1', '198.51.100.1'],
  ['the left-most when all are ours', '127.0.0.1', '10.0.0.7', '10.0.0.7'],
  ['our proxy when it says nonsense', '127.0.0.1', 'unknown', '127.0.0.1'],
  ['without port', '127.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
  ['IPv6 without brackets and port', '127.0.0.1', '[2001:DB8:0:0::1]:443', '2001:db8::1'],
  ['IPv6 proxies as well', '2001:db8:1::5', '2001:db8:2::1', '2001:db8:2::1'],
  ['nobody when the socket has gone', undefined, '198.51.100.1', '0.0.0.0'],
])('the client is %s', (_, peer, header, expected) => {
  expect(clientAddress(TRUSTED)(peer, header)).toBe(expected);
});

test('without trusted proxies the header counts for nothing', () => {
  expect(clientAddress([])('127.0.0.1', '198.51.100.1')).toBe('127.0.0.1');
});

test.each(['127.0.0.1', '::1', '10.0.0.0/8', '2001:db8::/32'])('%s names a proxy', (entry) => {
  expect(proxyProblem(entry)).toBeUndefined();
});

test.each(['localhost', '10.0.0.0/33', '10.0.0.0/8/8', '2001:db8::/129', '', '10.0.0.0/x'])(
  '"%s" names no proxy',
  (entry) => {
    expect(proxyProblem(entry)).toContain('127.0.0.1');
  },
);

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s is of the network %s', (address, network) => {
  expect(clientNetwork(address)).toBe(network);
});

test.each([
  ['203.0.113.9', true],
  ['2001:db8::1', true],
  ['192.168.1.4', false],
  ['127.0.0.1', false],
  ['::1', false],
  ['fe80::1', false],
])('%s: public is %s', (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});
