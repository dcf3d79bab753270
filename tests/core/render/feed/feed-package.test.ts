// Each defect of the package `feed` that standards.md lists (A8), shown on the package itself where that is cheap, and
// absent from our feeds.
import { Feed, type FeedOptions, type Item } from 'feed';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { newsletterSchema, type Newsletter } from '../../../../src/core/newsletter.ts';
import { anIssue, type IssueWords } from '../../../support/an-issue.ts';
import { feedFile, feedFiles, feedOutputsOf, renderedIssue } from '../../../support/feed-files.ts';
import { aNewsletter } from '../../../support/newsletter.ts';

interface Formats {
  readonly atom: string;
  readonly rss: string;
  readonly json: string;
}

/** The feeds that the package makes of one item when it is left to itself. */
function packaged(item: Partial<Item> = {}, options: Partial<FeedOptions> = {}): Feed {
  const link = 'https://news.example/';
  const feed = new Feed({ id: link, title: 'n', link, updated: new Date(0), generator: false, ...options });
  feed.addItem({ title: 't', link, date: new Date(0), ...item });
  return feed;
}

function ours(issue: IssueWords, changes: Partial<Newsletter> = {}, path = 'feed'): Formats {
  const files = feedFiles([anIssue(issue)], aNewsletter(changes));
  return {
    atom: feedFile(files, `${path}.atom`),
    rss: feedFile(files, `${path}.rss`),
    json: feedFile(files, `${path}.json`),
  };
}

function isWellFormed(xml: string): boolean {
  try {
    new SaxesParser({ xmlns: true }).write(xml).close();
    return xml.isWellFormed();
  } catch {
    return false;
  }
}

function atomEntry(atom: string) {
  return parseAtomFeed(atom).entries?.[0];
}

function rssItem(rss: string) {
  return parseRssFeed(rss).items?.[0];
}

test('F-01: every "]]>" of a text is split, not the first alone', () => {
  const bad = 'a]]>b]]>c';
  expect(isWellFormed(packaged({ content: bad }).atom1())).toBe(false);
  const rendered = renderedIssue(anIssue({ title: bad, summary: bad }), aNewsletter());
  const raw = { ...rendered, entry: { ...rendered.entry, html: bad } };
  const [atom = '', rss = ''] = feedOutputsOf([anIssue()], aNewsletter()).map((output) =>
    String(output.render(() => raw)),
  );
  expect([isWellFormed(atom), isWellFormed(rss)]).toEqual([true, true]);
  expect([atomEntry(atom)?.content?.value, rssItem(rss)?.content?.encoded]).toEqual([bad, bad]);
  expect([atomEntry(atom)?.title?.value, rssItem(rss)?.title]).toEqual([bad, bad]);
});

test.each(['\u0000', '\u0008', '\u000B', '\u001F', '\uFFFE', '\uD800', '\uDC00'])(
  'F-02: %j stands in no feed, wherever it came from',
  (character) => {
    const bad = `a${character}b`;
    expect(isWellFormed(packaged({ content: bad }).atom1())).toBe(false);
    const words = { title: bad, summary: bad, html: `<p title="${bad}">${bad}</p>`, topics: ['tools'] };
    const { atom, rss, json } = ours(words, {
      title: bad,
      description: bad,
      author: bad,
      topics: [{ slug: 'tools', label: bad, labels: [] }],
    });
    expect([isWellFormed(atom), isWellFormed(rss)]).toEqual([true, true]);
    const titles = [atomEntry(atom)?.title?.value, rssItem(rss)?.title, parseJsonFeed(json).items?.[0]?.title];
    expect(titles).toEqual(['ab', 'ab', 'ab']);
  },
);

test('F-03: "<", "&" and quotes in a category are escaped', () => {
  const label = 'A<B & "C" \'D\'';
  expect(isWellFormed(packaged({ category: [{ name: label, term: label }] }).atom1())).toBe(false);
  const { atom, rss } = ours({ topics: ['x'] }, { topics: [{ slug: 'x', label, labels: [] }] });
  expect(atomEntry(atom)?.categories).toEqual([{ term: 'x', label }]);
  expect(rssItem(rss)?.categories).toEqual([{ name: label }]);
});

test('F-04: a title is plain text in Atom, so that "<T>" is no tag', () => {
  const title = 'Vec<T> & "AT&amp;T" ]]> x';
  expect(packaged({ title }).atom1()).toContain('<title type="html">');
  const { atom, rss, json } = ours({ title, summary: title });
  expect(atom).not.toContain('<title type="html"');
  const entry = atomEntry(atom);
  expect([entry?.title, entry?.summary]).toEqual([{ value: title }, { value: title }]);
  expect(rssItem(rss)?.title).toBe(title);
  const item = parseJsonFeed(json).items?.[0];
  expect([item?.title, item?.summary]).toEqual([title, title]);
});

