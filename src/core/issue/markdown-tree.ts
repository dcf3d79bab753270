// The text of an issue's body -> a tree that is safe to show everywhere, and warnings with their lines. The steps stand
// here in their order; each has a file of its own. Every word of the author's comes through, on every path.
import { toleratedEmphasis, toleratedLists } from '../check/tolerated-markdown.ts';
import { boundedMarkup } from './bounded-markup.ts';
import { plainFootnotes } from './footnotes.ts';
import { withAuthorsIds } from './heading-ids.ts';
import { withHighlightedCode } from './highlight-code.ts';
import { withoutLeftOvers } from './left-overs.ts';
import { hasFootnotes, markdownDialect } from './markdown-dialect.ts';
import { markdownWarnings, type Warnings } from './markdown-warnings.ts';
import type { Problem } from './problem.ts';
import { repairBlocks } from './repair-blocks.ts';
import { repairLists } from './repair-lists.ts';
import { withSafeUrls } from './safe-urls.ts';
import {
  isHarmlessHtml,
  refusedElements,
  sanitiseHtml,
  UNREAD_ELEMENTS,
  withoutComments,
  withoutPlaceholders,
} from './sanitise-html.ts';
import { withSoftBreaks } from './soft-breaks.ts';
import { tidyInline } from './tidy-inline.ts';
import { topLevelBlocks } from './top-level-blocks.ts';
import { treeOfToken } from './token-tree.ts';
import { elementNamed, parseTree, type TreeNode } from './tree.ts';

export interface MarkdownOptions {
  /** BCP 47. */
  readonly language: string;
  /** Begins the ids that are made here, those of footnotes; unique among the issues that may share a document. */
  readonly idPrefix: string;
  /** The line of the file on which the text begins, from 1. */
  readonly firstLine: number;
  /** Of the file, for messages. */
  readonly path: string;
}

export interface MarkdownTree {
  /** Block elements, without white space between them. */
  readonly nodes: readonly TreeNode[];
  readonly problems: readonly Problem[];
}

/** A digest is 20 KB and the longest real issues are 300 KB: what is larger is not an issue but an accident. */
const MAX_MARKDOWN_CHARACTERS = 2_000_000;

/** Those have 4,000 lines at most, and reading a list takes longer than in proportion to its items. */
export const MAX_MARKDOWN_LINES = 10_000;

/**
 * Reads cleaned text (`cleanSource`) as GFM with the tolerances of docs/writing-issues.md.
 * Safe: allowed elements and attributes only, addresses of http, https, mailto, tel or relative to the issue.
 */
export function markdownTree(markdown: string, options: MarkdownOptions): MarkdownTree {
  if (isTooLarge(markdown)) return { nodes: [], problems: [tooLarge(markdown, options)] };
  const warnings = markdownWarnings(markdown, options);
  const source = meantMarkdown(markdown, warnings);
  const { nodes, isPlain } = readNodes(source, options, warnings);
  const linked = withSafeUrls(nodes, (url) =>
    warnings.add('url-unsafe', url, `The address "${url}" is left out: write one that begins with https://.`),
  );
  const tidy = tidyInline(isPlain ? linked : plainFootnotes(linked, options.idPrefix));
  // Ids come from braces behind a heading, from HTML and from footnotes.
  const withIds = isPlain && !source.includes('{') ? tidy : withAuthorsIds(tidy);
  return { nodes: withHighlightedCode(withSoftBreaks(topLevelBlocks(withIds))), problems: warnings.all() };
}

/** The source as marked can read it as it was meant. */
function meantMarkdown(source: string, warnings: Warnings): string {
  const { markdown: bounded, literal } = boundedMarkup(source);
  for (const line of literal) {
    const message =
      'This paragraph has so many marks or lines that it is shown as it stands: divide it by blank lines.';
    warnings.addAt('markup-too-dense', line, message);
  }
  const { markdown: own, leftOvers, openComment } = withoutLeftOvers(bounded);
  for (const { line, raw, isShown } of leftOvers) {
    const fate = isShown ? 'readers will see it: delete it, or put it between backticks' : 'it is left out: delete it';
    warnings.addAt('left-over', line, `${raw} is an instruction to another program, and ${fate}.`);
  }
  if (openComment !== undefined) {
    const message = 'The comment that begins here is never closed, so it is shown: end it with -->.';
    warnings.addAt('comment-unclosed', openComment, message);
  }
  const { markdown: listed, doubtful } = repairLists(own);
  for (const line of doubtful) {
    const message =
      'By its indentation this line is code; it is read as an item of a list: indent it like its fellows.';
    warnings.addAt('list-indentation', line, message);
  }
  for (const { code, line, message } of [...toleratedLists(own, listed, doubtful), ...toleratedEmphasis(listed)]) {
    warnings.addAt(code, line, message);
  }
  const { markdown, unspaced, joined } = repairBlocks(listed);
  const [first] = joined;
  if (first !== undefined) {
    const message =
      'Below a line of HTML this is read as Markdown; other programs show it as it stands: add a blank line.';
    warnings.addAt('block-joined', first, message);
  }
  for (const raw of unspaced) {
    warnings.add('heading-unspaced', raw, `"${raw.trim()}" is read as a heading: write a space behind the #.`);
  }
  return markdown;
}

