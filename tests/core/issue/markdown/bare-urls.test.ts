import { expect, test } from 'vitest';
import { elementNamed, mapElements, textOf } from '../../../../src/core/issue/tree.ts';
import { treeOf } from './tree-of.ts';

test.each([
  ['见 https://e.example/a，中文', ['https://e.example/a']],
  ['见 https://e.example/a。', ['https://e.example/a']],
  ['（https://e.example/a）', ['https://e.example/a']],
  ['「https://e.example/a」', ['https://e.example/a']],
  ['https://e.example/a、https://e.example/b；', ['https://e.example/a', 'https://e.example/b']],
  ['https://e.example/a：说明', ['https://e.example/a']],
  ['https://e.example/a！https://e.example/b？', ['https://e.example/a', 'https://e.example/b']],
  ['《https://e.example/a》【https://e.example/b】', ['https://e.example/a', 'https://e.example/b']],
  ['“https://e.example/a”和', ['https://e.example/a']],
  ['访问https://e.example/a查看', ['https://e.example/a']],
  ['https://e.example/a를', ['https://e.example/a']],
  ['https://e.example/wiki_(x)）', ['https://e.example/wiki_(x)']],
  ['(https://e.example/wiki_(x))', ['https://e.example/wiki_(x)']],
  ['https://e.example/a?b=c&d=e#f，', ['https://e.example/a?b=c&d=e#f']],
  ['https://e.example/a, then', ['https://e.example/a']],
  ['www.e.example，中文', ['http://www.e.example']],
  ['访问www.e.example/a。', ['http://www.e.example/a']],
  ['awww.e.example', []],
  ['邮箱：a@b.example，谢谢', ['mailto:a@b.example']],
  ['**https://e.example/a**：说明', ['https://e.example/a']],
  ['<https://e.example/路径>', ['https://e.example/%E8%B7%AF%E5%BE%84']],
  ['`https://e.example/a，`', []],
])('%s links to %j and loses nothing', (markdown, links) => {
  const nodes = treeOf(markdown);
  const found: string[] = [];
  mapElements(nodes, (node) => {
    const link = elementNamed(node, 'a');
    if (link) found.push(link.attributes['href'] ?? '');
    return node;
  });
  expect(found).toEqual(links);
  expect(textOf(nodes)).toBe(markdown.replace(/[*`<>]/g, ''));
});