test('F-05: a title that explains "&amp;lt;" keeps its meaning', () => {
  const title = 'Write &amp;lt; for &lt;';
  expect(parseAtomFeed(packaged({}, { title }).atom1()).title?.value).not.toBe(title);
  const { atom, rss, json } = ours({}, { title, description: title });
  const feeds = [parseAtomFeed(atom).title?.value, parseRssFeed(rss).title, parseJsonFeed(json).title];
  expect(feeds).toEqual([title, title, title]);
  expect([parseAtomFeed(atom).subtitle?.value, parseRssFeed(rss).description]).toEqual([title, title]);
});

test('F-06: the feed was updated when its youngest entry was, never when it was built', () => {
  const feed = new Feed({ id: 'https://news.example/', title: 'n', link: 'https://news.example/' });
  expect(Date.parse(parseAtomFeed(feed.atom1()).updated ?? '')).toBeGreaterThan(Date.parse('2026-01-09T09:00:00Z'));
  const { atom, rss } = ours({ day: '2026-01-06', corrections: [{ day: '2026-01-09', note: 'x' }] });
  expect(parseAtomFeed(atom).updated).toBe('2026-01-09T09:00:00.000Z');
  expect(parseRssFeed(rss).lastBuildDate).toBe('Fri, 09 Jan 2026 09:00:00 GMT');
});

test('F-06: a feed without entries dates from the start of its authority', () => {
  const files = feedFiles([], aNewsletter({ authority: 'news.example,2024-05' }));
  expect(parseAtomFeed(feedFile(files, 'feed.atom')).updated).toBe('2024-05-01T00:00:00.000Z');
});

test('F-07: no feed says "undefined" or "Invalid Date", and none has an empty id or link', () => {
  const { link: _, ...options } = packaged().options;
  expect(new Feed(options).rss2()).toContain('<link>undefined</link>');
  const { atom, rss, json } = ours({ summary: '', html: '' });
  for (const text of [atom, rss, json]) expect(text).not.toMatch(/undefined|Invalid Date|<id\/>|<link\/>|: null|""/);
});

test.each(['feed.atom', 'feed.rss'])('F-07: an impossible date stops %s, and the issue is named', (path) => {
  expect(packaged({ date: new Date(Number.NaN) }).rss2()).toContain('Invalid Date');
  const issue = { ...anIssue({ slug: 'n1' }), date: { day: 'x', at: 'x', hasTime: true } };
  const output = feedOutputsOf([issue], aNewsletter()).find((each) => each.path === path);
  const code = 'FEED_MALFORMED';
  expect(() => output?.render(() => renderedIssue(issue, aNewsletter()))).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining('"n1"') }),
  );
});

test('F-08: an address that is not absolute cannot get into a feed', () => {
  expect(() => packaged({ link: '/n1/' }).atom1()).toThrow(TypeError);
  expect(newsletterSchema.safeParse({ ...aNewsletter(), base_url: '/' }).success).toBe(false);
  const { atom, rss, json } = ours({ slug: '第 1 期' });
  const url = 'https://news.example/%E7%AC%AC%201%20%E6%9C%9F/';
  const links = [atomEntry(atom)?.links?.[0]?.href, rssItem(rss)?.link, parseJsonFeed(json).items?.[0]?.url];
  expect(links).toEqual([url, url, url]);
});

test.each(['tag:news.example,2026:issue/文章', 'https://E.example/文章/1', 'tag:news.example,2026:issue/a&b<c'])(
  'F-09: the id %s is the same to the character in all formats',
  (id) => {
    expect(packaged({ id, link: 'https://e.example/' }).atom1()).not.toContain(`<id>${id}</id>`);
    const files = feedFiles([{ ...anIssue(), id }], aNewsletter());
    const atom = atomEntry(feedFile(files, 'feed.atom'));
    const rss = rssItem(feedFile(files, 'feed.rss'));
    const json = parseJsonFeed(feedFile(files, 'feed.json')).items?.[0];
    expect([atom?.id, rss?.guid, json?.id]).toEqual([id, { value: id, isPermaLink: false }, id]);
  },
);

test('F-10: the feed has its language, and an entry in another language its own', () => {
  expect(packaged({}, { language: 'zh-CN' }).atom1()).not.toContain('zh-CN');
  const files = feedFiles([anIssue({ slug: 'b', language: 'en' }), anIssue({ slug: 'a' })], aNewsletter());
  const atom = feedFile(files, 'feed.atom');
  expect(atom).toMatch(/<feed [^>]*xml:lang="zh-CN"/);
  expect(atom.match(/<entry.*>/g)).toEqual(['<entry xml:lang="en">', '<entry>']);
  const json = parseJsonFeed(feedFile(files, 'feed.json'));
  expect([json.language, ...(json.items ?? []).map((item) => item.language)]).toEqual(['zh-CN', 'en', undefined]);
  const rss = parseRssFeed(feedFile(files, 'feed.rss'));
  expect(rss.language).toBe('zh-cn');
  expect(rss.items?.map((item) => item.dc?.languages)).toEqual([['en'], undefined]);
});

