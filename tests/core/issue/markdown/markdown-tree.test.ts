import { expect, test } from 'vitest';
import { markdownTree } from '../../../../src/core/issue/markdown-tree.ts';
import { serialise, textOf } from '../../../../src/core/issue/tree.ts';
import { htmlOf, problemsOf, readMarkdown, treeOf } from './tree-of.ts';

test.each([
  ['a link to nothing keeps its text', '见[文档][missing]。', '<p>见文档。</p>', ['reference-undefined:1']],
  ['a short link to nothing keeps its text', '[BIP340][]', '<p>BIP340</p>', ['reference-undefined:1']],
  ['an image of nothing keeps its description', '![图示][missing]', '<p>图示</p>', ['reference-undefined:1']],
  ['emphasis in a link to nothing stays', '[**粗**][missing]', '<p><strong>粗</strong></p>', ['reference-undefined:1']],
  ['a link to something is a link', '[文档][a b]\n\n[A  B]: /x', '<p><a href="/x">文档</a></p>', []],
  [
    'an index is no link',
    'a[i][j] 与 [x] 与 [前沿研究][开发工具]',
    '<p>a[i][j] 与 [x] 与 [前沿研究][开发工具]</p>',
    [],
  ],
  ['a link to nothing in code stays', '`[a][b]`', '<p><code>[a][b]</code></p>', []],
  [
    'a raw space in an address is repaired',
    '[文](https://e.example/a b.pdf)',
    '<p><a href="https://e.example/a%20b.pdf">文</a></p>',
    ['link-spaces:1'],
  ],
  [
    'a space in the address of an image is repaired',
    '![图](./我 的.png "题")',
    '<p><img src="./%E6%88%91%20%E7%9A%84.png" alt="图" title="题"></p>',
    ['link-spaces:1'],
  ],
  ['brackets with a note stay', '[注](see the text)', '<p>[注](see the text)</p>', []],
  [
    'spaces around an address are nothing',
    '[文]( https://e.example )',
    '<p><a href="https://e.example">文</a></p>',
    [],
  ],
])('%s', (_name, markdown, html, problems) => {
  expect(htmlOf(markdown)).toBe(html);
  expect(problemsOf(markdown)).toEqual(problems);
});

test.each([
  ['{% include a.md when="x" %}', '', ['left-over:1']],
  ['甲\n\n{% if a %}\n乙\n{% endif %}', '甲乙', ['left-over:3', 'left-over:5']],
  ['{% if a %}甲{% endif %}', '甲', ['left-over:1', 'left-over:1']],
  [
    '说明 {{ site.title }} 与 {% tag %} 的用法',
    '说明 {{ site.title }} 与 {% tag %} 的用法',
    ['left-over:1', 'left-over:1'],
  ],
  ['`{{ a }}` 与 `{% b %}`', '{{ a }} 与 {% b %}', []],
  ['```\n{% raw %}\n```', '{% raw %}\n', []],
  ['{{< figure src="a.png" caption="图一" >}}', '图一', ['left-over:1']],
  ['{{% note %}}\n甲\n{{% /note %}}', '甲', ['left-over:1', 'left-over:3']],
  ['甲\n{: .note }', '甲', ['left-over:2']],
  ['[甲](/a){:target="_blank"}乙', '甲乙', ['left-over:1']],
  ["import A from '../a'\n\n甲\n\nexport const b = 1;", '甲', ['left-over:1', 'left-over:5']],
  ['import duties rise from today', 'import duties rise from today', []],
  ['{/* note */}\n\n甲', '甲', ['left-over:1']],
  [':::tip\n\n甲\n\n:::', '甲', ['left-over:1', 'left-over:5']],
  ['甲\n\n<!-- 乙', '甲<!-- 乙', ['comment-unclosed:3']],
  ['甲\n\n<!--\n乙\n-->\n\n丙', '甲丙', []],
])('of %j readers see %j', (markdown, words, problems) => {
  expect(textOf(treeOf(markdown))).toBe(words);
  expect(problemsOf(markdown)).toEqual(problems);
});

test.each([
  ['## 标题 {#id}', '<h2 id="id">标题</h2>'],
  ['## [标题](#id) {#id}', '<h2 id="id"><a href="#id">标题</a></h2>'],
  ['### 标题 {: #a-b .c}', '<h3 id="a-b">标题</h3>'],
  ['## 标题 {.c}', '<h2>标题</h2>'],
  ['## 标题 {2026}', '<h2>标题 {2026}</h2>'],
  ['## 一 {#a}\n\n## 二 {#a}', '<h2 id="a">一</h2><h2>二</h2>'],
  ['<h2 id="x y">标题</h2>', '<h2>标题</h2>'],
  ['标题 {#id}', '<p>标题 {#id}</p>'],
])('%j gives the author’s id', (markdown, html) => {
  expect(htmlOf(markdown)).toBe(html);
});

test('footnotes end in one section, numbered, linked both ways, with ids of their issue and no words of ours', () => {
  expect(htmlOf('甲[^一]，乙[^two]，丙[^一]。\n\n[^一]: 注一\n[^two]: 注二\n    续')).toBe(
    '<p>甲<sup><a id="i-fn-ref-%E4%B8%80" href="#i-fn-%E4%B8%80">1</a></sup>，' +
      '乙<sup><a id="i-fn-ref-two" href="#i-fn-two">2</a></sup>，' +
      '丙<sup><a id="i-fn-ref-%E4%B8%80-2" href="#i-fn-%E4%B8%80">1</a></sup>。</p>' +
      '<section class="footnotes"><ol>' +
      '<li id="i-fn-%E4%B8%80"><p>注一 <a href="#i-fn-ref-%E4%B8%80">↩</a> ' +
      '<a href="#i-fn-ref-%E4%B8%80-2">↩<sup>2</sup></a></p></li>' +
      '<li id="i-fn-two"><p>注二续 <a href="#i-fn-ref-two">↩</a></p></li></ol></section>',
  );
});

