import { expect, test } from 'vitest';
import { signingKey, type KeyRing } from '../../../src/core/audience/signed-link.ts';
import { BOUNCE_LOCAL_OCTETS, readReturnPath, returnPath } from '../../../src/core/message/return-path.ts';

const KEY = signingKey('the key of this test, long enough');
const RING: KeyRing = [KEY];
const LIST = 'news.example,2026';
const OWNER = { mailingId: 12, publicId: '0123456789abcdef0123456789abcdef' };
const ADDRESS = returnPath('bounces@news.example', LIST, OWNER, KEY);

test('a return path gives back the message that it was made for, in whatever case it comes', () => {
  expect(ADDRESS).toMatch(/^bounces\+[a-z2-7]{52}@news\.example$/);
  for (const address of [ADDRESS, ADDRESS.toUpperCase(), `<${ADDRESS}>`, `prvs=1234567=${ADDRESS}`]) {
    expect(readReturnPath(address, LIST, RING), address).toEqual(OWNER);
  }
});

test('the longest bounce address gives a local part of 64 octets, and the largest mailing fits', () => {
  const largest = { mailingId: 2 ** 32 - 1, publicId: 'f'.repeat(32) };
  const address = returnPath(`${'b'.repeat(BOUNCE_LOCAL_OCTETS)}@news.example`, LIST, largest, KEY);
  expect(address.lastIndexOf('@')).toBe(64);
  expect(readReturnPath(address, LIST, RING)).toEqual(largest);
});

test('a token with any one character changed is refused', () => {
  const start = 'bounces+'.length;
  for (let at = start; at < start + 51; at++) {
    const other = ADDRESS[at] === 'a' ? 'b' : 'a';
    const forged = ADDRESS.slice(0, at) + other + ADDRESS.slice(at + 1);
    expect(readReturnPath(forged, LIST, RING), forged).toBeUndefined();
  }
});

test.each([
  '',
  'bounces@news.example',
  `bounces+${'a'.repeat(52)}@news.example`,
  ADDRESS.replace('+', '+x'),
  ADDRESS.slice(0, -'@news.example'.length),
])('%j carries no token of ours', (address) => {
  expect(readReturnPath(address, LIST, RING)).toBeUndefined();
});

test('a token of another list is refused', () => {
  expect(readReturnPath(ADDRESS, 'other.example,2026', RING)).toBeUndefined();
});

test('a token from before the key was rotated still works, and one of a key that is gone does not', () => {
  const next = signingKey('the next key of this test, long');
  expect(readReturnPath(ADDRESS, LIST, [next, KEY])).toEqual(OWNER);
  expect(readReturnPath(ADDRESS, LIST, [next])).toBeUndefined();
});
