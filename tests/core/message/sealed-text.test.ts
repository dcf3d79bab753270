import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { filledBase64, sealedText } from '../../../src/core/message/sealed-text.ts';
import { fillSlots, slot } from '../../../src/core/render/letter/slots.ts';

const stretch = fc.string({ unit: fc.constantFrom('a', '<', '长', '👩', '\r\n'), maxLength: 90 });
const value = fc.string({ unit: fc.constantFrom('a', '@', 'é'), maxLength: 70 });
const letter = fc
  .array(fc.tuple(stretch, fc.constantFrom(slot('address'), slot('preferences_url'), slot('unsubscribe_url'))), {
    maxLength: 6,
  })
  .chain((parts) => stretch.map((end) => parts.flat().join('') + end));

test('decoded, a filled text is the text with its slots filled, to the byte, in whole groups on lines of 76', () => {
  fc.assert(
    fc.property(letter, value, value, (text, address, url) => {
      const values = { address, preferences_url: url, unsubscribe_url: url };
      const lines = Buffer.concat(filledBase64(sealedText('', text), values))
        .toString('latin1')
        .split('\r\n');
      expect(lines.pop()).toBe('');
      expect(lines.every((line) => line.length <= 76 && line.length > 0 && line.length % 4 === 0)).toBe(true);
      // Padding in the middle would end the text for some readers.
      expect(lines.slice(0, -1).join('')).not.toContain('=');
      expect(Buffer.from(lines.join(''), 'base64').toString()).toBe(fillSlots(text, values));
    }),
    { numRuns: 500 },
  );
});

test('what stands between the slots is encoded once and shared by all messages', () => {
  const long = '长'.repeat(20_000);
  const sealed = sealedText('', `${long}${slot('address')}${long}`);
  const [one, two] = ['a@readers.example', 'bb@readers.example'].map((address) =>
    filledBase64(sealed, { address, preferences_url: '', unsubscribe_url: '' }),
  );
  const others = new Set(two);
  const own = (one ?? []).filter((piece) => !others.has(piece) && piece.length > 100);
  // The stretch behind the slot exists in three forms, one for each place in a group at which it can begin.
  expect(own.length).toBeLessThanOrEqual(1);
  const again = filledBase64(sealed, { address: 'c@readers.example', preferences_url: '', unsubscribe_url: '' });
  expect(again.filter((piece) => one?.includes(piece))).toHaveLength(2);
});
