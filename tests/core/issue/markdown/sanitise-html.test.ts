import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSafeUrl } from '../../../../src/core/issue/safe-urls.ts';
import { sanitiseHtml } from '../../../../src/core/issue/sanitise-html.ts';
import { parseTree, serialise, textOf, type ElementNode, type TreeNode } from '../../../../src/core/issue/tree.ts';
import { htmlOf, problemsOf, treeOf } from './tree-of.ts';

const VECTORS: readonly string[] = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=https://x.example/a.js></SCRIPT>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<scr<!-- -->ipt>alert(1)</scr<!-- -->ipt>',
  '<!--> <script>alert(1)</script> -->',
  '<!-- --!> <script>alert(1)</script> -->',
  '<![CDATA[><script>alert(1)</script>]]>',
  '<?xml ?><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<img src="javascript:alert(1)">',
  '<img src=`x`onerror=alert(1)>',
  '<img """><script>alert(1)</script>">',
  '<img/src="x"/onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><a xlink:href="javascript:alert(1)"><text y=20>文</text></a></svg>',
  '<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x"/></svg>',
  '<math><mi xlink:href="javascript:alert(1)">文</mi></math>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>',
  '<body onload=alert(1)>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="javascript:alert(1)"></object>',
  '<embed src="javascript:alert(1)">',
  '<video><source onerror="alert(1)" src="javascript:alert(1)"></video>',
  '<a href="javascript:alert(1)">文</a>',
  '<a href="JaVaScRiPt:alert(1)">文</a>',
  '<a href="java&#10;script:alert(1)">文</a>',
  '<a href="java\tscript:alert(1)">文</a>',
  '<a href="&#106;avascript:alert(1)">文</a>',
  '<a href="javascript&colon;alert(1)">文</a>',
  '<a href=" &#14; javascript:alert(1)">文</a>',
  '<a href="\u0001javascript:alert(1)">文</a>',
  '<a href="java\u200Bscript:alert(1)">文</a>',
  '<a href="vbscript:msgbox(1)">文</a>',
  '<a href="data:text/html,<script>alert(1)</script>">文</a>',
  '<a href="x" onclick="alert(1)" style="position:fixed">文</a>',
  '<p style="background:url(javascript:alert(1))">文</p>',
  '<style>@import "https://x.example/a.css";</style>',
  '<link rel=stylesheet href="https://x.example/a.css">',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<base href="javascript:alert(1)//">',
  '<form action="javascript:alert(1)"><button formaction="javascript:alert(1)">文</button></form>',
  '<input type="image" src="javascript:alert(1)">',
  '<input type=checkbox onfocus=alert(1) autofocus>',
  '<details open ontoggle=alert(1)><summary>文</summary></details>',
  '<marquee onstart=alert(1)>文</marquee>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<textarea><script>alert(1)</script></textarea>',
  '<xmp><script>alert(1)</script></xmp>',
  '<title><img src=x onerror=alert(1)></title>',
  '<template><script>alert(1)</script></template>',
  '<b onmouseover=alert(1)>文</b>',
  '<x onclick=alert(1)>文</x>',
  '<img srcset="javascript:alert(1) 2x" src=a.png>',
  '<q cite="javascript:alert(1)">文</q>',
  '[文](javascript:alert(1))',
  '[文](<javascript:alert(1)>)',
  '[文](java&#115;cript:alert(1))',
  '[文](javascript&colon;alert%281%29)',
  '[文](data:text/html;base64,PHNjcmlwdD4=)',
  '![文](javascript:alert(1))',
  '[文][a]\n\n[a]: javascript:alert(1)',
  '<javascript:alert(1)>',
  '[文](https://x.example/"onmouseover="alert(1))',
  '![" onerror="alert(1)](a.png)',
  '[文](/a "x\\" onmouseover=\\"alert(1)")',
  '`<script>alert(1)</script>`',
  '```html" onclick="alert(1)\n<script>alert(1)</script>\n```',
  '## T {#x"onclick="alert(1)}',
  '[^<script>]: 文\n\n甲[^<script>]',
  '|a|\n|-|\n|<img src=x onerror=alert(1)>|',
];

test.each(VECTORS)('%s is not live', (markdown) => {
  const nodes = treeOf(`甲\n\n${markdown}\n\n乙 ${markdown}\n\n丙`);
  expectSafe(nodes);
  // What a browser would read in it is the same tree: nothing comes alive on the way.
  expect(parseTree(serialise(nodes))).toEqual(nodes);
  for (const word of ['甲', '乙', '丙']) expect(textOf(nodes)).toContain(word);
  if (/[>[(]文/.test(markdown)) expect(textOf(nodes) + serialise(nodes)).toContain('文');
});

test.each([
  ['https://a.example/b?c=d:e', true],
  ['HTTP://a.example', true],
  ['//a.example/b', true],
  ['mailto:a@b.example', true],
  ['tel:+861012345678', true],
  ['#anchor', true],
  ['../a.html?x=javascript:', true],
  ['a/b:c', true],
  ['', true],
  ['javascript:alert(1)', false],
  ['\tjava\nscript:alert(1)', false],
  ['data:text/html,x', false],
  ['blob:https://a.example/x', false],
  ['file:///etc/passwd', false],
  ['feed:javascript:x', false],
])('the address %j is safe: %s', (url, isSafe) => {
  expect(isSafeUrl(url)).toBe(isSafe);
});

test('what passed the renderer alone is what the sanitiser would leave of it', () => {
  const pieces = fc.constantFrom(
    '# 标题\n',
    '\n\n',
    '- 一\n',
    '  - 二\n',
    '1. a\n',
    '> 引\n',
    '|a|b|\n|-|:-|\n|1|2|\n',
    '```\nx < y\n```\n',
    '---\n',
    '**粗**',
    '*斜*',
    '~~删~~',
    '`码<`',
    '[链](https://a.example "t")',
    '[x](javascript:a)',
    '![图](/a.png)',
    '<',
    '>',
    '&',
    '"',
    'https://a.example/b，',
    '[^1]',
    '\n\n[^1]: 注\n\n',
    '[a][b]',
    '\\<',
    '&lt;script&gt;',
    '&#60;b&#62;',
    '- [x] 任务\n',
    '{#id}',
    '  \n',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 25 }), (list) => {
      // A piece of `<` before a letter would be HTML, which is the other road.
      const markdown = list.join('').replace(/<(?=[a-z!?/])/gi, '&lt;');
      const nodes = treeOf(markdown);
      expectSafe(nodes);
      expect(parseTree(sanitiseHtml(serialise(nodes)))).toEqual(nodes);
    }),
    { numRuns: 200 },
  );
});

