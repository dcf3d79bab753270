import { posix } from 'node:path';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import type { Issue } from '../../../../src/core/issue/issue.ts';
import { isElement, parseTree, textOf, type ElementNode, type TreeNode } from '../../../../src/core/issue/tree.ts';
import { redirectPages } from '../../../../src/core/render/page/redirect-page.ts';
import type { Output } from '../../../../src/core/render/output.ts';
import { aNewsletter } from '../../../support/newsletter.ts';
import { article, pageIssue, pageSite, prose, section, webTemplates, type Site } from '../../../support/page-site.ts';

const newsletter = aNewsletter({ texts: { about: '# 我们\n\n**谁**写的 <script>alert(1)</script>' }, hub: undefined });

const issues: readonly Issue[] = [
  dated('2026-01-07', {
    title: '更正 <一> & "二"',
    updated: '2026-01-08T09:00:00+08:00',
    corrections: [{ at: '2026-01-08T09:00:00+08:00', day: '2026-01-08', note: '数字有误。' }],
  }),
  dated('2026-01-06', {
    title: '示例日报',
    topics: ['research'],
    parts: [section('大模型', 's1', article('甲文', 'a1', ['prose', '<p>甲</p>'])), section('其他', 's2')],
  }),
  dated('2025-12-31', {
    title: 'Weekly',
    language: 'en',
    slug: 'weekly 第1期',
    parts: [prose('<h3>Part</h3><p>x</p>')],
  }),
];

function dated(day: string, changes: Partial<Issue>): Issue {
  const at = `${day}T00:00:00+08:00`;
  return pageIssue({ slug: day, date: { day, at, hasTime: false }, updated: at, ...changes });
}

const site = pageSite(issues, newsletter);
const pages = [...site.files].filter(([path]) => path.endsWith('.html'));

function elements(nodes: readonly TreeNode[], ...names: readonly string[]): readonly ElementNode[] {
  const found: ElementNode[] = [];
  for (const node of nodes.filter(isElement)) {
    if (names.length === 0 || names.includes(node.name)) found.push(node);
    found.push(...elements(node.children, ...names));
  }
  return found;
}

const attributeOf = (node: ElementNode | undefined, name: string): string | undefined => node?.attributes[name];

test('every page of section 6 of the design is there', () => {
  expect([...site.files.keys()].toSorted()).toEqual(
    [
      'index.html',
      ...issues.flatMap(({ slug }) => [`${slug}/index.html`, `${slug}/issue.md`]),
      'topics/research/index.html',
      'topics/tools/index.html',
      'about.html',
      '404.html',
      'sitemap.xml',
      'robots.txt',
      'llms.txt',
      'assets/style.css',
      'assets/icon.svg',
    ].toSorted(),
  );
});

