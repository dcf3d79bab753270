// Slips in the text of an issue: images, links, headings and notes that were not meant for readers. It looks at the
// tree as it was parsed, because levels and anchors are put right afterwards.
import { asksForMark, isSponsorLabel } from '../check/advertising.ts';
import { isDefaultAlt } from '../check/default-alt.ts';
import { linkSlips } from '../check/link-slips.ts';
import {
  leftPlaceholder,
  mayBePlaceholder,
  templateMark,
  templateWords,
  unfinishedMark,
} from '../check/unfinished-text.ts';
import type { Issue } from './issue.ts';
import { lineFinder } from './line-finder.ts';
import { isHeading, oneLine, rawLevel, targetOf } from './outline.ts';
import type { Problem, ProblemCode } from './problem.ts';
import { elementNamed, isElement, textOf, type ElementNode, type TreeNode } from './tree.ts';

/** `words` are what to look up for the line, the longest first. */
type Add = (code: ProblemCode, words: readonly string[], message: string) => void;

export interface CheckedBody {
  /** As parsed, with the author's levels. */
  readonly body: readonly TreeNode[];
  /** What a link inside the issue may point at. */
  readonly anchors: ReadonlySet<string>;
  /** Addresses from which the articles come. */
  readonly sources: ReadonlySet<string>;
  /** The line of the file on which the issue's Markdown begins. */
  readonly firstLine: number;
}

export function bodyProblems(issue: Issue, { body, firstLine, ...known }: CheckedBody): readonly Problem[] {
  const problems: Problem[] = [];
  const lineOf = lineFinder(issue.markdown, firstLine);
  const add: Add = (code, words, message) => {
    problems.push({ code, path: issue.path, line: lineOf(...words), message });
  };
  const isMarkAsked = issue.commercial !== true && asksForMark(issue.language);
  let level = 1;
  const visit = (nodes: readonly TreeNode[]): void => {
    for (const node of nodes) {
      if (!isElement(node)) {
        textProblems(node.text, add);
        continue;
      }
      // What stands in code is what the issue is about.
      if (node.name === 'code' || node.name === 'pre') continue;
      if (isHeading(node)) {
        headingProblems(node, level, add);
        level = rawLevel(node);
      }
      if (isMarkAsked && (isHeading(node) || isLead(node, nodes))) sponsorProblem(node, add);
      elementProblems(node, known, add);
      visit(node.children);
    }
  };
  visit(body);
  const [, second] = body.filter((node) => elementNamed(node, 'h1'));
  if (second !== undefined) {
    const words = oneLine(textOf([second]));
    const message = `"${words}" is a second heading of the first level, and read as a section: write ## ${words}.`;
    add('heading-several', [firstText(second)], message);
  }
  return problems;
}

function textProblems(text: string, add: Add): void {
  const mark = unfinishedMark(text);
  if (mark !== undefined) add('text-unfinished', [text, mark], `"${mark}" is left in the text: finish or delete it.`);
  const template = templateMark(text);
  if (template !== undefined) {
    const fate = 'readers will see it: delete it, or put it between backticks';
    add('left-over', [text, template], `${template} is an instruction to another program, and ${fate}.`);
  }
  const words = templateWords(text);
  if (words !== undefined) add('text-placeholder', [text, words], placeholderMessage(words));
}

/** Elements that hold one stretch of words. */
const STRETCHES = new Set([
  'p',
  'li',
  'td',
  'th',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'dt',
  'dd',
  'summary',
  'figcaption',
]);

function placeholderProblem(node: ElementNode, add: Add): void {
  const first = firstText(node);
  if (!mayBePlaceholder(first)) return;
  const left = leftPlaceholder(oneLine(ownText(node)));
  if (left !== undefined) add('text-placeholder', [first, left], placeholderMessage(left));
}

function placeholderMessage(words: string): string {
  return `"${words}" was left by a template or a program: write what belongs there.`;
}

/** Without code, and without the lists and paragraphs below, which are stretches of their own. */
function ownText(node: ElementNode): string {
  return node.children
    .map((child) => {
      if (!isElement(child)) return child.text;
      return child.name === 'code' || NESTED.has(child.name) ? '' : ownText(child);
    })
    .join('');
}

const NESTED = new Set([...STRETCHES, 'ul', 'ol', 'pre', 'table', 'blockquote']);

/** A heading, or the bold words with which a block begins. */
function sponsorProblem(node: ElementNode, add: Add): void {
  const label = oneLine(textOf([node]));
  if (!isSponsorLabel(label)) return;
  const cure = 'write "commercial: true" into the front matter, which marks the subject of the email';
  add('advertising-unmarked', [firstText(node), label], `"${label}" announces advertising: ${cure}.`);
}

function isLead(node: ElementNode, siblings: readonly TreeNode[]): boolean {
  if (node.name !== 'strong' && node.name !== 'b') return false;
  const [first, second] = siblings;
  return first === node || (second === node && first?.kind === 'text' && first.text.trim() === '');
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

function elementProblems(
  node: ElementNode,
  { anchors, sources }: Omit<CheckedBody, 'body' | 'firstLine'>,
  add: Add,
): void {
  if (STRETCHES.has(node.name)) placeholderProblem(node, add);
  if (node.name === 'img') imageProblems(node, add);
  const href = node.name === 'a' ? node.attributes['href'] : undefined;
  if (href === undefined) return;
  const words = textOf([node]);
  if (words.trim() === '' && !hasImage(node.children)) add('link-empty', [href], `The link to ${href} has no text.`);
  for (const { code, message } of linkSlips(href, words, sources.has(href))) add(code, [href], message);
  if (href.length > 1 && href.startsWith('#') && !anchors.has(targetOf(href))) {
    add('link-dead', [href], `The link to ${href} points to nothing in this issue: write the anchor of a heading.`);
  }
}

function imageProblems(image: ElementNode, add: Add): void {
  const source = image.attributes['src'] ?? '';
  const alt = (image.attributes['alt'] ?? '').trim();
  if (alt === '') {
    add('image-alt-missing', [source], `The image ${source} has no description: write ![what it shows](${source}).`);
  } else if (isDefaultAlt(alt, source)) {
    add('image-alt-default', [source], `The image ${source} is described as "${alt}": say what it shows.`);
  }
  if (/^http:/i.test(source)) {
    add('image-insecure', [source], `The image ${source} is fetched without encryption: write https.`);
  } else if (!/^(?:[a-z][a-z\d+.-]*:|\/|\.\.\/)/i.test(source)) {
    // Addresses count from the issue's page, and in its folder there is nothing but what is built.
    const cure = `put it under static/ and write ../${source.replace(/^(?:\.\/)+/, '')}`;
    add('image-relative', [source], `The image ${source} is looked for beside the issue's page: ${cure}.`);
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