test('F-11: every link of Atom says what it leads to', () => {
  expect(parseAtomFeed(packaged().atom1()).entries?.[0]?.links).toEqual([{ href: 'https://news.example/' }]);
  const { atom } = ours({ slug: 'n1', language: 'en' });
  expect(parseAtomFeed(atom).links).toEqual([
    { rel: 'alternate', href: 'https://news.example/', type: 'text/html', hreflang: 'zh-CN' },
    { rel: 'self', href: 'https://news.example/feed.atom', type: 'application/atom+xml' },
  ]);
  expect(atomEntry(atom)?.links).toEqual([
    { rel: 'alternate', href: 'https://news.example/n1/', type: 'text/html', hreflang: 'en' },
  ]);
});

test('F-12: the namespaces that RSS uses are declared, whatever its items hold', () => {
  const extensions = [{ name: 'dc:creator', objects: { _text: 'x' } }];
  expect(isWellFormed(packaged({ extensions }).rss2())).toBe(false);
  expect(isWellFormed(ours({ html: '', summary: '' }).rss)).toBe(true);
});

test('F-13: archives are linked in all formats (see feed-archives.test.ts)', () => {
  const issues = Array.from({ length: 21 }, (_, i) => anIssue({ day: `2026-01-${String(31 - i)}` }));
  const files = feedFiles(issues, aNewsletter());
  const archive = 'https://news.example/archive/0001';
  const atom = parseAtomFeed(feedFile(files, 'feed.atom')).links?.find(({ rel }) => rel === 'prev-archive')?.href;
  const rss = parseRssFeed(feedFile(files, 'feed.rss')).atom?.links?.find(({ rel }) => rel === 'prev-archive')?.href;
  const json = parseJsonFeed(feedFile(files, 'feed.json')).next_url;
  expect([atom, rss, json]).toEqual([`${archive}.atom`, `${archive}.rss`, `${archive}.json`]);
});

test('F-14: the hub is named in all three formats, and nowhere without a hub', () => {
  const hub = 'https://hub.example/?a=1&b=2';
  expect(packaged({}, { hub }).json1()).not.toContain('hub.example');
  const { atom, rss, json } = ours({}, { hub });
  expect(parseAtomFeed(atom).links?.filter(({ rel }) => rel === 'hub')).toEqual([{ rel: 'hub', href: hub }]);
  expect(parseRssFeed(rss).atom?.links?.filter(({ rel }) => rel === 'hub')).toEqual([{ rel: 'hub', href: hub }]);
  expect(parseJsonFeed(json).hubs).toEqual([{ type: 'WebSub', url: hub }]);
  expect(Object.values(ours({})).join('')).not.toContain('hub');
});

test('F-15: JSON Feed is version 1.1, with authors, language, ids and content', () => {
  expect(packaged().json1()).toContain('https://jsonfeed.org/version/1"');
  const feed = parseJsonFeed(ours({ slug: 'n1', html: '', summary: '' }).json);
  const authors = [{ name: '示例编辑部', url: 'https://news.example/' }];
  expect(JSON.parse(ours({}).json)).toMatchObject({ version: 'https://jsonfeed.org/version/1.1' });
  expect(feed).toMatchObject({ language: 'zh-CN', authors });
  expect(feed.items?.[0]).toMatchObject({
    id: 'tag:news.example,2026:issue/n1',
    authors,
    content_html: '<p>第一期</p>',
  });
});

test('F-16: every format names its own address as its own', () => {
  const feed = 'https://news.example/feed.atom';
  expect(packaged({}, { feed }).rss2()).toContain(feed);
  const { atom, rss, json } = ours({});
  expect(parseAtomFeed(atom).links?.find(({ rel }) => rel === 'self')?.href).toBe(feed);
  expect(parseRssFeed(rss).atom?.links).toEqual([
    { rel: 'self', href: 'https://news.example/feed.rss', type: 'application/rss+xml' },
  ]);
  expect(parseJsonFeed(json).feed_url).toBe('https://news.example/feed.json');
});

test('F-17 and F-18: no enclosure is guessed from an image', () => {
  const image = 'https://news.example/a.jpg';
  expect(packaged({ image }).rss2()).toContain('image/jpg');
  const { atom, rss, json } = ours({ html: `<p><img src="${image}" alt="图"></p>` });
  expect(`${atom}${rss}${json}`).not.toMatch(/enclosure|attachments/);
  expect(atomEntry(atom)?.content?.value).toContain(image);
});

