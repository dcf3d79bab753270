import { expect, test } from 'vitest';
import { parseTree } from '../../../../src/core/issue/tree.ts';
import type { Highlights, Part } from '../../../../src/core/issue/issue.ts';
import { pageBody } from '../../../../src/core/render/page/page-body.ts';
import { aNewsletter } from '../../../support/newsletter.ts';
import { article, pageIssue, prose, section, webTemplates } from '../../../support/page-site.ts';

const body = (...parts: readonly Part[]): string => pageBody(pageIssue({ parts }), aNewsletter(), webTemplates);

/** What stands inside of the prose of an issue that has nothing else. */
const proseOf = (html: string): string =>
  /<div class="prose">(.*)<\/div>\s*<\/article>/s.exec(body(prose(html)))?.[1] ?? '';

test('an article is set by the roles of its blocks', () => {
  const html = body(
    section(
      '大模型',
      's1',
      article(
        '<strong>标题</strong>',
        'a1',
        ['source', '<p><a href="https://source.example/1">阅读原文</a> <code>[2026-01-04]</code></p>'],
        ['abstract', '<blockquote><p><strong>概要</strong>：一句。</p></blockquote>'],
        ['label', '<p><strong>内容详解</strong></p>'],
        ['details', '<ul><li><strong>甲</strong><ul><li><strong>乙</strong>：丙</li></ul></li></ul>'],
        ['reference', '<p><a href="https://paper.example/">相关论文</a></p>'],
      ),
    ),
  );
  expect(html).toContain(
    [
      '<section class="section">',
      '<h2 id="s1">大模型</h2>',
      '<article class="item">',
      '<h3 id="a1"><strong>标题</strong></h3>',
      '<div class="source"><p><a href="https://source.example/1">阅读原文</a> ' +
        '<time datetime="2026-01-04">2026-01-04</time></p></div>',
      '<div class="abstract"><div><p><strong class="lead">概要</strong>：一句。</p></div></div>',
      '<div class="label"><p><strong>内容详解</strong></p></div>',
      '<div class="details"><ul><li><strong>甲</strong><ul><li><strong>乙</strong>：丙</li></ul></li></ul></div>',
      '<div class="reference"><p><a href="https://paper.example/">相关论文</a></p></div>',
      '</article>',
      '</section>',
    ].join('\n'),
  );
});

test('a highlight keeps its own topic behind an item that is out of shape', () => {
  const highlights: Highlights = {
    kind: 'highlights',
    nodes: parseTree('<ul><li>闲话</li><li><strong>[论文]</strong> <strong>甲</strong>: 乙</li></ul>'),
    items: [{ label: '论文', topic: 'research', title: '甲', sentence: '乙' }],
  };
  expect(body(highlights)).toContain('<a href="../topics/research/">论文</a>');
});

test('a highlight has its label beside it, linked to the topic, without its brackets', () => {
  const highlights: Highlights = {
    kind: 'highlights',
    nodes: parseTree('<ul><li><strong>[论文]</strong> <strong>甲</strong>: 乙</li><li>丙</li></ul>'),
    items: [
      { label: '论文', topic: 'research', title: '甲', sentence: '乙' },
      { title: '丙', sentence: '' },
    ],
  };
  expect(body(highlights)).toContain(
    '<ul class="labelled"><li><span class="topic"><a href="../topics/research/">论文</a></span> ' +
      '<div> <strong>甲</strong>: 乙</div></li><li>丙</li></ul>',
  );
});

test('the contents stand behind the highlights and before the first section', () => {
  const highlights: Highlights = { kind: 'highlights', nodes: parseTree('<ul><li>甲</li></ul>'), items: [] };
  const html = body(highlights, section('一', 's1', article('甲文', 'a1')), section('二', 's2'));
  const places = ['class="section highlights"', '<nav class="contents"', '<h2 id="s1">'].map((x) => html.indexOf(x));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
  expect(html).toContain('<a href="#s1">一</a>\n<ol>\n<li><a href="#a1">甲文</a></li>');
});

test('an issue with one section needs no contents', () => {
  expect(body(section('一', 's1'))).not.toContain('class="contents"');
});

test('the head tells the time that reading takes, the topics, and what was corrected', () => {
  const corrections = [{ at: '2026-01-07T00:00:00+08:00', day: '2026-01-07', note: '数字 3 < 5' }];
  const html = pageBody(pageIssue({ topics: ['tools'], corrections }), aNewsletter(), webTemplates);
  expect(html).toContain('<span>约 1 分钟</span> <a rel="tag" href="../topics/tools/">开发工具</a>');
  expect(html).toContain('<dt><time datetime="2026-01-07">2026年1月7日</time></dt><dd>数字 3 &lt; 5</dd>');
});

test('sources are listed by host, most used first', () => {
  const html = body(section('一', 's1', article('甲', 'a1'), article('乙', 'a2')));
  expect(html).toContain('<li>source.example <span>× 2</span></li>');
});

test.each([
  ['a further H1 becomes a chapter', '<h1>甲</h1>', '<h2>甲</h2>'],
  ['a jump of levels becomes one step', '<h2>甲</h2><h4>乙</h4><h4>丙</h4>', '<h2>甲</h2><h3>乙</h3><h3>丙</h3>'],
  ['an empty heading goes', '<h3> </h3><p>甲</p>', ' <p>甲</p>'],
  [
    'a table scrolls in a box of its own and its cells align by class',
    '<table><tr><th></th><th align="right">甲</th></tr><tr><td>乙</td><td align="left">1</td></tr></table>',
    '<div class="scroll" role="group" aria-label="表格" tabindex="0"><table><tr><td></td>' +
      '<th class="align-right">甲</th></tr><tr><td>乙</td><td>1</td></tr></table></div>',
  ],
  [
    'a highlighted word keeps its class and loses its style',
    '<pre style="background:#fff"><code><span class="code-keyword" style="color:#8a1c1c">if</span></code></pre>',
    '<div class="scroll" role="group" aria-label="代码" tabindex="0"><pre><code>' +
      '<span class="code-keyword">if</span></code></pre></div>',
  ],
  [
    'a task says whether it is done',
    '<ul><li><input type="checkbox" disabled="" checked=""> 甲</li><li><input type="checkbox" disabled=""> 乙</li></ul>',
    '<ul><li class="task"><input type="checkbox" disabled checked aria-label="已完成"> 甲</li>' +
      '<li class="task"><input type="checkbox" disabled aria-label="未完成"> 乙</li></ul>',
  ],
  [
    'an image has an alternative text and loads late',
    '<p><img src="https://image.example/a.png"></p>',
    '<p><img src="https://image.example/a.png" alt="" loading="lazy" decoding="async"></p>',
  ],
  [
    'a link around nothing readable is named by its address',
    '<p><a href="https://a.example/"></a></p>',
    '<p><a href="https://a.example/" aria-label="https://a.example/"></a></p>',
  ],
  [
    'footnotes are named and keep their place in the outline',
    '<h2>甲</h2><section class="footnotes"><ol><li id="fn-1">注</li></ol></section>',
    '<h2>甲</h2><section class="footnotes"><h2 class="label">脚注</h2><ol><li id="fn-1">注</li></ol></section>',
  ],
  ['text is escaped', '<p>&lt;b&gt; &amp; "</p>', '<p>&lt;b&gt; &amp; "</p>'],
])('%s', (_, html, expected) => {
  expect(proseOf(html)).toBe(expected);
});
