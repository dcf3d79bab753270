// What would embarrass the editor in one issue, each finding with its line: the rules that need no other issue, no clock
// and no network. None of them stops a build; errors are found where the issue is read.
import { plainUrl } from './article.ts';
import { articlesIn } from './digest.ts';
import { displayWidth, graphemeCount } from './display-width.ts';
import type { FrontMatter } from './front-matter.ts';
import type { Issue, Part } from './issue.ts';
import { isHeading, LINE_ATTRIBUTE, oneLine, rawLevel, targetOf } from './outline.ts';
import type { Problem, ProblemCode } from './problem.ts';
import { hasWords } from './summary.ts';
import { isElement, textOf, type ElementNode, type TreeNode } from './tree.ts';

export interface Checked {
  /** The body as parsed, with the author's levels and with line numbers. */
  readonly body: readonly TreeNode[];
  readonly anchors: ReadonlySet<string>;
  readonly front: FrontMatter;
  /** Whether metadata or body name the issue. */
  readonly hasTitle: boolean;
}

/** Phones show 30 to 40 Latin columns of a subject, 15 to 20 Chinese characters (B6.20). */
const SUBJECT_COLUMNS = 40;
const SUBJECT_GRAPHEMES = 30;
/** About an hour and a half of reading, and more than any mail program shows in one piece. */
const LONG_ISSUE_CHARACTERS = 300_000;
/** A broken generator repeats one slip in every item; the first few are enough to find it. */
const MOST_OF_A_KIND = 20;

export function checkIssue(issue: Issue, checked: Checked): readonly Problem[] {
  const found = [...wholeProblems(issue, checked), ...partProblems(issue), ...bodyProblems(issue.path, checked)];
  const counts = new Map<ProblemCode, number>();
  return found.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= MOST_OF_A_KIND;
  });
}

function wholeProblems(issue: Issue, { front, hasTitle, body }: Checked): readonly Problem[] {
  const { path, subject, date } = issue;
  const problems: Problem[] = [];
  const add = (code: ProblemCode, message: string, line?: number): void => {
    problems.push({ code, path, ...(line !== undefined && { line }), message });
  };
  const subjectLine =
    front.format === 'none' ? undefined : front.place([subject === issue.title ? 'title' : 'subject']).line;
  if (!hasTitle) add('title-missing', `The issue has no title, so it is called "${issue.title}": write one.`);
  if (graphemeCount(subject) > SUBJECT_GRAPHEMES || displayWidth(subject) > SUBJECT_COLUMNS) {
    const advice = `phones show about ${SUBJECT_COLUMNS} columns: write a shorter "subject"`;
    add('subject-long', `The subject is ${displayWidth(subject)} columns wide, and ${advice}.`, subjectLine);
  }
  if (/\p{Lu}{4}/u.test(subject) && !/\p{Ll}|\p{Lo}/u.test(subject)) {
    add(
      'subject-capitals',
      'The subject is all capitals, which filters take for advertising: write it in lower case.',
      subjectLine,
    );
  }
  if (oneLine(issue.preheader) === oneLine(subject)) {
    add('preheader-same', 'The preheader repeats the subject: write a "preheader" or a "summary" that adds to it.');
  }
  if (!hasWords(body)) add('issue-empty', 'The issue has no text below its metadata: was it ever written?');
  if (issue.markdown.length > LONG_ISSUE_CHARACTERS) {
    add('issue-long', `The issue has ${issue.markdown.length} characters: think of making two of it.`);
  }
  for (const correction of issue.corrections) {
    if (correction.day >= date.day) continue;
    const message = `The correction of ${correction.day} is dated before the issue itself (${date.day}).`;
    add('correction-early', message, front.place(['corrections']).line);
  }
  return problems;
}

/** What generators leave where they found nothing. */
const NOTHING = /^(?:none|null|undefined|n\/?a|nil|\[\]|\{\}|todo|-|—|无|暂无|暂无内容|暂无数据|空|なし|없음)[.。]?$/i;

