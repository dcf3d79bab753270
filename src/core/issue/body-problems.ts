// Slips in the text of an issue: images, links, headings and notes that were not meant for readers. It looks at the
// tree as it was parsed, because levels and anchors are put right afterwards.
import type { Issue } from './issue.ts';
import { lineFinder } from './line-finder.ts';
import { isHeading, oneLine, rawLevel, targetOf } from './outline.ts';
import type { Problem, ProblemCode } from './problem.ts';
import { isElement, textOf, type ElementNode, type TreeNode } from './tree.ts';

/** Marks by which authors remind themselves; `TK` is the press's own. */
const UNFINISHED = /(?<![\p{L}\p{N}])(?:TKTK|TK|TODO|FIXME|XXX|TBD)(?![\p{L}\p{N}])|待补充|待完善|此处待/u;
/** Nearly no text has even these letters, and looking for them costs next to nothing. */
const UNFINISHED_LETTERS = /TK|TODO|FIXME|XXX|TBD|待/;

/** `words` are what to look up for the line, the longest first. */
type Add = (code: ProblemCode, words: readonly string[], message: string) => void;

export interface CheckedBody {
  /** As parsed, with the author's levels. */
  readonly body: readonly TreeNode[];
  /** What a link inside the issue may point at. */
  readonly anchors: ReadonlySet<string>;
  /** The line of the file on which the issue's Markdown begins. */
  readonly firstLine: number;
}

export function bodyProblems(issue: Issue, { body, anchors, firstLine }: CheckedBody): readonly Problem[] {
  const problems: Problem[] = [];
  const lineOf = lineFinder(issue.markdown, firstLine);
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
