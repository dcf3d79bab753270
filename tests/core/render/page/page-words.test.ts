// Not one word of an issue is lost on its page: the letters and digits of every block stand there in one piece.
import { expect, test } from 'vitest';
import type { Part } from '../../../../src/core/issue/issue.ts';
import { parseIssue } from '../../../../src/core/issue/parse-issue.ts';
import { parseTree, textOf } from '../../../../src/core/issue/tree.ts';
import { pageBody } from '../../../../src/core/render/page/page-body.ts';
import { corpusFiles, corpusMissing } from '../../../support/corpus.ts';
import { aNewsletter } from '../../../support/newsletter.ts';
import { webTemplates } from '../../../support/page-site.ts';

const letters = (text: string): string => (text.match(/[\p{L}\p{N}]+/gu) ?? []).join('');

function blocksOf(part: Part): readonly string[] {
  const heading = part.kind !== 'prose' && part.heading ? [part.heading.text] : [];
  if (part.kind === 'section') return [...heading, ...part.parts.flatMap(blocksOf)];
  if (part.kind === 'article') return [...heading, ...part.blocks.map(({ nodes }) => textOf(nodes))];
  return [...heading, textOf(part.nodes)];
}

/** The beginnings of blocks that are not on the page. */
function lostBlocks(path: string, text: string): readonly string[] {
  const { issue } = parseIssue({ path, text }, aNewsletter());
  if (!issue) throw new Error(`${path} has no issue`);
  const page = letters(textOf(parseTree(pageBody(issue, aNewsletter(), webTemplates))));
  return issue.parts.flatMap(blocksOf).flatMap((block) => (page.includes(letters(block)) ? [] : [block.slice(0, 80)]));
}

test('every kind of part keeps its words', () => {
  const text = [
    '# 题',
    '引言。\n\n- **[论文]** **甲**: 乙\n- 没有标签的一条',
    '## 1. 大类\n\n### **[甲]的标题**\n\n[阅读原文](https://a.example/) `[2026-01-04]`',
    '> **概要**：摘要。\n\n**详解**\n\n- **一**\n    - **二**：三\n\n[相关论文](https://b.example/)',
    '### [论文]\n\n- [链接](https://c.example/) - 出处',
    '| a | b |\n|---|--:|\n| 1 | |\n\n- [x] 做完\n\n```ts\nconst x = 1;\n```\n\n脚注[^1]。\n\n[^1]: 注文。',
  ].join('\n\n');
  expect(lostBlocks('issues/2026-01-06.md', text)).toEqual([]);
});

if (corpusMissing !== undefined) test.skip(corpusMissing, () => {});

test.each(corpusFiles.map(({ path, text }) => [path, text] as const))('%s keeps its words', (path, text) => {
  // A file without a date of its own is adopted first; here a day in its name does the same.
  const name = `issues/2026-01-06-${path.replaceAll('/', '-')}`;
  expect(lostBlocks(name, text)).toEqual([]);
});
