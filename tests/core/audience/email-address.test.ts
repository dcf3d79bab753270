import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressKey, emailAddress } from '../../../src/core/audience/email-address.ts';
import { address } from '../../support/a-letter.ts';

test.each([
  ['reader@news.example', 'reader@news.example'],
  ['  Reader.Two+tag@News.EXAMPLE \n', 'Reader.Two+tag@news.example'],
  ["o'neil@a-b.example", "o'neil@a-b.example"],
  ['reader@例子.example', 'reader@xn--fsqu00a.example'],
  ['reader@Bücher.example', 'reader@xn--bcher-kva.example'],
])('%j is read as %s', (typed, read) => {
  expect(emailAddress(typed)).toBe(read);
});

test.each([
  '',
  'reader',
  'reader@',
  '@news.example',
  'reader@localhost',
  'reader@127.0.0.1',
  'reader@[127.0.0.1]',
  'a@x.example, b@x.example',
  'a@x.example;b@x.example',
  'a@b@x.example',
  'Reader <reader@news.example>',
  '"a b"@x.example',
  'a b@x.example',
  'a(comment)@x.example',
  'v@x.example\r\nBcc: e@z.example',
  'v@x.example\0',
  '.a@x.example',
  'a..b@x.example',
  '读者@x.example',
  'a@-x.example',
  'a@x..example',
  'a@exa%6dple.example',
  'a@x.example/path',
  `${'a'.repeat(65)}@x.example`,
  `a@${'b'.repeat(64)}.example`,
  `a@${'bb.'.repeat(90)}example`,
])('%j is refused', (typed) => {
  expect(emailAddress(typed)).toBeUndefined();
});

test('whatever is typed, what passes is one plain address and reads the same again', () => {
  const shaped = fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })).map((two) => two.join('@'));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), shaped, fc.emailAddress()), (typed) => {
      const read = emailAddress(typed);
      if (read === undefined) return;
      expect(read).toMatch(/^[^\s"(),:;<>@[\\\]\p{Cc}]{1,64}@[a-z0-9.-]+$/u);
      expect(read.length).toBeLessThanOrEqual(254);
      expect(emailAddress(read)).toBe(read);
    }),
    { numRuns: 2000 },
  );
});

test('two spellings of one mailbox have one key', () => {
  expect(addressKey(address('A@x.example'))).toBe(addressKey(address('a@X.EXAMPLE')));
  expect(addressKey(address('a+b@x.example'))).not.toBe(addressKey(address('a@x.example')));
});