describe.each(pages)('%s', (path, html) => {
  const tree = parseTree(html.replace(/^<!doctype html>/, ''));
  const head = elements(tree, 'head');
  const all = elements(tree);
  const links = (rel: string): readonly ElementNode[] =>
    elements(head, 'link').filter((link) => attributeOf(link, 'rel') === rel);

  test('has a language, one h1, one main and a way to skip to it', () => {
    expect(attributeOf(elements(tree, 'html')[0], 'lang')).toMatch(/^(zh-CN|en)$/);
    expect(elements(tree, 'h1')).toHaveLength(1);
    expect(elements(tree, 'main').map((main) => attributeOf(main, 'id'))).toEqual(['main']);
    expect(attributeOf(elements(tree, 'a')[0], 'href')).toBe('#main');
  });

  test('goes down its outline by single steps', () => {
    const levels = all.filter(({ name }) => /^h[1-6]$/.test(name)).map(({ name }) => Number(name[1]));
    for (const [i, level] of levels.entries()) expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  test('uses no id twice, no style attribute, no script and no event handler', () => {
    const ids = all.flatMap((node) => attributeOf(node, 'id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const names = all.flatMap(({ attributes }) => Object.keys(attributes));
    expect(names.filter((name) => name === 'style' || name.startsWith('on'))).toEqual([]);
    const scripts = elements(tree, 'script').map((script) => attributeOf(script, 'type'));
    expect(scripts.filter((type) => type !== 'application/ld+json')).toEqual([]);
  });

  test('carries its policy before anything that could load', () => {
    const children = elements(head)[0]?.children.filter(isElement) ?? [];
    expect(children.slice(0, 2).map((node) => attributeOf(node, 'http-equiv'))).toContain('Content-Security-Policy');
    expect(html).toContain(
      `content="default-src 'none'; style-src 'self'; img-src https: 'self'; form-action 'self'; base-uri 'none'"`,
    );
  });

  test('names the feeds in one order by absolute addresses', () => {
    const own = links('alternate').slice(-3);
    expect(own.map((link) => [attributeOf(link, 'type'), attributeOf(link, 'href')])).toEqual([
      ['application/atom+xml', 'https://news.example/feed.atom'],
      ['application/rss+xml', 'https://news.example/feed.rss'],
      ['application/feed+json', 'https://news.example/feed.json'],
    ]);
    expect(own.every((link) => attributeOf(link, 'title') !== undefined)).toBe(true);
  });

  test('fetches nothing from elsewhere', () => {
    const fetched = [...links('stylesheet'), ...links('icon')].map((link) => attributeOf(link, 'href'));
    const images = elements(tree, 'img').map((image) => attributeOf(image, 'src'));
    for (const address of [...fetched, ...images]) expect(address).not.toMatch(/^(?:https?:)?\/\//);
  });

  test('links to pages that are there', () => {
    for (const link of elements(tree, 'a')) {
      const href = attributeOf(link, 'href') ?? '';
      if (href.startsWith('mailto:') || /\/?feed\.(atom|rss|json)$/.test(href) || href.startsWith('https:')) continue;
      expect([href, targetOf(path, href, site)]).toEqual([href, true]);
    }
  });
});

/** Whether the page behind a relative link is there and has the anchor that the link names. */
function targetOf(from: string, href: string, { files }: Site): boolean {
  const [address = '', anchor] = href.split('#');
  const folder = posix.dirname(from) === '.' ? '' : `${posix.dirname(from)}/`;
  const joined = address.startsWith('/')
    ? address.slice(1)
    : posix.normalize(`${folder}${address}`).replace(/^\.\/?$/, '');
  const path = address === '' ? from : decodeURIComponent(joined).replace(/(^|\/)$/, '$1index.html');
  const html = files.get(path);
  return html !== undefined && (!anchor || html.includes(`id="${decodeURIComponent(anchor)}"`));
}

test('titles are unique', () => {
  const titles = pages.map(([, html]) => /<title>(.*?)<\/title>/.exec(html)?.[1]);
  expect(new Set(titles).size).toBe(pages.length);
});

test('an issue page says what it is to programs', () => {
  const html = site.files.get('2026-01-07/index.html') ?? '';
  const meta = elements(parseTree(html), 'meta');
  const property = (name: string): string | undefined =>
    attributeOf(
      meta.find((m) => m.attributes['property'] === name),
      'content',
    );
  expect(html).toContain('<link rel="canonical" href="https://news.example/2026-01-07/">');
  expect(property('og:type')).toBe('article');
  expect(property('og:title')).toBe('更正 <一> & "二"');
  expect(property('og:url')).toBe('https://news.example/2026-01-07/');
  expect(property('og:image')).toBe('https://news.example/2026-01-07/share.png');
  expect(property('article:published_time')).toBe('2026-01-07T00:00:00+08:00');
  expect(property('article:modified_time')).toBe('2026-01-08T09:00:00+08:00');
  expect(meta.find((m) => m.attributes['name'] === 'twitter:card')?.attributes['content']).toBe('summary_large_image');
});

test('JSON-LD is JSON and no title can leave it', () => {
  const title = '</script><script>alert(1)</script>';
  const { files } = pageSite([pageIssue({ title })], newsletter);
  const html = files.get('2026-01-06/index.html') ?? '';
  const json = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
  expect(JSON.parse(json)).toMatchObject({ '@type': 'NewsArticle', headline: title, position: 1 });
  expect(html.match(/<script/g)).toHaveLength(1);
});

test('the date line has the number counted from the oldest and the day in words', () => {
  expect(site.files.get('2026-01-06/index.html')).toContain(
    '<span class="edition">第 2 期</span><time datetime="2026-01-06">2026年1月6日星期二</time>',
  );
  expect(site.files.get('weekly 第1期/index.html')).toContain(
    '<span class="edition">No. 1</span><time datetime="2025-12-31">Wednesday, December 31, 2025</time>',
  );
});

test('the front page lists years and months, newest first', () => {
  const nodes = parseTree(site.files.get('index.html') ?? '');
  const words = elements(nodes, 'h2', 'h3', 'li').map((node) => textOf([node]).replace(/\s+/g, ' ').trim());
  const from = words.indexOf('2026');
  expect(words.slice(from, from + 7)).toEqual([
    '2026',
    '1月',
    '7日周三 更正 <一> & "二"',
    '6日周二 示例日报 前沿研究',
    '2025',
    '12月',
    '31日周三 Weekly',
  ]);
});

test('a topic page lists its articles under their issues', () => {
  const html = site.files.get('topics/research/index.html') ?? '';
  expect(html).toContain('<li><a href="../../2026-01-06/#a1">甲文</a></li>');
  expect(html).toContain('href="https://news.example/topics/research/feed.atom"');
  expect(html).not.toContain('Weekly');
  expect(site.files.get('topics/tools/index.html')).toContain('这里还没有内容。');
});

test('the about page says how to unsubscribe where the neutral letter’s link leads', () => {
  expect(site.files.get('about.html')).toMatch(/<section class="section" id="unsubscribe">\s*<h2>退订<\/h2>/);
});

test('the about page has the owner’s own words, made safe', () => {
  const html = site.files.get('about.html') ?? '';
  expect(html).toContain('<strong>谁</strong>写的');
  expect(html).not.toContain('alert');
});

test('a page that is not found links from the root, below the path of base_url', () => {
  const { files } = pageSite(issues, { ...newsletter, base_url: 'https://host.example/letters/' });
  expect(files.get('404.html')).toContain('href="/letters/assets/style.css"');
  expect(files.get('404.html')).toContain('<meta name="robots" content="noindex">');
});

test('the sitemap is well-formed and gives the moment of the last correction', () => {
  const xml = site.files.get('sitemap.xml') ?? '';
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  expect(xml).toContain(
    '<url><loc>https://news.example/2026-01-07/</loc><lastmod>2026-01-08T09:00:00+08:00</lastmod></url>',
  );
  expect(xml).toContain('<loc>https://news.example/weekly%20%E7%AC%AC1%E6%9C%9F/</loc>');
});

test('robots.txt names the sitemap, llms.txt the Markdown of each issue', () => {
  expect(site.files.get('robots.txt')).toContain('\nSitemap: https://news.example/sitemap.xml\n');
  expect(site.files.get('llms.txt')).toContain(
    '- [更正 <一> & "二"](https://news.example/2026-01-07/issue.md): 2026-01-07. 一句话说完这一期。',
  );
  expect(site.files.get('2026-01-06/issue.md')).toBe('# 示例日报\n');
});

test('the same issues give the same bytes', () => {
  expect([...pageSite(issues, newsletter).files]).toEqual([...site.files]);
});

/** The paths of the outputs whose facts an edit of the middle issue changes; any other file must stay as it was. */
function changed(change: Partial<Issue>): readonly string[] {
  const edited = pageSite(
    issues.map((issue, i) => (i === 1 ? { ...issue, ...change } : issue)),
    newsletter,
  );
  const facts = new Map(site.outputs.map((output) => [output.path, JSON.stringify(output.facts)]));
  const isSame = ({ path, facts: own }: Output): boolean => facts.get(path) === JSON.stringify(own);
  const kept = edited.outputs.filter((output) => output.slugs.length === 0 && isSame(output));
  expect(kept.filter(({ path }) => edited.files.get(path) !== site.files.get(path))).toEqual([]);
  return edited.outputs.filter((output) => !isSame(output)).map(({ path }) => path);
}

describe('an edit of the middle issue', () => {
  test('that leaves its card alone changes no other page', () => {
    expect(changed({ markdown: 'anders' })).toEqual([]);
  });

  test('of its summary changes llms.txt', () => {
    expect(changed({ summary: '另一句。' })).toEqual(['llms.txt']);
  });

  test('of its title changes its neighbours and the lists', () => {
    expect(changed({ title: '新题' }).toSorted()).toEqual([
      '2026-01-07/index.html',
      'index.html',
      'llms.txt',
      'topics/research/index.html',
      'weekly 第1期/index.html',
    ]);
  });

  test('of its moment of correction changes the sitemap', () => {
    expect(changed({ updated: '2026-02-01T00:00:00+08:00' })).toEqual(['sitemap.xml']);
  });
});

describe('what owners change', () => {
  test('a template of theirs stands in for ours', () => {
    const templates = { ...webTemplates, 'footer.liquid': '<footer>{{ newsletter.title }}</footer>' };
    expect(pageSite(issues, newsletter, templates).files.get('index.html')).toContain('<footer>示例周报</footer>');
  });

  test('colours, fonts and further rules reach the stylesheet', () => {
    const theme = { accent: '#0b6e6e', headline_font: `LXGW WenKai, Bad"; } body { x: url(//evil.example)` };
    const css = pageSite(
      issues,
      { ...newsletter, theme },
      { ...webTemplates, 'custom.css': '.name { color: teal }' },
    ).files;
    const text = css.get('assets/style.css') ?? '';
    expect(text).toContain('--accent: #0b6e6e;');
    expect(text).toContain('--own-headline: "LXGW WenKai", "Bad  body  x: url(//evil.example)",;');
    expect(text.trimEnd().endsWith('.name { color: teal }')).toBe(true);
  });

  test('a logo stands above the name', () => {
    const { files } = pageSite(issues, { ...newsletter, theme: { logo: 'logo.svg' } });
    expect(files.get('2026-01-06/index.html')).toContain('<img class="logo" src="../assets/logo.svg" alt="">');
  });
});

test('where a page stood that has moved, a small page leads on; feeds and what is gone get none', () => {
  const redirects = {
    '/old/': '/2026-01-06/',
    '/older': 'https://news.example/?a=1&b="2"',
    '/old.xml': '/feed.atom',
    '/withdrawn/': 'gone',
  };
  const moved = redirectPages(aNewsletter({ redirects }));
  expect(moved.map(({ path }) => path)).toEqual(['old/index.html', 'older/index.html']);
  const [old, older] = moved.map(({ render }) =>
    String(
      render(() => {
        throw new Error('it holds no issue');
      }),
    ),
  );
  expect(old).toContain('<link rel="canonical" href="https://news.example/2026-01-06/">');
  expect(old).toContain('<meta http-equiv="refresh" content="0; url=https://news.example/2026-01-06/">');
  expect(older).toContain('href="https://news.example/?a=1&amp;b=&quot;2&quot;"');
});

test('where an issue was withdrawn a page says so, and nothing else does', () => {
  const withdrawal = { day: '2026-01-09', note: '数据 <来源> 不可靠。' };
  const some = issues.map((one) =>
    one.slug === '2026-01-06' ? { ...one, status: 'withdrawn' as const, withdrawal } : one,
  );
  const { files } = pageSite(some, newsletter);
  const mentions = [...files].filter(([, text]) => text.includes('2026-01-06')).map(([path]) => path);
  expect(mentions.toSorted()).toEqual(['withdrawn.json']);
  expect([...files.keys()].filter((path) => path.startsWith('2026-01-06/'))).toEqual(['2026-01-06/index.html']);
  const page = files.get('2026-01-06/index.html') ?? '';
  expect(page).toContain('本期已撤回');
  expect(page).toContain('2026年1月9日');
  expect(page).toContain('数据 &lt;来源&gt; 不可靠。');
  expect(page).toContain('<meta name="robots" content="noindex">');
  expect(page).not.toContain('示例日报');
  // The neighbours have each other now, and numbers stay.
  expect(files.get('2026-01-07/index.html')).toContain('rel="prev" href="../weekly%20%E7%AC%AC1%E6%9C%9F/"');
  expect(files.get('2026-01-07/index.html')).toContain('第 3 期');
  expect(files.get('index.html')).toContain('第 3 期');
});
