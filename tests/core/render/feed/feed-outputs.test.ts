import { parseAtomFeed, parseJsonFeed, parseOpml, parseRssFeed } from 'feedsmith';
import RssParser from 'rss-parser';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { anIssue } from '../../../support/an-issue.ts';
import { feedFile, feedFiles, feedOutputsOf } from '../../../support/feed-files.ts';
import { aNewsletter } from '../../../support/newsletter.ts';

const newsletter = aNewsletter();

const second = anIssue({
  slug: 'n2',
  day: '2026-01-07',
  title: 'Vec<T> & "AT&amp;T" ]]> x',
  html: '<p>你好 &lt;b&gt; &amp;amp; <strong>粗</strong></p>',
  articles: [
    { key: 'a', title: '论文', topics: ['research'], sourceUrl: 'https://s.example/论文?a=1&b=2' },
    { key: 'b', title: '工具', topics: ['tools', 'research'] },
    { key: 'c', title: '其他' },
  ],
});
const first = anIssue({ slug: 'n1', day: '2026-01-06', topics: ['tools'] });
const files = feedFiles([second, first], newsletter);

test('the files are those of the design', () => {
  expect([...files.keys()].toSorted()).toEqual([
    'articles.atom',
    'feed.atom',
    'feed.json',
    'feed.rss',
    'feeds.opml',
    'topics/research/feed.atom',
    'topics/research/feed.json',
    'topics/research/feed.rss',
    'topics/tools/feed.atom',
    'topics/tools/feed.json',
    'topics/tools/feed.rss',
  ]);
});

test.each(['feed.atom', 'feed.rss'])('rss-parser reads %s as it was meant', async (path) => {
  const feed = await new RssParser().parseString(feedFile(files, path));
  expect([feed.title, feed.link]).toEqual(['示例周报', 'https://news.example/']);
  const items = feed.items.map((item) => ({
    id: (item as { id?: string }).id ?? item.guid,
    title: item.title,
    link: item.link,
    at: item.isoDate,
    // Of RSS it knows the full text by the name of its element alone.
    html: (item as { 'content:encoded'?: string })['content:encoded'] ?? item.content,
    by: (item as { author?: string }).author ?? item.creator,
  }));
  expect(items[0]).toMatchObject({
    id: 'tag:news.example,2026:issue/n2',
    title: 'Vec<T> & "AT&amp;T" ]]> x',
    link: 'https://news.example/n2/',
    at: '2026-01-07T08:00:00.000Z',
    html: expect.stringMatching(/^<p>你好 &lt;b&gt; &amp;amp; <strong>粗<\/strong><\/p>/),
    by: '示例编辑部',
  });
  expect(items.map((item) => item.id)).toEqual([second.id, first.id]);
});

test('feedsmith reads the same ids, titles, instants and contents from all three formats', () => {
  const atom = parseAtomFeed(feedFile(files, 'feed.atom')).entries?.map((entry) => [
    entry.id,
    entry.title?.value,
    Date.parse(entry.published ?? ''),
    entry.content?.value,
  ]);
  const rss = parseRssFeed(feedFile(files, 'feed.rss')).items?.map((item) => [
    item.guid?.value,
    item.title,
    Date.parse(item.pubDate ?? ''),
    item.content?.encoded,
  ]);
  const json = parseJsonFeed(feedFile(files, 'feed.json')).items?.map((item) => [
    item.id,
    item.title,
    Date.parse(item.date_published ?? ''),
    item.content_html,
  ]);
  expect(atom).toHaveLength(2);
  expect(rss).toEqual(atom);
  expect(json).toEqual(atom);
});

const author = z.strictObject({ name: z.string().min(1), url: z.url() });
const jsonFeedSchema = z.strictObject({
  version: z.literal('https://jsonfeed.org/version/1.1'),
  title: z.string().min(1),
  home_page_url: z.url(),
  feed_url: z.url(),
  description: z.string(),
  next_url: z.url().optional(),
  favicon: z.url(),
  authors: z.array(author).min(1),
  language: z.string(),
  hubs: z.array(z.strictObject({ type: z.literal('WebSub'), url: z.url() })).optional(),
  items: z.array(
    z.strictObject({
      id: z.string().min(1),
      url: z.url({ protocol: /^https$/ }),
      external_url: z.url({ protocol: /^https?$/ }).optional(),
      title: z.string().min(1),
      summary: z.string().min(1),
      content_html: z.string().min(1),
      date_published: z.iso.datetime({ offset: true }),
      date_modified: z.iso.datetime({ offset: true }),
      authors: z.array(author).min(1),
      language: z.string().optional(),
      tags: z.array(z.string().min(1)),
    }),
  ),
});

test('every JSON feed is JSON Feed 1.1 and names its own address', () => {
  const jsons = [...files].filter(([path]) => path.endsWith('.json'));
  expect(jsons).toHaveLength(3);
  for (const [path, text] of jsons) {
    expect(jsonFeedSchema.parse(JSON.parse(text)).feed_url).toBe(`https://news.example/${path}`);
  }
});

test('articles.atom has one entry an article, with its source', () => {
  const entries = parseAtomFeed(feedFile(files, 'articles.atom')).entries;
  expect(entries?.map(({ id, title }) => [id, title?.value])).toEqual([
    ['tag:news.example,2026:issue/n2/a', '论文'],
    ['tag:news.example,2026:issue/n2/b', '工具'],
    ['tag:news.example,2026:issue/n2/c', '其他'],
  ]);
  expect(entries?.[0]?.links).toEqual([
    { rel: 'alternate', href: 'https://news.example/n2/#a', type: 'text/html', hreflang: 'zh-CN' },
    { rel: 'related', href: 'https://s.example/%E8%AE%BA%E6%96%87?a=1&b=2' },
  ]);
});

