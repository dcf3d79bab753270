import { expect, test } from 'vitest';
import {
  linkToken,
  readLinkToken,
  signingKey,
  unsubscribeUrl,
  type KeyRing,
} from '../../../src/core/audience/signed-link.ts';

const KEY = signingKey('the key of this test, long enough');
const RING: KeyRing = [KEY];
const LIST = 'news.example,2026';
const ID = '0123456789abcdef0123456789abcdef';

test('a token gives back the subscriber that it was made for', () => {
  const token = linkToken('unsubscribe', LIST, ID, KEY);
  expect(token).toMatch(/^[\w-]{48}$/);
  expect(readLinkToken('unsubscribe', LIST, token, RING)).toBe(ID);
});

test('a token for one purpose or list opens no other', () => {
  const token = linkToken('confirm', LIST, ID, KEY);
  expect(readLinkToken('unsubscribe', LIST, token, RING)).toBeUndefined();
  expect(readLinkToken('confirm', 'other.example,2026', token, RING)).toBeUndefined();
});

test('a token with any one character changed is refused', () => {
  const token = linkToken('unsubscribe', LIST, ID, KEY);
  for (const [index, character] of token.split('').entries()) {
    const forged = token.slice(0, index) + (character === 'A' ? 'B' : 'A') + token.slice(index + 1);
    expect(readLinkToken('unsubscribe', LIST, forged, RING)).toBeUndefined();
  }
});

test.each(['', 'x', '='.repeat(48), 'A'.repeat(47), 'A'.repeat(49), '%'.repeat(48)])('%j is no token', (token) => {
  expect(readLinkToken('unsubscribe', LIST, token, RING)).toBeUndefined();
});

test('a link made before the key was rotated still works, and one of a key that is gone does not', () => {
  const token = linkToken('unsubscribe', LIST, ID, KEY);
  const newer = signingKey('a newer key, just as long as that');
  expect(readLinkToken('unsubscribe', LIST, token, [newer, KEY])).toBe(ID);
  expect(readLinkToken('unsubscribe', LIST, token, [newer])).toBeUndefined();
});

test('an unsubscribe URL is https below the base URL and holds nothing of the address', () => {
  const url = unsubscribeUrl('https://news.example/n', LIST, ID, KEY);
  expect(url).toMatch(/^https:\/\/news\.example\/n\/unsubscribe\/[\w-]{48}$/);
});
