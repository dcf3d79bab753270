import { expect, test } from 'vitest';
import { articleEntries, issueEntry } from '../../../../src/core/render/feed/entry.ts';
import { anIssue } from '../../../support/an-issue.ts';
import { aNewsletter } from '../../../support/newsletter.ts';

const newsletter = aNewsletter();

function html(body: string): string {
  return issueEntry(anIssue({ slug: 'n1', html: body }), newsletter).html;
}

test.each([
  ['a path relative to the page', '<a href="notes.html">x</a>', 'https://news.example/n1/notes.html'],
  ['a path from the root', '<a href="/about.html">x</a>', 'https://news.example/about.html'],
  ['a path upwards', '<a href="../n0/">x</a>', 'https://news.example/n0/'],
  ['an address without a scheme', '<a href="//cdn.example/x">x</a>', 'https://cdn.example/x'],
  ['an anchor', '<a href="#fn-1">x</a>', 'https://news.example/n1/#fn-1'],
  ['a Chinese anchor', '<a href="#要闻">x</a>', 'https://news.example/n1/#%E8%A6%81%E9%97%BB'],
  ['a Chinese address', '<a href="https://e.example/文章">x</a>', 'https://e.example/%E6%96%87%E7%AB%A0'],
  ['a query alone', '<a href="?p=2">x</a>', 'https://news.example/n1/?p=2'],
  ['an address for mail', '<a href="mailto:a@b.example">x</a>', 'mailto:a@b.example'],
])('%s becomes absolute', (_, source, href) => {
  expect(html(source)).toBe(`<a href="${href}">x</a>`);
});

test('an absolute address keeps its bytes', () => {
  const href = 'https://e.example/a?b=1&amp;c=%2F#d';
  expect(html(`<a href="${href}">x</a>`)).toBe(`<a href="${href}">x</a>`);
});

test('every candidate of a srcset becomes absolute, with its width', () => {
  expect(html('<img src="a.png" srcset="a.png 1x, /b.png 2x" alt="图">')).toBe(
    '<img src="https://news.example/n1/a.png" ' +
      'srcset="https://news.example/n1/a.png 1x, https://news.example/b.png 2x" alt="图">',
  );
});

test.each([
  ['ids and classes', '<p id="a" class="b" data-line="3" aria-label="x">t</p>', '<p>t</p>'],
  ['handlers', '<p onclick="x()">t</p>', '<p>t</p>'],
  ['addresses that run', '<a href="javascript:x()">t</a>', '<a>t</a>'],
  ['scripts with all that is in them', '<p>a</p><script>b</script><style>c</style>', '<p>a</p>'],
  ['frames', '<iframe src="https://e.example/"></iframe><p>a</p>', '<p>a</p>'],
  ['styles that move things', '<p style="position:fixed;color:#a00;top:0">t</p>', '<p style="color:#a00">t</p>'],
  ['custom properties', '<span style="--shiki-dark:#fff;width:9px">t</span>', 't'],
])('%s are left out', (_, source, kept) => {
  expect(html(source)).toBe(kept);
});

test('an element that may not stay gives way to its words', () => {
  expect(html('<form><p>a</p><button>b</button></form>')).toBe('<p>a</p>b');
});

test('an image without an address that can be fetched gives way to its description', () => {
  expect(html('<p><img src="data:image/png;base64,AA" alt="一张图"></p>')).toBe('<p>一张图</p>');
});

test('checkboxes become signs', () => {
  const tasks = '<p><input checked disabled type="checkbox"> a <input disabled type="checkbox"> b</p>';
  expect(html(tasks)).toBe('<p>☑ a ☐ b</p>');
});

test('details stay, with their summary', () => {
  const details = '<details open=""><summary>a</summary><p>b</p></details>';
  expect(html(details)).toBe(details);
});

test('the colours of code stay, and the lines of the highlighter leave no empty spans', () => {
  const source =
    '<pre class="shiki" style="background-color:#fff;color:#222" tabindex="0"><code><span class="line">' +
    '<span style="color:#D73A49">if</span> x</span></code></pre>';
  expect(html(source)).toBe(
    '<pre style="background-color:#fff;color:#222"><code><span style="color:#D73A49">if</span> x</code></pre>',
  );
});

