// The short way from tokens to nodes has to give what reading marked's own HTML gives.
import { expect, test } from 'vitest';
import { markdownDialect } from '../../../../src/core/issue/markdown-dialect.ts';
import { withSoftBreaks } from '../../../../src/core/issue/soft-breaks.ts';
import { treeOfToken } from '../../../../src/core/issue/token-tree.ts';
import { parseTree } from '../../../../src/core/issue/tree.ts';

test.each([
  '# 题 **粗**\n\nText *em* ~~del~~ `a < b` \\* &copy; & 1 < 2  \nnext',
  '[a](https://e.example/?a=1&copy;=2 "t &amp; u") <https://q.example/?x&amp;y> www.b.example',
  '![alt `c` \\*](i.png "t")',
  '- one\n  - two\n- [x] done\n\n3. three\n\n   more',
  '> quote\n>\n> - item',
  '| a | b |\n|:--|--:|\n| 1 | **2** |',
  '```js,x\nlet a = 1;\n```\n\n    indented\n\n---\n',
  '[text][nowhere] <!-- a comment -->',
])('the tree of %j is that of its HTML', (markdown) => {
  const dialect = markdownDialect(markdown, { idPrefix: '', report: () => {}, html: () => '' });
  const nodes = dialect.lexer(markdown).flatMap((token) => treeOfToken(token) ?? expect.fail(token.type));
  // Without `async` marked answers at once.
  expect(withSoftBreaks(nodes)).toEqual(withSoftBreaks(parseTree(dialect.parse(markdown) as string)));
});

test.each(['<b>x</b>', 'a <br> b', '- a <kbd>b</kbd>', '<div>\nx\n</div>', 'a &#8; b'])(
  'HTML and characters by their numbers are left to others: %j',
  (markdown) => {
    const dialect = markdownDialect(markdown, { idPrefix: '', report: () => {}, html: (raw) => raw });
    expect(dialect.lexer(markdown).map((token) => treeOfToken(token))).toContain(undefined);
  },
);