test('a footnote in a document with HTML keeps its links', () => {
  expect(htmlOf('<b class="x">甲</b>[^1]\n\n[^1]: 注')).toContain('href="#i-fn-ref-1"');
});

test('a mark of a footnote that is not there stays as text, and is told', () => {
  expect(htmlOf('甲[^1]乙')).toBe('<p>甲[^1]乙</p>');
  expect(problemsOf('甲\n\n乙[^1]`[^2]`')).toEqual(['reference-undefined:3']);
});

test.each([
  ['that nothing refers to', '甲\n\n[^a]: 孤注', 'footnote-unused:3'],
  ['of a name that is taken', '甲[^a]\n\n[^a]: 注\n\n[^a]: 另注', 'footnote-unused:5'],
])('a footnote %s is shown and told', (_name, markdown, problem) => {
  expect(textOf(treeOf(markdown))).toContain(markdown.slice(markdown.lastIndexOf(' ') + 1));
  expect(problemsOf(markdown)).toEqual([problem]);
});

test('a finding is one line, whatever it quotes', () => {
  const { problems } = readMarkdown('甲 [乙\n丙][none]');
  expect(problems.map(({ message }) => message.includes('\n'))).toEqual([false]);
});

test.each([
  ['##标题\n正文', '<h2>标题</h2><p>正文</p>', ['heading-unspaced:1']],
  ['甲\n\n###【要闻】', '<p>甲</p><h3>【要闻】</h3>', ['heading-unspaced:3']],
  ['##**粗**', '<h2><strong>粗</strong></h2>', ['heading-unspaced:1']],
  ['#话题', '<p>#话题</p>', []],
  ['```\n##标题\n```', '<pre><code>##标题\n</code></pre>', []],
  ['</div>\n## 标题', '<h2>标题</h2>', ['block-joined:2']],
  [
    '<details>\n<summary>甲</summary>\n- 一\n- 二\n</details>\n## 乙',
    '<details><summary>甲</summary><ul><li>一</li><li>二</li></ul></details><h2>乙</h2>',
    ['block-joined:3'],
  ],
])('the headings and lists of %j are those that were meant', (markdown, html, problems) => {
  expect(htmlOf(markdown)).toBe(html);
  expect(problemsOf(markdown)).toEqual(problems);
});

test('a character that neither XML nor mail can carry does not come in as a reference, nor a mark of a slot', () => {
  const nodes = treeOf('甲&#8;乙&#xFFFE;丙&#xF8F1;address&#xF8F2;丁 ![图&#1;](a.png "题&#x1F;")');
  expect(serialise(nodes)).toBe('<p>甲乙丙address丁 <img src="a.png" alt="图" title="题"></p>');
});

test('tables, tasks and strikethrough are read as GFM has them', () => {
  expect(htmlOf('|甲|乙|\n|:-|-:|\n|1|~~2~~|')).toBe(
    '<table><thead><tr><th align="left">甲</th><th align="right">乙</th></tr></thead>' +
      '<tbody><tr><td align="left">1</td><td align="right"><del>2</del></td></tr></tbody></table>',
  );
  expect(htmlOf('- [x] 完\n- [ ] 未')).toBe(
    '<ul><li><input checked="" disabled="" type="checkbox"> 完</li><li><input disabled="" type="checkbox"> 未</li></ul>',
  );
});

test('every top-level node is a block and no white space stands between blocks', () => {
  const nodes = treeOf('甲\n\n<span class="x">\n\n乙\n\n</span>\n\n<b>丙</b>\n\n- 丁\n\n  戊\n');
  expect(nodes.map((node) => (node.kind === 'element' ? node.name : node.text))).toEqual(['p', 'p', 'p', 'ul']);
  expect(htmlOf('- 丁\n\n  戊\n')).toBe('<ul><li><p>丁</p><p>戊</p></li></ul>');
});

test('lines of problems count from the first line of the text in its file', () => {
  const options = { language: 'zh-CN', idPrefix: 'i-', firstLine: 8, path: 'issues/a.md' };
  const { problems } = markdownTree('甲\n\n[乙][]', options);
  expect(problems).toMatchObject([{ code: 'reference-undefined', path: 'issues/a.md', line: 10 }]);
});

test('of one kind of problem twenty are told, and how many more there are', () => {
  const markdown = Array.from({ length: 30 }, (_, i) => `[甲${i}][]`).join('\n');
  const { problems } = readMarkdown(markdown);
  expect(problems).toHaveLength(20);
  expect(problems.at(-1)?.message).toMatch(/10 more/);
});

test.each([
  ['two million characters', '字'.repeat(2_000_001)],
  ['10,000 lines', '字\n'.repeat(10_001)],
])('a text of more than %s is an error', (_name, markdown) => {
  const { nodes, problems } = readMarkdown(markdown);
  expect(nodes).toEqual([]);
  expect(problems.map((problem) => problem.code)).toEqual(['markdown-too-large']);
});

test('the same text gives the same tree, whatever was read before', () => {
  const first = htmlOf('甲[^1] **“乙”**的\n\n[^1]: 注');
  htmlOf('丙[^1] [丁][]\n\n[^1]: 别的');
  expect(htmlOf('甲[^1] **“乙”**的\n\n[^1]: 注')).toBe(first);
});

test('a message is one line, whatever it quotes', () => {
  const { problems } = markdownTree('[Core\nLightning][core repo]', {
    language: 'en',
    idPrefix: '',
    firstLine: 1,
    path: 'a.md',
  });
  expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining('[Core Lightning][core repo]')]);
});
