import { expect, test } from 'vitest';
import { absoluteUrl, newsletterSchema } from '../src/core/newsletter.ts';
import { aNewsletter } from './support/newsletter.ts';

test('a base_url with and without a slash at its end gives the same addresses', () => {
  const addresses = ['https://a.example/n', 'https://a.example/n/'].map((base_url) =>
    absoluteUrl(aNewsletter({ base_url }), 'feed.atom'),
  );
  expect(addresses).toEqual(['https://a.example/n/feed.atom', 'https://a.example/n/feed.atom']);
});

test('an unknown setting is refused', () => {
  const result = newsletterSchema.safeParse({ ...aNewsletter(), colour: '#123456' });
  expect(result.error?.issues[0]?.code).toBe('unrecognized_keys');
});
