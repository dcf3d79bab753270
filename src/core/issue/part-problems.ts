// What is missing among the parts of an issue: what programs that write digests leave behind when they fail. Such an
// issue is published with what it has.
import { articlesIn } from './article-topics.ts';
import type { Issue, Part } from './issue.ts';
import { lineFinder } from './line-finder.ts';
import { oneLine } from './outline.ts';
import type { Problem } from './problem.ts';
import { isElement, textOf, type TreeNode } from './tree.ts';

/** What generators leave where they found nothing. */
const NOTHING = /^(?:none|null|undefined|n\/?a|nil|\[\]|\{\}|todo|-|—|无|暂无|暂无内容|暂无数据|空|なし|없음)[.。]?$/i;

/** What they write where they should have written an issue, in the languages of those we have met. */
const FAILED =
  /\b(?:generation|generating|request|translation|summary|fetch(?:ing)?|api call) (?:has |was )?(?:failed|timed out|unsuccessful)|\b(?:failed|unable) to (?:generate|fetch|load|summari[sz]e|translate)|\b(?:internal server error|rate limit exceeded)|(?:生成|请求|获取|翻译|抓取|加载|调用)(?:失败|超时|出错)|(?:生成|取得|翻訳)に失敗/i;
/** A message of failure is short; an article about one is not. */
const FAILED_CHARACTERS = 300;

/** `firstLine` is the line of the file on which the issue's Markdown begins. */
export function partProblems(issue: Issue, firstLine: number): readonly Problem[] {
  const { path, parts, markdown } = issue;
  if (parts.every(isEmpty)) {
    const message = 'The issue has no text below its title: was it ever written?';
    return [{ code: 'issue-empty', path, line: firstLine, message }];
  }
  const articles = articlesIn(parts);
  const text = oneLine(textOf(parts.flatMap(nodesOf)));
  if (articles.length === 0 && text.length <= FAILED_CHARACTERS && FAILED.test(text)) {
    const message = `The issue says nothing but "${text}": did its making fail?`;
    return [{ code: 'issue-empty', path, line: firstLine, message }];
  }
  const problems: Problem[] = [];
  const lineOf = lineFinder(markdown, firstLine);
  const empty = [...parts, ...articles].filter((part) => part.kind !== 'group' && isEmpty(part));
  for (const part of empty) {
    const name = 'heading' in part ? (part.heading?.text ?? '') : '';
    if (name === '') continue;
    problems.push({ code: 'section-empty', path, line: lineOf(name), message: `There is nothing below "${name}".` });
  }
  if (articles.length === 0 && (empty.length > 0 || parts.some((part) => part.kind === 'highlights'))) {
    const message = 'The issue has the shape of a digest and no article: did its making fail?';
    problems.push({ code: 'article-missing', path, line: firstLine, message });
  }
  return problems;
}

function isEmpty(part: Part): boolean {
  if (part.kind === 'section') return part.parts.every(isEmpty);
  const nodes = nodesOf(part);
  return !hasContent(nodes) || NOTHING.test(oneLine(textOf(nodes)));
}

/** What stands below the heading of a part, in order. */
function nodesOf(part: Part): readonly TreeNode[] {
  if (part.kind === 'section') return part.parts.flatMap(nodesOf);
  return part.kind === 'article' ? part.blocks.flatMap((block) => block.nodes) : part.nodes;
}

/** Words, or something to look at or listen to. */
function hasContent(nodes: readonly TreeNode[]): boolean {
  return nodes.some((node) => {
    if (!isElement(node)) return /[\p{L}\p{N}]/u.test(node.text);
    return ['img', 'video', 'audio', 'picture'].includes(node.name) || hasContent(node.children);
  });
}
