import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { secretKeys } from '../../src/system/secret-keys.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

test('without SECRET_KEY a key is made once, for its owner alone, and said so once', () => {
  const file = join(scratchFolder(), 'data', 'secret-key');
  const made = secretKeys(undefined, file);
  expect(made.notice).toContain(file);
  expect(made.notice).not.toContain(readFileSync(file, 'utf8').trim());
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  expect(secretKeys('', file)).toEqual({ keys: made.keys });
});

test('several keys stand with commas between them, the newest first', () => {
  const { keys } = secretKeys('new-key-0123456789, old-key-0123456789', '/nowhere');
  expect(keys.map((key) => key.secret)).toEqual(['new-key-0123456789', 'old-key-0123456789']);
  expect(keys.map((key) => key.id)).toEqual([
    expect.stringMatching(/^[0-9a-f]{8}$/),
    expect.not.stringMatching(keys[0].id),
  ]);
});

test.each(['short', 'long-enough-0123456789,short', ','])(
  'SECRET_KEY %j is refused without being repeated',
  (secretKey) => {
    expect(() => secretKeys(secretKey, '/nowhere')).toThrow(expect.objectContaining({ code: 'SETTINGS_INVALID' }));
    expect(() => secretKeys(secretKey, '/nowhere')).not.toThrow(/short,|-0123/);
  },
);