function partProblems(issue: Issue): readonly Problem[] {
  const { path } = issue;
  const problems: Problem[] = [];
  const articles = articlesIn(issue.parts);
  const empty = issue.parts.filter(isEmptySection);
  for (const part of empty) {
    const name = 'heading' in part ? part.heading?.text : undefined;
    problems.push({ code: 'section-empty', path, message: `The section "${name ?? ''}" has nothing in it.` });
  }
  const hasHighlights = issue.parts.some((part) => part.kind === 'highlights');
  if (articles.length === 0 && (hasHighlights || empty.length > 0)) {
    const message = 'The issue has the shape of a digest and no article: did its making fail?';
    problems.push({ code: 'article-missing', path, message });
  }
  const seen = new Map<string, string>();
  for (const { source, heading } of articles) {
    if (!source) continue;
    const url = plainUrl(source.url);
    const other = seen.get(url);
    const message = `"${heading.text}" and "${other ?? ''}" have one source, ${source.url}: is one of them a repetition?`;
    if (other !== undefined) problems.push({ code: 'article-duplicate', path, message });
    seen.set(url, heading.text);
  }
  return problems;
}

function isEmptySection(part: Part): boolean {
  if (part.kind !== 'section') return false;
  if (part.parts.length === 0) return true;
  return part.parts.every(
    (inner) => inner.kind === 'prose' && (!hasWords(inner.nodes) || NOTHING.test(oneLine(textOf(inner.nodes)))),
  );
}

/** Marks by which authors remind themselves; `TK` is the press's own. */
const UNFINISHED = /(?<![\p{L}\p{N}])(?:TKTK|TK|TODO|FIXME|XXX|TBD)(?![\p{L}\p{N}])|待补充|待完善|此处待/u;

function bodyProblems(path: string, { body, anchors, front }: Checked): readonly Problem[] {
  const problems: Problem[] = [];
  let line = front.bodyLine;
  let level = 1;
  const add = (code: ProblemCode, message: string): void => {
    problems.push({ code, path, line, message });
  };
  const visit = (nodes: readonly TreeNode[], isQuoted: boolean): void => {
    for (const node of nodes) {
      if (!isElement(node)) {
        const mark = isQuoted ? undefined : UNFINISHED.exec(node.text)?.[0];
        if (mark !== undefined)
          add('text-unfinished', `"${mark}" stands in the text: finish it, or set it in \`code\`.`);
        continue;
      }
      line = Number(node.attributes[LINE_ATTRIBUTE] ?? line);
      if (isHeading(node)) {
        const own = rawLevel(node);
        if (own > level + 1 && own > 2) {
          add(
            'heading-skipped',
            `"${oneLine(textOf([node]))}" is an h${own} below an h${level}: write ${'#'.repeat(level + 1)}.`,
          );
        }
        level = own;
      }
      elementProblems(node, anchors, add);
      visit(node.children, isQuoted || node.name === 'code' || node.name === 'pre');
    }
  };
  visit(body, false);
  return problems;
}

function elementProblems(
  node: ElementNode,
  anchors: ReadonlySet<string>,
  add: (code: ProblemCode, message: string) => void,
): void {
  if (node.name === 'img') {
    const source = node.attributes['src'] ?? '';
    if ((node.attributes['alt'] ?? '').trim() === '') {
      add('image-alt-missing', `The image ${source} has no description: write ![what it shows](${source}).`);
    }
    if (/^http:/i.test(source))
      add('image-insecure', `The image ${source} is fetched without encryption: write https.`);
    else if (!/^(?:https:|data:|\/\/)/i.test(source)) {
      add('image-relative', `The image ${source} is not in out/ and no mail can show it: write its https address.`);
    }
  }
  if (node.name !== 'a') return;
  const href = node.attributes['href'];
  if (href === undefined) return;
  if (textOf([node]).trim() === '' && !hasImage(node.children)) add('link-empty', `The link to ${href} has no text.`);
  if (href.length > 1 && href.startsWith('#') && !anchors.has(targetOf(href))) {
    add('link-dead', `The link to ${href} points to nothing in this issue: write the anchor of a heading.`);
  }
}

function hasImage(nodes: readonly TreeNode[]): boolean {
  return nodes.some(
    (node) => isElement(node) && ((node.name === 'img' && node.attributes['alt'] !== '') || hasImage(node.children)),
  );
}
