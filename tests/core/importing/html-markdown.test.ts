import { expect, test } from 'vitest';
import { htmlMarkdown, imagesIn } from '../../../src/core/importing/html-markdown.ts';
import { textOf } from '../../../src/core/issue/tree.ts';
import { htmlOf, treeOf } from '../issue/markdown/tree-of.ts';

const markdown = (html: string, title = ''): string =>
  htmlMarkdown(html, { base: 'https://old.example/p/one/', title, imageOf: (url) => url });

test.each([
  ['他说<strong>“你好”</strong>的话', '他说**“你好”**的话', '<strong>“你好”</strong>'],
  ['这是<b>《书名》</b>里的', '这是**《书名》**里的', '<strong>《书名》</strong>'],
  ['很<b>重</b><b>要</b>', '很**重要**', '<strong>重要</strong>'],
  ['<em><strong>都</strong></em>是', '***都***是', '都'],
  ['前<strong> 空 </strong>后', '前 **空** 后', '<strong>空</strong>'],
])('emphasis in %s is %s, and comes back', (html, text, back) => {
  expect(markdown(`<p>${html}</p>`)).toBe(`${text}\n`);
  expect(htmlOf(text)).toContain(back);
});

test.each([
  ['a link around blocks', '<a href="/a"><h3>Title</h3><p>Words</p></a>', '[Title Words](https://old.example/a)\n'],
  ['a link into the page itself', '<a href="#top">Up</a> <a href="https://old.example/p/one/#x">down</a>', 'Up down\n'],
  ['a link that would run', '<a href="java\tscript:alert(1)">words</a>', 'words\n'],
  [
    'a picture in a link',
    '<a href="/b"><img src="c.png" alt="C"></a>',
    '[![C](https://old.example/p/one/c.png)](https://old.example/b)\n',
  ],
  ['a pixel that counts', '<p>a<img src="https://t.example/o.gif" width="1" height="1"></p>', 'a\n'],
  [
    'a picture that waits',
    '<img src="data:image/gif;base64,R0" data-src="/l.jpg" alt="L">',
    '![L](https://old.example/l.jpg)\n',
  ],
  [
    'a film',
    '<video controls><source src="/v.mp4"></video>',
    '[https://old.example/v.mp4](https://old.example/v.mp4)\n',
  ],
  ['boxes to tick', '<ul><li><input type="checkbox" checked> done</li></ul>', '- [x] done\n'],
  ['a form', '<form><p>Subscribe</p><input type="email"></form><p>text</p>', 'text\n'],
  ['numbers that go on', '<ol start="7"><li>seven</li><li>eight</li></ol>', '7. seven\n8. eight\n'],
  ['an address in the text', 'see https://a.example/x_y_z* now', 'see https://a.example/x_y_z* now\n'],
  ['a code with a fence', '<pre><code>```\nx\n```</code></pre>', '````\n```\nx\n```\n````\n'],
  ['the title once more', '<h1>One</h1><p>text</p>', 'text\n'],
  ['nothing', '<p> </p><!-- x --><script>y</script>', ''],
])('%s is written as it should read', (_, html, text) => {
  expect(markdown(html, 'One')).toBe(text);
});

test.each([
  [
    'Substack',
    '<p>Said<a class="footnote-anchor" id="footnote-anchor-1" href="#footnote-1">1</a>.</p><div class="footnote">' +
      '<a id="footnote-1" href="#footnote-anchor-1" class="footnote-number">1</a>' +
      '<div class="footnote-content"><p>Why.</p></div></div>',
  ],
  [
    'a feed that has lost its ids',
    '<p>Said<sup><a href="https://old.example/p/one/#fn-x">1</a></sup>.</p><section><ol><li>Why. <a href="https://old.example/p/one/#r">↩</a></li></ol></section>',
  ],
  [
    'WordPress',
    '<p>Said<sup data-fn="a"><a href="#a" id="a-link">1</a></sup>.</p>' +
      '<ol class="wp-block-footnotes"><li id="a">Why. <a href="#a-link">↩︎</a></li></ol>',
  ],
])('a footnote of %s is a footnote', (_, html) => {
  expect(markdown(html)).toBe('Said[^1].\n\n[^1]: Why.\n');
});

test('a list at the end that is no list of notes stays', () => {
  const html = '<p>x<sup>2</sup> and <a href="#list">1</a></p><ol id="list"><li>first</li></ol>';
  expect(markdown(html)).toBe('x<sup>2</sup> and 1\n\n1. first\n');
});

test.each(['<div>'.repeat(3000), '<b><i>'.repeat(500), '<table><tr><td>'.repeat(60), '<a href="'.repeat(2000)])(
  'markup that is out of hand is read all the same',
  (html) => {
    expect(() => markdown(`${html}words`)).not.toThrow();
  },
);

test('every picture is told once, in the order of the text', () => {
  const html = '<img src="/b.png"><p><img src="/a.png"><img src="/b.png"></p>';
  expect(imagesIn(html, { base: 'https://old.example/', title: '' })).toEqual([
    'https://old.example/b.png',
    'https://old.example/a.png',
  ]);
});

test('signs that mean something in Markdown are words still', () => {
  const words = '*a* _b_ `c` # d > e - f + g 1. h [i](j) ![k](l) <m> &amp; ~~n~~ | o | {#p} \\q [^r] [s]: t';
  const html = `<p>${words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`;
  expect(textOf(treeOf(markdown(html))).trim()).toBe(words);
});
