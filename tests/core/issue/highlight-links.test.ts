import { describe, expect, test } from 'vitest';
import { contents } from '../../../src/core/issue/contents.ts';
import type { Issue } from '../../../src/core/issue/issue.ts';
import { parseIssue } from '../../../src/core/issue/parse-issue.ts';
import { isElement, textOf, type TreeNode } from '../../../src/core/issue/tree.ts';
import { aNewsletter } from '../../support/newsletter.ts';

function issueOf(highlights: readonly string[], articles: readonly string[]): Issue {
  const list = highlights.map((line) => `- ${line}`).join('\n');
  const items = articles.map((title) => `### ${title}\n\n[原文](https://a.example/1) \`[2026-01-04]\`\n\n> 概要\n`);
  const text = `# 日报\n\n${list}\n\n## 一\n\n${items.join('\n')}\n`;
  const { issue } = parseIssue({ path: 'issues/2026-01-06.md', text }, aNewsletter());
  if (!issue) throw new Error('the fixture has an error');
  return issue;
}

function links(nodes: readonly TreeNode[]): readonly string[] {
  return nodes.filter(isElement).flatMap((node) => {
    const inner = links(node.children);
    return node.name === 'a' ? [`${textOf([node])} -> ${decodeURIComponent(node.attributes['href'] ?? '')}`] : inner;
  });
}

function linksOf(issue: Issue): readonly string[] {
  return issue.parts.flatMap((part) => (part.kind === 'highlights' ? links(part.nodes) : []));
}

function outline(issue: Issue): unknown {
  return contents(issue).map(({ heading, children }) => [heading.text, children.length]);
}

describe('the title of a highlight', () => {
  test.each([
    ['in bold behind its label', '**[论文]** **小模型长考**：一句。', ['小模型长考 -> #小模型学会长考']],
    ['in one bold run with its label', '**[论文] 小模型长考**：一句。', ['[论文] 小模型长考 -> #小模型学会长考']],
    ['with the colon inside', '**小模型长考：** 一句。', ['小模型长考： -> #小模型学会长考']],
    [
      'linked by the author',
      '**[论文]** [**小模型长考**](https://b.example/)：一句。',
      ['小模型长考 -> https://b.example/'],
    ],
    ['of which no article speaks', '**[论文]** **天气晴朗**：一句。', []],
  ])('leads to its article: %s', (_, line, expected) => {
    expect(linksOf(issueOf([line], ['小模型学会长考', '编辑器换了内核']))).toEqual(expected);
  });

  test('leads to the article that is left when all others are paired', () => {
    const titles = ['小模型学会长考', '编辑器换了内核', '百草园'];
    const issue = issueOf(
      ['**[一]** **小模型长考**：。', '**[一]** **三味书屋**：。', '**[一]** **编辑器内核**：。'],
      titles,
    );
    expect(linksOf(issue)).toContain('三味书屋 -> #百草园');
  });
});

describe('the contents', () => {
  const both = ['**[一]** **小模型长考**：。', '**[一]** **编辑器内核**：。'];

  test('name the sections alone where the highlights lead to every article', () => {
    expect(outline(issueOf(both, ['小模型学会长考', '编辑器换了内核']))).toEqual([['一', 0]]);
  });

  test('list every article where the highlights leave one out', () => {
    expect(outline(issueOf(both, ['小模型学会长考', '编辑器换了内核', '百草园']))).toEqual([['一', 3]]);
  });
});
