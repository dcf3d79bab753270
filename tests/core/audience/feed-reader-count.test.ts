import { expect, test } from 'vitest';
import { feedReaderClaim } from '../../../src/core/audience/feed-reader-count.ts';

test.each([
  ['Feedly/1.0 (+http://www.feedly.com/fetcher.html; 42 subscribers; like FeedFetcher-Google)', 'Feedly', 42],
  ['Mozilla/5.0 (compatible; theoldreader.com; 7 subscribers; feed-id=abc)', 'theoldreader.com', 7],
  ['Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 12 subscribers)', 'BazQux', 12],
  ['Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 1 subscriber; )', 'Inoreader', 1],
  [
    'NewsBlur Feed Fetcher - 3 subscribers - https://www.newsblur.com/site/1/x (Mozilla/5.0)',
    'NewsBlur Feed Fetcher',
    3,
  ],
  ['Feedbin feed-id:1373711 - 142 subscribers', 'Feedbin', 142],
  ['YandexBlog/0.99.101 (compatible; DOS3.30; robot; http://help.yandex.ru; 5 readers)', 'YandexBlog', 5],
  ['Example Reader 3 users', 'Example Reader', 3],
])('%s', (userAgent, client, subscribers) => {
  expect(feedReaderClaim(userAgent)).toEqual({ client, subscribers });
});

test.each([
  'newsboat/2.36 (Linux x86_64)',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
  '',
  '42 subscribers',
  'Evil/1.0 (999999999 subscribers)',
  `Long/1.0 (42 subscribers; ${'x'.repeat(600)})`,
  'Version/1.42 subscribers',
])('"%s" claims nothing', (userAgent) => {
  expect(feedReaderClaim(userAgent)).toBeUndefined();
});

test('a name holds no markup and no line', () => {
  expect(feedReaderClaim('<b>Evil\n/1.0 (1 subscriber)')?.client).toBe('bEvil');
});