test('the entry of an issue holds its headings, articles and blocks in order', () => {
  const issue = anIssue({ html: '<p>a</p>', articles: [{ key: 'k', title: 'T', abstract: 'b', html: '<p>c</p>' }] });
  expect(issueEntry(issue, newsletter).html).toBe(
    '<p>a</p><h2>要闻</h2><h3>T</h3><blockquote><p>b</p></blockquote><p>c</p>',
  );
});

test('an issue without any text has its title as its text', () => {
  const entry = issueEntry(anIssue({ title: '生成失败', html: '', summary: '' }), newsletter);
  expect([entry.html, entry.summary]).toEqual(['<p>生成失败</p>', '生成失败']);
});

test.each([
  ['zh-CN', '更正'],
  ['ja', '訂正'],
  ['en', 'Corrections'],
])('corrections stand at the top in the language of the issue: %s', (language, label) => {
  const issue = anIssue({ language, html: '<p>a</p>', corrections: [{ day: '2026-01-07', note: 'x < y' }] });
  const entry = issueEntry(issue, newsletter);
  expect(entry.html).toBe(
    `<p><strong>${label}</strong></p><ul><li><time datetime="2026-01-07T09:00:00Z">2026-01-07</time>` +
      ' x &lt; y</li></ul><p>a</p>',
  );
  expect([entry.published, entry.updated]).toEqual(['2026-01-06T08:00:00Z', '2026-01-07T09:00:00Z']);
});

test('the address of an issue with a Chinese slug is ASCII', () => {
  expect(issueEntry(anIssue({ slug: '第一期' }), newsletter).url).toBe(
    'https://news.example/%E7%AC%AC%E4%B8%80%E6%9C%9F/',
  );
});

test('an article has its own id and anchor, its source, its blocks and a link to the issue', () => {
  const issue = anIssue({
    slug: 'n1',
    title: '第一期',
    articles: [{ key: 'k', title: 'T', sourceUrl: 'https://s.example/a', abstract: '摘要。', topics: ['tools'] }],
  });
  expect(articleEntries(issue, newsletter)).toEqual([
    {
      id: 'tag:news.example,2026:issue/n1/k',
      slug: 'n1',
      url: 'https://news.example/n1/#k',
      sourceUrl: 'https://s.example/a',
      title: 'T',
      language: 'zh-CN',
      published: '2026-01-06T08:01:40.000Z',
      updated: '2026-01-06T08:01:40.000Z',
      summary: '摘要。',
      topics: ['tools'],
      html:
        '<p><a href="https://s.example/a">阅读原文</a></p><blockquote><p>摘要。</p></blockquote><p>文章正文。</p>' +
        '<p>出自本期：<a href="https://news.example/n1/">第一期</a></p>',
    },
  ]);
});

test('the entries of one issue and its articles have an instant each, and the first article the latest', () => {
  const articles = Array.from({ length: 130 }, (_, i) => ({ key: `k${i}` }));
  const issue = anIssue({ articles });
  const entries = [issueEntry(issue, newsletter), ...articleEntries(issue, newsletter)];
  const instants = entries.map((entry) => Date.parse(entry.published));
  expect(new Set(instants).size).toBe(131);
  expect(instants.slice(1, 101)).toEqual(instants.slice(1, 101).toSorted((a, b) => b - a));
});

test('an article that is added at the end moves no other article in time', () => {
  const [before, after] = [2, 3].map((length) =>
    articleEntries(anIssue({ articles: Array.from({ length }, (_, i) => ({ key: `k${i}` })) }), newsletter),
  );
  expect(after?.slice(0, 2)).toEqual(before);
});

test('the summary of an article without an abstract is cut between graphemes', () => {
  const family = '👩‍👩‍👧‍👦';
  const issue = anIssue({ articles: [{ key: 'k', html: `<p>${family.repeat(300)}</p>` }] });
  expect(articleEntries(issue, newsletter)[0]?.summary).toBe(`${family.repeat(200)}…`);
});

test('a source that is no link for readers is not given as one', () => {
  const issue = anIssue({ articles: [{ key: 'k', sourceUrl: 'javascript:x()' }] });
  expect(articleEntries(issue, newsletter)[0]).not.toHaveProperty('sourceUrl');
});
