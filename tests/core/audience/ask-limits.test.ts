import { expect, test } from 'vitest';
import {
  countedAsk,
  limitKeys,
  TRICKLE,
  type LimitKind,
  type LimitLog,
} from '../../../src/core/audience/ask-limits.ts';
import { signingKey } from '../../../src/core/audience/signed-link.ts';
import { address } from '../../support/a-letter.ts';

const KEY = signingKey('the key of this test, long enough');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How many of asks that come every `everyMs` for `forMs` pass. */
function passed(kind: LimitKind, everyMs: number, forMs: number, everyone?: typeof TRICKLE): number {
  let log: LimitLog = [];
  let count = 0;
  for (let now = 1_000_000_000; now < 1_000_000_000 + forMs; now += everyMs) {
    const after = countedAsk(kind, log, now, everyone);
    if (after === undefined) continue;
    log = after;
    count += 1;
  }
  return count;
}

test.each([
  ['address', MINUTE, 10 * MINUTE, 1],
  ['address', MINUTE, 24 * HOUR, 3],
  ['machine', MINUTE, HOUR, 10],
  ['machine', MINUTE, 24 * HOUR, 30],
  ['network', MINUTE, HOUR, 20],
  ['domain', 1000, HOUR, 100],
  ['everyone', 1000, HOUR, 300],
] as const)('%s: of one every %i ms for %i ms, %i pass', (kind, everyMs, forMs, count) => {
  expect(passed(kind, everyMs, forMs)).toBe(count);
});

test('a refused ask does not put off the next one', () => {
  const log = countedAsk('address', [], 0) ?? [];
  expect(countedAsk('address', log, 10 * MINUTE - 1)).toBeUndefined();
  expect(countedAsk('address', log, 10 * MINUTE)).toEqual([0, 10 * MINUTE]);
});

test('while the breaker is open ten an hour pass, and each reader has the same limits as before', () => {
  expect(passed('everyone', 1000, HOUR, TRICKLE)).toBe(10);
  expect(passed('machine', MINUTE, HOUR, TRICKLE)).toBe(10);
});

function keysOf(text: string, ip: string): Readonly<Record<string, string>> {
  return Object.fromEntries(limitKeys(address(text), ip, KEY).map(({ kind, key }) => [kind, key]));
}

test('spellings of one address and one machine count together', () => {
  expect(keysOf('A@x.example', '2001:db8:0:1::5')).toEqual(keysOf('a@X.example', '2001:0db8::1:0:0:0:5'));
  expect(keysOf('a@x.example', '::ffff:192.0.2.1')).toEqual(keysOf('a@x.example', '192.0.2.1'));
});

test('machines of one /64 share a network, others do not, and IPv4 has none', () => {
  const [one, two, other] = ['2001:db8:0:1::5', '2001:db8:0:1:ffff::9', '2001:db8:0:2::5'].map(
    (ip) => keysOf('a@x.example', ip)['network'],
  );
  expect(one).toBe(two);
  expect(one).not.toBe(other);
  expect(keysOf('a@x.example', '192.0.2.1')).not.toHaveProperty('network');
});

test('no key tells an address, a domain or a machine', () => {
  const keys = limitKeys(address('reader@readers.example'), '192.0.2.1', KEY);
  expect(keys.map(({ key }) => /^[0-9a-f]{32}$/.test(key))).toEqual(keys.map(() => true));
  expect(keysOf('a@x.example', 'no address at all')).toHaveProperty('machine');
});
