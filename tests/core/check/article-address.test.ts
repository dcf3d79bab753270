import { expect, test } from 'vitest';
import { articleAddress } from '../../../src/core/check/article-address.ts';
import { repeatedArticles, type SourcedIssue } from '../../../src/core/check/repeated-articles.ts';

test.each([
  ['https://a.example/x', 'http://www.a.example/x/'],
  ['https://a.example/x', 'https://A.example/x?utm_source=a&utm_medium=b&fbclid=1#part'],
  ['https://a.example/x?id=1&b=2', 'https://a.example/x?b=2&spm=a.b&id=1'],
  ['https://a.example/x', 'https://m.a.example/x/index.html'],
  ['https://en.wiki.example/x', 'https://en.m.wiki.example/x'],
  ['https://arxiv.org/abs/2601.00791', 'http://arxiv.org/pdf/2601.00791v2.pdf'],
  ['https://arxiv.org/abs/2601.00791v1', 'https://export.arxiv.org/html/2601.00791v3'],
  ['https://arxiv.org/abs/2601.00791', 'https://doi.org/10.48550/arXiv.2601.00791'],
  ['https://arxiv.org/abs/cs.CL/0601001v1', 'https://arxiv.org/abs/cs.CL/0601001'],
  [
    'https://mp.weixin.qq.com/s?__biz=A&mid=1&idx=1&sn=f',
    'https://mp.weixin.qq.com/s?__biz=A&mid=1&idx=1&sn=f&chksm=9&scene=21',
  ],
])('%s and %s are one article', (a, b) => {
  expect(articleAddress(b)).toBe(articleAddress(a));
});

test.each([
  ['https://a.example/x', 'https://a.example/y'],
  ['https://a.example/x?id=1', 'https://a.example/x?id=2'],
  ['https://a.example/X', 'https://a.example/x'],
  ['https://m.example/x', 'https://example/x'],
  ['https://a.example/#/x', 'https://a.example/#/y'],
  ['https://arxiv.org/abs/2601.00791', 'https://arxiv.org/abs/2601.00792'],
  ['https://arxiv.org/list/cs.CL/recent', 'https://arxiv.org/list/cs.LG/recent'],
])('%s and %s are two', (a, b) => {
  expect(articleAddress(b)).not.toBe(articleAddress(a));
});

test.each(['https://a.example', 'https://a.example/?utm_source=x', 'mailto:a@a.example', '../x', ''])(
  '%j is the address of no article',
  (url) => {
    expect(articleAddress(url)).toBeUndefined();
  },
);

function issue(day: string, ...addresses: readonly string[]): SourcedIssue {
  const date = { day, at: `${day}T00:00:00+08:00`, hasTime: false };
  return {
    path: `issues/${day}.md`,
    slug: day,
    date,
    sources: addresses.map((address, i) => ({ address, line: 10 * (i + 1) })),
  };
}

test('an article of an earlier issue is a finding at the later one, which names issue and line', () => {
  const problems = repeatedArticles([
    issue('2026-01-07', 'b', 'a'),
    issue('2026-01-05', 'a'),
    issue('2026-01-06', 'c'),
  ]);
  expect(problems).toEqual([
    {
      code: 'article-repeated',
      path: 'issues/2026-01-07.md',
      line: 20,
      message: expect.stringContaining('issues/2026-01-05.md, line 10'),
    },
  ]);
});

test('one issue may have an article twice without repeating another', () => {
  expect(repeatedArticles([issue('2026-01-07', 'a', 'a'), issue('2026-01-08', 'b')])).toEqual([]);
});
