import { expect, test } from 'vitest';
import { feedPosts } from '../../../src/core/importing/feed-posts.ts';
import { plannedIssues } from '../../../src/core/importing/imported-issue.ts';

const ATOM = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN"><title>期刊</title><id>x</id>
<updated>2026-01-01T00:00:00Z</updated>
<link rel="self" href="https://old.example/feed.atom"/><link rel="prev-archive" href="/archive/2.atom"/>
<entry xml:lang="en"><title type="html">A &amp;amp; B</title><id>tag:1</id>
<link href="https://old.example/2025/one/"/><published>2025-12-31T20:00:00+08:00</published>
<updated>2026-01-01T00:00:00Z</updated><category term="x" label="Topic X"/><summary>Short</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Hi <em>you</em> &amp; me<br/></p></div></content></entry>
<entry><title>二</title><id>https://old.example/two</id><updated>2026-01-02T00:00:00Z</updated>
<summary>a &lt; b</summary></entry></feed>`;

const RSS = `<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>T</title><link>https://old.example</link><description>d</description><language>en</language>
<atom:link rel="prev-archive" href="https://old.example/rss2.xml"/>
<item><title>A &amp;amp; B</title><link>https://old.example/?p=12</link><guid isPermaLink="false">12</guid>
<pubDate>Thu, 01 Jan 2026 08:00:00 +0800</pubDate><category>x</category>
<description>short &lt;b&gt;words&lt;/b&gt; &amp;amp; more</description>
<content:encoded><![CDATA[<p>long</p>]]></content:encoded></item>
<item><description>&lt;p&gt;Nothing but a note&lt;/p&gt;</description><pubDate>Fri, 02 Jan 2026 00:00:00 GMT</pubDate>
<guid>https://old.example/notes/n-1</guid></item></channel></rss>`;

const JSON_FEED = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  title: 'T',
  next_url: 'https://old.example/2.json',
  items: [
    {
      id: '1',
      url: 'https://old.example/p',
      title: 'x',
      content_text: 'a < b\n\nc',
      date_published: '2026-01-01T00:00:00Z',
      tags: ['a'],
    },
  ],
});

test('Atom is read, XHTML and plain text too', () => {
  expect(feedPosts(ATOM)).toEqual({
    title: '期刊',
    self: 'https://old.example/feed.atom',
    previous: '/archive/2.atom',
    skipped: [],
    posts: [
      {
        id: 'tag:1',
        title: 'A & B',
        html: '<p>Hi <em>you</em> &amp; me<br/></p>',
        url: 'https://old.example/2025/one/',
        date: '2025-12-31T20:00:00+08:00',
        summary: 'Short',
        language: 'en',
        tags: ['Topic X'],
        status: 'published',
      },
      {
        id: 'https://old.example/two',
        title: '二',
        html: '<p>a &lt; b</p>',
        url: 'https://old.example/two',
        date: '2026-01-02T00:00:00Z',
        language: 'zh-CN',
        tags: [],
        status: 'published',
      },
    ],
  });
});

test('RSS is read, with or without the whole text', () => {
  expect(feedPosts(RSS)).toMatchObject({
    previous: 'https://old.example/rss2.xml',
    posts: [
      { id: '12', title: 'A & B', html: '<p>long</p>', summary: 'short words & more', tags: ['x'], language: 'en' },
      { title: '', html: '<p>Nothing but a note</p>', url: 'https://old.example/notes/n-1' },
    ],
  });
});

test('JSON Feed is read, and where it goes on', () => {
  expect(feedPosts(JSON_FEED)).toMatchObject({
    previous: 'https://old.example/2.json',
    posts: [{ html: '<p>a &lt; b</p><p>c</p>', tags: ['a'], date: '2026-01-01T00:00:00Z' }],
  });
});

test.each(['', 'words', '<html><body>a page</body></html>', '{"a":1}', '<rss', '<?xml version="1.0"?><a/>'])(
  '%j is no feed',
  (text) => {
    expect(feedPosts(text)).toBeUndefined();
  },
);

const post = (url: string, title: string, date = '2026-01-01T00:00:00Z') =>
  ({ id: url + title, title, html: '', tags: [], status: 'published', date, url }) as const;

test.each([
  ['https://old.example/p/hello-world', '', 'hello-world'],
  ['https://old.example/2026/01/hello.html', '', 'hello'],
  ['https://old.example/2026/01/06/', '', '2026-01-06'],
  ['https://old.example/%E4%BD%A0%E5%A5%BD/', '', '你好'],
  ['https://old.example/hello/index.php', '', 'hello'],
  ['https://old.example/?p=12', 'Hello, World!', 'hello-world'],
  ['https://old.example/', '你好，世界', '你好-世界'],
  ['https://old.example/', '🎉', 'issue-2026-01-01'],
  ['https://old.example/%E0%A4%A/', 'x', 'E0-A4-A'],
])('the name of %s, %j is %s', (url, title, slug) => {
  expect(plannedIssues([post(url, title)], () => false).planned[0]?.slug).toBe(slug);
});

test('posts of one name are numbered by their dates, whatever order they come in', () => {
  const posts = [
    post('https://old.example/b/news', 'two', '2026-01-02T00:00:00Z'),
    post('https://old.example/a/News', 'one', 'Thu, 01 Jan 2026 08:00:00 +0800'),
    post('https://old.example/c/news', 'none', 'soon'),
  ];
  const { planned, undated } = plannedIssues(posts, (slug) => slug === 'news-2');
  expect(planned.map(({ slug, oldPath }) => [slug, oldPath])).toEqual([
    ['News', '/a/News'],
    ['news-3', '/b/news'],
  ]);
  expect(undated.map(({ title }) => title)).toEqual(['none']);
  expect(planned[0]?.atMs).toBe(Date.parse('2026-01-01T00:00:00Z'));
});
