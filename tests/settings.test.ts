// What the environment may hold, where the type of a value does not say it all.
import { expect, test } from 'vitest';
import { environmentSchema } from '../src/settings.ts';

test.each(['bounces@news.example', 'mailbounces@news.example'])('%s can be a bounce address', (address) => {
  expect(environmentSchema.parse({ BOUNCE_ADDRESS: address }).BOUNCE_ADDRESS).toBe(address);
});

test('a bounce address with too long a local part is refused, with the reason', () => {
  const result = environmentSchema.safeParse({ BOUNCE_ADDRESS: 'mail-bounces@news.example' });
  expect(result.error?.issues.map(({ message }) => message)).toEqual([
    expect.stringContaining('at most 11 characters before the @'),
  ]);
});

test.each(['bounces', 'Bounces <b@news.example>', 'b@c@news.example', ' b@news.example'])(
  '%j is no bounce address',
  (address) => {
    expect(environmentSchema.safeParse({ BOUNCE_ADDRESS: address }).success).toBe(false);
  },
);
