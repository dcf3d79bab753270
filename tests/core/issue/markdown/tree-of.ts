// How the tests of this folder read Markdown: the tree, its HTML, and the codes of its problems with their lines.
import { markdownTree, type MarkdownTree } from '../../../../src/core/issue/markdown-tree.ts';
import { serialise, type TreeNode } from '../../../../src/core/issue/tree.ts';

export function readMarkdown(markdown: string): MarkdownTree {
  return markdownTree(markdown, { language: 'zh-CN', idPrefix: 'i-', firstLine: 1, path: 'issues/a.md' });
}

export function treeOf(markdown: string): readonly TreeNode[] {
  return readMarkdown(markdown).nodes;
}

export function htmlOf(markdown: string): string {
  return serialise(treeOf(markdown));
}

/** `code:line` of each problem. */
export function problemsOf(markdown: string): readonly string[] {
  return readMarkdown(markdown).problems.map((problem) => `${problem.code}:${problem.line}`);
}
