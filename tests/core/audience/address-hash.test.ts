import { expect, test } from 'vitest';
import { addressHashes } from '../../../src/core/audience/address-hash.ts';
import { signingKey } from '../../../src/core/audience/signed-link.ts';

const OLD = signingKey('the old key of this test, long enough');
const NEW = signingKey('the new key of this test, long enough');

test('a hash tells nothing of its address and is another one under another key', () => {
  const [{ hash, keyId }] = addressHashes([NEW])('reader@readers.example');
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(keyId).toBe(NEW.id);
  expect(addressHashes([OLD])('reader@readers.example')[0].hash).not.toBe(hash);
});

test('what was hashed with an old key is still recognised after a new one was put in front', () => {
  const [{ hash: before }] = addressHashes([OLD])('reader@readers.example');
  const after = addressHashes([NEW, OLD])('reader@readers.example');
  expect(after.map(({ hash }) => hash)).toContain(before);
});
