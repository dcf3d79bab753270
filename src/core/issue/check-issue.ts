// What would embarrass the editor in one issue, each finding with its line: the rules that need no other issue, no clock
// and no network. None of them stops a build; errors are found where the issue is read.
import { plainUrl } from './article.ts';
import { articlesIn } from './article-topics.ts';
import { displayWidth, graphemeCount } from './display-width.ts';
import type { FrontMatter } from './front-matter.ts';
import type { Article, Issue, Part } from './issue.ts';
import { lineFinder, type LineFinder } from './line-finder.ts';
import { isHeading, oneLine, rawLevel, targetOf } from './outline.ts';
import type { Problem, ProblemCode } from './problem.ts';
import { isElement, textOf, type ElementNode, type TreeNode } from './tree.ts';

export interface Checked {
  /** The body as parsed, with the author's levels. */
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
  const found = [...wholeProblems(issue, checked), ...partProblems(issue, checked), ...bodyProblems(issue, checked)];
  const counts = new Map<ProblemCode, number>();
  return found.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= MOST_OF_A_KIND;
  });
}

/** An issue of tomorrow is no fault, but good to know: it is on the page at once and mailed when it is due. */
export function futureDate(issue: Issue, nowMs: number): readonly Problem[] {
  const { path, date } = issue;
  if (issue.status === 'draft' || Date.parse(date.at) <= nowMs) return [];
  const when = date.hasTime ? date.at : date.day;
  const message = `The issue is dated ${when}, which is still to come: it is mailed when it is due.`;
  return [{ code: 'date-future', path, message }];
}

