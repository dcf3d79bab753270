import { expect, test } from 'vitest';
import { htmlOf } from './tree-of.ts';

test.each([
  ['between two Chinese characters leaves no space', '第一行\n第二行', '<p>第一行第二行</p>'],
  ['behind Chinese punctuation leaves no space', '第一行，\n第二行。', '<p>第一行，第二行。</p>'],
  ['between kana leaves no space', 'ひらがな\nカタカナ', '<p>ひらがなカタカナ</p>'],
  ['with indentation leaves no space', '第一行\n   第二行', '<p>第一行第二行</p>'],
  ['between Chinese and Latin stays', '使用\nMarkdown\n写作', '<p>使用\nMarkdown\n写作</p>'],
  ['between full-width punctuation and Latin leaves no space', '，\nMarkdown（\nGFM\n）', '<p>，Markdown（GFM）</p>'],
  ['between Latin words stays', 'one\ntwo', '<p>one\ntwo</p>'],
  ['between Korean words stays', '한국어\n문장', '<p>한국어\n문장</p>'],
  ['beside a digit stays', '共计\n100人', '<p>共计\n100人</p>'],
  [
    'across emphasis leaves no space',
    '第一**行**\n**第**二行',
    '<p>第一<strong>行</strong><strong>第</strong>二行</p>',
  ],
  ['within emphasis leaves no space', '这是**重\n点**。', '<p>这是<strong>重点</strong>。</p>'],
  ['across a link leaves no space', '见[链接](/a)\n后文', '<p>见<a href="/a">链接</a>后文</p>'],
  ['behind code stays', '使用`code`\n命令', '<p>使用<code>code</code>\n命令</p>'],
  ['behind shared quotation marks beside Chinese leaves no space', '他说“好”\n然后', '<p>他说“好”然后</p>'],
  ['behind shared quotation marks beside Latin stays', 'said “so”\nthen', '<p>said “so”\nthen</p>'],
  ['between two emoji stays', '🚀\n🚀', '<p>🚀\n🚀</p>'],
  ['in a list leaves no space', '- 第一行\n  第二行', '<ul><li>第一行第二行</li></ul>'],
  ['in a quote leaves no space', '> 第一行\n> 第二行', '<blockquote><p>第一行第二行</p></blockquote>'],
  ['in a heading of HTML leaves no space', '<h2>\n标题\n</h2>', '<h2>标题</h2>'],
  ['beyond the Basic Plane leaves no space', '𠮷\n𠮷', '<p>𠮷𠮷</p>'],
])('a soft break %s', (_name, markdown, html) => {
  expect(htmlOf(markdown)).toBe(html);
});

test.each([
  ['two spaces at the end of a line', '第一行  \n第二行', '<p>第一行<br>第二行</p>'],
  ['a backslash at the end of a line', '第一行\\\n第二行', '<p>第一行<br>第二行</p>'],
  ['a bold line alone', '**小标题**\n正文在此', '<p><strong>小标题</strong><br>正文在此</p>'],
  ['a bold line alone in a list', '- **小标题**\n  正文', '<ul><li><strong>小标题</strong><br>正文</li></ul>'],
  ['a bold Latin line alone', '- **Lead:**\n  text', '<ul><li><strong>Lead:</strong><br>text</li></ul>'],
  ['lines numbered by hand', '如下：\n一、甲\n二、乙', '<p>如下：<br>一、甲<br>二、乙</p>'],
  ['lines with bullets of another alphabet', '・項目\n・項目', '<p>・項目<br>・項目</p>'],
])('%s keeps its break', (_name, markdown, html) => {
  expect(htmlOf(markdown)).toBe(html);
});

test('code keeps its lines', () => {
  expect(htmlOf('```\n第一行\n第二行\n```')).toBe('<pre><code>第一行\n第二行\n</code></pre>');
});
