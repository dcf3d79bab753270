import { expect, test } from 'vitest';
import { parseIssue } from '../../../src/core/issue/parse-issue.ts';
import { fileName, isReservedSlug, slugOf, slugOfPermalink } from '../../../src/core/issue/slug.ts';
import { aNewsletter } from '../../support/newsletter.ts';

test.each([
  ['2026-07-24-newsletter', '2026-07-24-newsletter'],
  ['My issue  no. 1', 'My-issue-no.-1'],
  ['第一期：你好', '第一期-你好'],
  ['Cafe\u0301', 'Caf\u00E9'],
  ['ガギ'.normalize('NFD'), 'ガギ'.normalize('NFC')],
  ['a/b\\c:d*e?f"g<h>i|j', 'a-b-c-d-e-f-g-h-i-j'],
  ['...hidden.', 'hidden'],
  ['../../etc', 'etc'],
  ['🎉', undefined],
  ['', undefined],
  ['长'.repeat(80), undefined],
])('"%s" becomes %s', (text, slug) => {
  expect(slugOf(text)).toBe(slug);
});

test.each([
  ['issues/2026-01-06.md', '2026-01-06'],
  ['issues/2026/hello.markdown', 'hello'],
  ['issues/2026-01-06/index.md', '2026-01-06'],
  ['plain.TXT', 'plain'],
])('%s is called %s', (path, name) => {
  expect(fileName(path)).toBe(name);
});

test.each([
  ['/posts/hello.html', 'hello'],
  ['/zh/newsletters/2026/07/24/', undefined],
  ['/:year/:slug', undefined],
  ['https://a.example/x/y/index.html?z#q', 'y'],
  ['/%E0%A4%A', 'E0-A4-A'],
])('the permalink %s names %s', (permalink, slug) => {
  expect(slugOfPermalink(permalink)).toBe(slug);
});

test('what the site needs is reserved, whatever its case or ending', () => {
  expect(
    ['topics', 'Archive', 'ABOUT', 'index', 'feed.atom', '404', 'assets', 'sitemap.xml', 'CON'].filter(isReservedSlug),
  ).toHaveLength(9);
  expect(['topics-2026', 'news', '2026-01-06', 'v1.2'].filter(isReservedSlug)).toEqual([]);
});

test('a file name of pictures gives the day as slug', () => {
  const { issue } = parseIssue({ path: 'issues/🎉.md', text: '---\ndate: 2026-01-06\n---\n\n文' }, aNewsletter());
  expect(issue?.slug).toBe('2026-01-06');
});

test('the id is percent-encoded and independent of the base URL', () => {
  const { issue } = parseIssue(
    { path: 'issues/2026-01-06-你好.md', text: '文' },
    aNewsletter({ base_url: 'https://elsewhere.example' }),
  );
  expect(issue?.id).toBe('tag:news.example,2026:issue/2026-01-06-%E4%BD%A0%E5%A5%BD');
});