test('whatever HTML stands in a text, its tree is safe', () => {
  const pieces = fc.constantFrom(
    '<',
    '>',
    '/',
    '"',
    "'",
    '=',
    ' ',
    '\n',
    '\n\n',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '`',
    '[a](',
    ')',
    '文',
    '&lt;',
    '&#60;',
    'script',
    'img src=x',
    'a href=',
    'javascript:',
    'onerror=x',
    'style=',
    'svg',
    'b',
    'div',
    'title',
    'p',
    'textarea',
    'xmp',
    '<b>',
    '</b>',
    '<script>',
    '</script>',
    '<style>',
    '<svg>',
    '<p>',
    '<a href="',
    '<details>',
    '<math>',
    '<noscript>',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 20 }), (list) => {
      const nodes = treeOf(list.join(''));
      expectSafe(nodes);
      expect(parseTree(serialise(nodes))).toEqual(nodes);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['<iframe src="https://v.example/1" title="短片"></iframe>', '<p><a href="https://v.example/1">短片</a></p>'],
  [
    '<video src="https://v.example/1.mp4"></video>',
    '<p><a href="https://v.example/1.mp4">https://v.example/1.mp4</a></p>',
  ],
  ['<object data="/a.pdf">文件</object>', '<p><a href="/a.pdf">/a.pdf</a></p>'],
  ['<span class="x">字</span>', '<p>字</p>'],
  ['<font color=red>字</font>', '<p>字</p>'],
  ['H<sub>2</sub>O <kbd>Ctrl</kbd>', '<p>H<sub>2</sub>O <kbd>Ctrl</kbd></p>'],
  ['<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>', '<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>'],
  ['<a name="old">字</a>', '<p><a id="old">字</a></p>'],
  ['<h3 id="x" class="y">字</h3>', '<h3 id="x">字</h3>'],
  [
    '<details>\n<summary>题</summary>\n\n**文**\n\n</details>',
    '<details><summary>题</summary><p><strong>文</strong></p></details>',
  ],
  ['<img src="a.png" alt="图" width="10" onload="x">', '<p><img src="a.png" alt="图" width="10"></p>'],
  ['Vec<String> 与 <Leader>', '<p>Vec&lt;String&gt; 与 &lt;Leader&gt;</p>'],
  ['<Note type="x">字</Note>', '<p>字</p>'],
  ['<form>搜<button>按</button></form>', '<p>搜按</p>'],
  ['甲<!-- 乙 -->丙', '<p>甲丙</p>'],
])('%s becomes %s', (markdown, html) => {
  expect(htmlOf(markdown)).toBe(html);
});

test.each([
  ['甲\n\n<script>x</script>', ['html-refused:3']],
  ['甲 <Chart/>', ['html-refused:1']],
  ['Vec<String>', ['html-refused:1']],
  ['[甲](javascript:x)', ['url-unsafe:1']],
  ['<a href="javascript:x">甲</a>', ['url-unsafe:1']],
  ['<iframe src="https://v.example"></iframe>', []],
  ['<b>甲</b>', []],
])('%s is reported as %j', (markdown, problems) => {
  expect(problemsOf(markdown)).toEqual(problems);
});

test('elements beyond a depth of 200 are left out and their words stay', () => {
  const nodes = treeOf(`${'<div>'.repeat(900)}字${'</div>'.repeat(900)}`);
  expect(textOf(nodes)).toBe('字');
  expect(serialise(nodes).match(/<div>/g)?.length).toBeLessThanOrEqual(200);
});

const REFUSED =
  /^(?:script|style|iframe|object|embed|svg|math|form|button|link|meta|base|title|textarea|xmp|noscript|template|body|html|head|video|audio|source|marquee|x)$/;

function expectSafe(nodes: readonly TreeNode[]): void {
  for (const node of elementsOf(nodes)) {
    expect(node.name).not.toMatch(REFUSED);
    expect(node.name).toMatch(/^[a-z][a-z0-9]*$/);
    for (const [name, value] of Object.entries(node.attributes)) {
      expect(name).toMatch(/^(?!on|style|xlink|srcdoc|formaction|action)[a-z]+$/);
      if (['href', 'src', 'cite', 'srcset'].includes(name)) expect(isSafeUrl(value)).toBe(true);
    }
  }
}

function elementsOf(nodes: readonly TreeNode[]): readonly ElementNode[] {
  return nodes.flatMap((node) => (node.kind === 'text' ? [] : [node, ...elementsOf(node.children)]));
}