function wholeProblems(issue: Issue, { front, hasTitle }: Checked): readonly Problem[] {
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

function partProblems(issue: Issue, { front }: Checked): readonly Problem[] {
  const { path, parts, markdown } = issue;
  if (parts.every(isEmpty)) {
    const message = 'The issue has no text below its title: was it ever written?';
    return [{ code: 'issue-empty', path, line: front.bodyLine, message }];
  }
  const problems: Problem[] = [];
  const lineOf = lineFinder(markdown, front.bodyLine);
  const articles = articlesIn(parts);
  const empty = [...parts, ...articles].filter((part) => part.kind !== 'group' && isEmpty(part));
  for (const part of empty) {
    const name = 'heading' in part ? (part.heading?.text ?? '') : '';
    if (name === '') continue;
    problems.push({ code: 'section-empty', path, line: lineOf(name), message: `There is nothing below "${name}".` });
  }
  if (articles.length === 0 && (empty.length > 0 || parts.some((part) => part.kind === 'highlights'))) {
    const message = 'The issue has the shape of a digest and no article: did its making fail?';
    problems.push({ code: 'article-missing', path, line: front.bodyLine, message });
  }
  return [...problems, ...repetitions(articles, path, lineFinder(markdown, front.bodyLine))];
}

function repetitions(articles: readonly Article[], path: string, lineOf: LineFinder): readonly Problem[] {
  const problems: Problem[] = [];
  const titles = new Map<string, string>();
  for (const { source, heading } of articles) {
    if (!source) continue;
    const url = plainUrl(source.url);
    const line = lineOf(source.url);
    const other = titles.get(url);
    if (other !== undefined) {
      const message = `"${heading.text}" and "${other}" have one source, ${source.url}: is one a repetition?`;
      problems.push({ code: 'article-duplicate', path, line, message });
    }
    titles.set(url, heading.text);
  }
  return problems;
}

function isEmpty(part: Part): boolean {
  if (part.kind === 'section') return part.parts.every(isEmpty);
  const nodes = part.kind === 'article' ? part.blocks.flatMap((block) => block.nodes) : part.nodes;
  return !hasContent(nodes) || NOTHING.test(oneLine(textOf(nodes)));
}

/** Words, or something to look at or listen to. */
function hasContent(nodes: readonly TreeNode[]): boolean {
  return nodes.some((node) => {
    if (!isElement(node)) return /[\p{L}\p{N}]/u.test(node.text);
    return ['img', 'video', 'audio', 'picture'].includes(node.name) || hasContent(node.children);
  });
}

/** Marks by which authors remind themselves; `TK` is the press's own. */
const UNFINISHED = /(?<![\p{L}\p{N}])(?:TKTK|TK|TODO|FIXME|XXX|TBD)(?![\p{L}\p{N}])|待补充|待完善|此处待/u;
/** Nearly no text has even these letters, and looking for them costs next to nothing. */
const UNFINISHED_LETTERS = /TK|TODO|FIXME|XXX|TBD|待/;

/** `words` are what to look up for the line, the longest first. */
type Add = (code: ProblemCode, words: readonly string[], message: string) => void;

function bodyProblems(issue: Issue, { body, anchors, front }: Checked): readonly Problem[] {
  const problems: Problem[] = [];
  const lineOf = lineFinder(issue.markdown, front.bodyLine);
  let level = 1;
  const add: Add = (code, words, message) => {
    problems.push({ code, path: issue.path, line: lineOf(...words), message });
  };
  const visit = (nodes: readonly TreeNode[], isCode: boolean): void => {
    for (const node of nodes) {
      if (!isElement(node)) {
        const isSuspect = !isCode && UNFINISHED_LETTERS.test(node.text);
        const mark = isSuspect ? UNFINISHED.exec(node.text)?.[0] : undefined;
        if (mark !== undefined)
          add('text-unfinished', [node.text, mark], `"${mark}" is left in the text: finish or delete it.`);
        continue;
      }
      if (isHeading(node)) {
        headingProblems(node, level, add);
        level = rawLevel(node);
      }
      elementProblems(node, anchors, add);
      visit(node.children, isCode || node.name === 'code' || node.name === 'pre');
    }
  };
  visit(body, false);
  return problems;
}

function headingProblems(heading: ElementNode, above: number, add: Add): void {
  const own = rawLevel(heading);
  if (own <= above + 1 || own <= 2) return;
  const text = oneLine(textOf([heading]));
  add(
    'heading-skipped',
    [firstText(heading)],
    `"${text}" is an h${own} below an h${above}: write ${'#'.repeat(above + 1)}.`,
  );
}

function elementProblems(node: ElementNode, anchors: ReadonlySet<string>, add: Add): void {
  if (node.name === 'img') imageProblems(node, add);
  const href = node.name === 'a' ? node.attributes['href'] : undefined;
  if (href === undefined) return;
  if (textOf([node]).trim() === '' && !hasImage(node.children))
    add('link-empty', [href], `The link to ${href} has no text.`);
  if (href.length > 1 && href.startsWith('#') && !anchors.has(targetOf(href))) {
    add('link-dead', [href], `The link to ${href} points to nothing in this issue: write the anchor of a heading.`);
  }
}

function imageProblems(image: ElementNode, add: Add): void {
  const source = image.attributes['src'] ?? '';
  if ((image.attributes['alt'] ?? '').trim() === '') {
    add('image-alt-missing', [source], `The image ${source} has no description: write ![what it shows](${source}).`);
  }
  if (/^http:/i.test(source)) {
    add('image-insecure', [source], `The image ${source} is fetched without encryption: write https.`);
  } else if (!/^(?:https:|data:|\/|\.\.\/)/i.test(source)) {
    // Files of static/ stand at the root of the site, one folder above the page.
    add('image-relative', [source], `The image ${source} is not in out/: put it below static/ and write ../${source}.`);
  }
}

function firstText(node: TreeNode): string {
  if (!isElement(node)) return node.text.trim();
  return node.children.map(firstText).find((text) => text !== '') ?? '';
}

function hasImage(nodes: readonly TreeNode[]): boolean {
  return nodes.some(
    (node) => isElement(node) && ((node.name === 'img' && node.attributes['alt'] !== '') || hasImage(node.children)),
  );
}