interface ReadNodes {
  readonly nodes: readonly TreeNode[];
  /** True when nothing but Markdown was met: no HTML, no footnotes. */
  readonly isPlain: boolean;
}

/**
 * The blocks one by one: nearly all go straight from marked's tokens into the tree; those with HTML are written out,
 * sanitised and read. HTML that opens in one block and closes in another, and footnotes, send all of them that way.
 */
function readNodes(markdown: string, { idPrefix }: MarkdownOptions, warnings: Warnings): ReadNodes {
  let isHarmless = true;
  const dialect = markdownDialect(markdown, {
    idPrefix,
    report: (code, raw, message) => warnings.add(code, raw, message),
    html(raw) {
      const shown = shownHtml(raw, markdown, warnings);
      isHarmless &&= isHarmlessHtml(shown);
      return shown;
    },
  });
  // Without `async` marked answers at once.
  const whole = (): ReadNodes => ({ nodes: safeTree(dialect.parse(markdown) as string, isHarmless), isPlain: false });
  if (hasFootnotes(markdown)) return whole();
  const nodes: TreeNode[] = [];
  let isPlain = true;
  for (const token of dialect.lexer(markdown)) {
    const direct = treeOfToken(token);
    const block = direct ?? closedTree(dialect.parser([token]), isHarmless);
    if (block === undefined) return whole();
    isPlain &&= direct !== undefined;
    nodes.push(...block);
  }
  return { nodes, isPlain };
}

/** What is put in place of raw HTML before it is sanitised. */
function shownHtml(raw: string, markdown: string, warnings: Warnings): string {
  const written = withoutComments(raw);
  const shown = withoutPlaceholders(written, (name) => markdown.includes(`</${name}`));
  for (const name of refusedElements(shown)) {
    const fate = UNREAD_ELEMENTS.has(name) ? 'with all that is in it' : 'words inside are kept';
    warnings.add('html-refused', raw, `<${name}> is left out, ${fate}: put it between backticks to show it.`);
  }
  if (shown !== written) {
    warnings.add('html-refused', raw, `${raw} is no HTML and is shown as it stands: put it between backticks.`);
  }
  return shown;
}

/** Text that passed the renderer alone is escaped throughout; the sanitiser has work only where an author wrote HTML. */
function safeTree(html: string, isHarmless: boolean): readonly TreeNode[] {
  return parseTree(isHarmless ? html : sanitiseHtml(html));
}

/** The tree of one block; undefined when the block leaves an element open, in which the next ones would stand. */
function closedTree(html: string, isHarmless: boolean): readonly TreeNode[] | undefined {
  const nodes = safeTree(`${html}<wbr>`, isHarmless);
  return elementNamed(nodes.at(-1), 'wbr') ? nodes.slice(0, -1) : undefined;
}

function isTooLarge(markdown: string): boolean {
  return markdown.length > MAX_MARKDOWN_CHARACTERS || lineCount(markdown) > MAX_MARKDOWN_LINES;
}

function lineCount(markdown: string): number {
  let count = 1;
  for (let at = markdown.indexOf('\n'); at !== -1; at = markdown.indexOf('\n', at + 1)) count++;
  return count;
}

function tooLarge(markdown: string, options: MarkdownOptions): Problem {
  const message =
    `${options.path} has ${markdown.length} characters in ${lineCount(markdown)} lines; the limits are ` +
    `${MAX_MARKDOWN_CHARACTERS} and ${MAX_MARKDOWN_LINES}: split it into several issues.`;
  return { code: 'markdown-too-large', path: options.path, line: options.firstLine, message };
}