test('F-19: RSS names the author with dc:creator and never as an address', () => {
  const author = [{ name: '编辑部' }];
  expect(packaged({ author }).rss2()).toContain('<author>编辑部</author>');
  const item = rssItem(ours({}).rss);
  expect([item?.dc?.creators, item?.authors]).toEqual([['示例编辑部'], undefined]);
});

test('F-20: a category has its slug as term and its label as label', () => {
  expect(packaged({ category: [{ name: 'x' }] }).atom1()).not.toContain('term');
  const { atom, json } = ours({ topics: ['research', 'tools'] });
  expect(atomEntry(atom)?.categories).toEqual([
    { term: 'research', label: '前沿研究' },
    { term: 'tools', label: '开发工具' },
  ]);
  expect(parseJsonFeed(json).items?.[0]?.tags).toEqual(['前沿研究', '开发工具']);
});

test('F-21: the address of the logo is absolute', () => {
  expect(packaged({}, { image: 'logo.png' }).rss2()).toContain('<url>logo.png</url>');
  const theme = { ...aNewsletter().theme, logo: 'logo.png' };
  const { atom, rss, json } = ours({}, { theme });
  const logo = 'https://news.example/assets/logo.png';
  expect([parseAtomFeed(atom).logo, parseRssFeed(rss).image?.url, parseJsonFeed(json).icon]).toEqual([
    logo,
    logo,
    logo,
  ]);
  expect(parseRssFeed(rss).image).toMatchObject({ title: '示例周报', link: 'https://news.example/' });
  const icon = 'https://news.example/assets/icon.svg';
  expect([parseAtomFeed(atom).icon, parseJsonFeed(json).favicon]).toEqual([icon, icon]);
});

test('RSS has no image of a kind that its readers do not know', () => {
  const theme = { ...aNewsletter().theme, logo: 'https://cdn.example/logo.svg' };
  const { atom, rss } = ours({}, { theme });
  expect([parseAtomFeed(atom).logo, parseRssFeed(rss).image]).toEqual([theme.logo, undefined]);
});

test('F-22: no feed asks for XSLT', () => {
  expect(packaged({}, { stylesheet: 'https://news.example/a.xsl' }).atom1()).toContain('text/xsl');
  const { atom, rss } = ours({});
  expect(`${atom}${rss}`).not.toMatch(/xsl/);
});

test('F-23: every address in the content is absolute', () => {
  const html = '<p><a href="a">a</a><a href="#b">b</a><img src="/c.png" srcset="d.png 2x" alt=""></p>';
  expect(packaged({ content: html }).rss2()).toContain('href="a"');
  const { atom, rss, json } = ours({ slug: 'n1', html });
  const contents = [
    atomEntry(atom)?.content?.value,
    rssItem(rss)?.content?.encoded,
    parseJsonFeed(json).items?.[0]?.content_html,
  ];
  for (const content of contents) {
    const addresses = [...(content ?? '').matchAll(/(?:href|src|srcset)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses).toEqual([
      'https://news.example/n1/a',
      'https://news.example/n1/#b',
      'https://news.example/c.png',
      'https://news.example/n1/d.png 2x',
    ]);
  }
});

test('F-24: the generator has a name, an address and a version, and RSS names its specification', () => {
  const { generator: _, ...options } = packaged().options;
  expect(new Feed(options).atom1()).toContain('<generator>https://');
  const { atom, rss } = ours({});
  const uri = 'https://masthead.example/';
  expect(parseAtomFeed(atom).generator).toEqual({ text: 'masthead', uri, version: '1' });
  expect(parseRssFeed(rss)).toMatchObject({
    generator: `masthead 1 (${uri})`,
    docs: 'https://www.rssboard.org/rss-specification',
  });
});

test('F-25: what the feeds are made from is not changed, so a second run gives the same bytes', () => {
  const issue = deepFrozen(anIssue({ articles: [{ key: 'k', topics: ['tools'] }], topics: ['research'] }));
  const newsletter = deepFrozen(aNewsletter());
  expect(feedFiles([issue], newsletter)).toEqual(feedFiles([issue], newsletter));
});

test('F-26: attributes are escaped by our own writer: tabs and line ends come back as they were', () => {
  const label = 'a\tb\nc "d"';
  const { atom } = ours({ topics: ['x'] }, { topics: [{ slug: 'x', label, labels: [] }] });
  expect(/label="([^"]*)"/.exec(atom)?.[1]).toBe('a&#9;b&#10;c &quot;d&quot;');
});

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) deepFrozen(inner);
  return Object.freeze(value);
}