test('a topic has its articles under the ids of articles.atom, and issues that have it without articles', () => {
  const ids = (path: string): unknown => parseJsonFeed(feedFile(files, path)).items?.map((item) => item.id);
  expect(ids('topics/research/feed.json')).toEqual([
    'tag:news.example,2026:issue/n2/a',
    'tag:news.example,2026:issue/n2/b',
  ]);
  expect(ids('topics/tools/feed.json')).toEqual(['tag:news.example,2026:issue/n2/b', first.id]);
  const item = parseJsonFeed(feedFile(files, 'topics/research/feed.json')).items?.[0];
  expect(item?.external_url).toBe('https://s.example/%E8%AE%BA%E6%96%87?a=1&b=2');
});

test('feeds of a topic have their own id, title and page', () => {
  expect(parseAtomFeed(feedFile(files, 'topics/tools/feed.atom'))).toMatchObject({
    id: 'tag:news.example,2026:topic/tools',
    title: { value: '示例周报 · 开发工具' },
    links: [
      { rel: 'alternate', href: 'https://news.example/topics/tools/' },
      { rel: 'self', href: 'https://news.example/topics/tools/feed.atom' },
    ],
  });
});

test('the article feed takes whole issues until it is full, and the newest however large it is', () => {
  const articles = Array.from({ length: 60 }, (_, i) => ({ key: `k${i}` }));
  const issues = ['2026-01-09', '2026-01-08', '2026-01-07'].map((day) => anIssue({ day, articles }));
  expect(parseAtomFeed(feedFile(feedFiles(issues, newsletter), 'articles.atom')).entries).toHaveLength(60);
  const many = anIssue({ articles: Array.from({ length: 140 }, (_, i) => ({ key: `k${i}` })) });
  expect(parseAtomFeed(feedFile(feedFiles([many], newsletter), 'articles.atom')).entries).toHaveLength(140);
});

test('every feed has unique ids and instants, and an author with a name on each entry', () => {
  for (const [path, text] of files) {
    if (!path.endsWith('.atom')) continue;
    const entries = parseAtomFeed(text).entries ?? [];
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    expect(new Set(entries.map(({ updated }) => updated)).size).toBe(entries.length);
    for (const entry of entries) expect(entry.authors).toEqual([{ name: '示例编辑部', uri: 'https://news.example/' }]);
  }
});

test('in RSS the description comes before the full text', () => {
  const item = /<item>[\s\S]*?<\/item>/.exec(feedFile(files, 'feed.rss'))?.[0] ?? '';
  expect(item.indexOf('<description>')).toBeGreaterThan(0);
  expect(item.indexOf('<description>')).toBeLessThan(item.indexOf('<content:encoded>'));
});

test('another base_url changes addresses and no id', () => {
  const moved = feedFiles([second, first], aNewsletter({ base_url: 'https://moved.example/news' }));
  expect(atomIds(moved)).toEqual(atomIds(files));
  expect([...moved.values()].join('')).not.toContain('https://news.example');
});

function atomIds(set: ReadonlyMap<string, string>): unknown {
  return [...set].map(([path, text]) => (path.endsWith('.atom') ? text.match(/<id>.*<\/id>/g) : []));
}

test('feeds.opml names every feed once, as Atom', () => {
  const outlines = parseOpml(feedFile(files, 'feeds.opml')).body?.outlines;
  expect(
    outlines?.map(({ type, text, title, xmlUrl, htmlUrl, language }) => [
      type,
      text === title,
      xmlUrl,
      htmlUrl,
      language,
    ]),
  ).toEqual([
    ['rss', true, 'https://news.example/feed.atom', 'https://news.example/', 'zh-CN'],
    ['rss', true, 'https://news.example/articles.atom', 'https://news.example/', 'zh-CN'],
    ['rss', true, 'https://news.example/topics/research/feed.atom', 'https://news.example/topics/research/', 'zh-CN'],
    ['rss', true, 'https://news.example/topics/tools/feed.atom', 'https://news.example/topics/tools/', 'zh-CN'],
  ]);
});

test('a feed depends on the issues that stand in it and on no other', () => {
  const outputs = feedOutputsOf([second, first], newsletter);
  const slugs = Object.fromEntries(outputs.map((output) => [output.path, output.slugs]));
  expect(slugs['feed.rss']).toEqual(['n2', 'n1']);
  expect(slugs['articles.atom']).toEqual(['n2']);
  expect(slugs['topics/research/feed.json']).toEqual(['n2']);
  expect(slugs['feeds.opml']).toEqual([]);
});

test('what a feed depends on beside its issues is plain JSON and changes with its neighbours', () => {
  const [of21, of25, of26] = [21, 25, 26].map(archiveFacts);
  expect(of21).toEqual(of25);
  expect(of25).not.toEqual(of26);
});

function archiveFacts(count: number): unknown {
  const days = Array.from({ length: count }, (_, i) => `2026-01-${String(count - i).padStart(2, '0')}`);
  const outputs = feedOutputsOf(
    days.map((day) => anIssue({ day })),
    newsletter,
  );
  const output = outputs.find(({ path }) => path === 'archive/0001.rss');
  return output && JSON.parse(JSON.stringify(output.facts));
}
