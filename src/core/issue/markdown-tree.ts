// The text of an issue's body -> a tree that is safe to show everywhere, and warnings with their lines. The steps stand
// here in their order; each has a file of its own. Every word of the author's comes through, on every path.
import { boundedMarkup } from './bounded-markup.ts';
import { plainFootnotes } from './footnotes.ts';
import { withAuthorsIds } from './heading-ids.ts';
import { withHighlightedCode } from './highlight-code.ts';
import { withoutLeftOvers } from './left-overs.ts';
import { markdownDialect } from './markdown-dialect.ts';
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
import { parseTree, type TreeNode } from './tree.ts';

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
  const html = safeHtml(meantMarkdown(markdown, warnings), options, warnings);
  const linked = withSafeUrls(parseTree(html), (url) =>
    warnings.add('url-unsafe', url, `The address "${url}" is left out: write one that begins with https://.`),
  );
  const tidy = tidyInline(plainFootnotes(linked, options.idPrefix));
  const blocks = withSoftBreaks(topLevelBlocks(withAuthorsIds(tidy)));
  return { nodes: withHighlightedCode(blocks), problems: warnings.all() };
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
  const { markdown, unspaced } = repairBlocks(listed);
  for (const raw of unspaced) {
    warnings.add('heading-unspaced', raw, `"${raw.trim()}" is read as a heading: write a space behind the #.`);
  }
  return markdown;
}

/**
 * Text that passed the renderer alone is escaped throughout; the sanitiser has work only where an author wrote
 * HTML.
 */
function safeHtml(markdown: string, options: MarkdownOptions, warnings: Warnings): string {
  let isSafe = true;
  const dialect = markdownDialect({
    idPrefix: options.idPrefix,
    report: (code, raw, message) => warnings.add(code, raw, message),
    html(raw) {
      const written = withoutComments(raw);
      const shown = withoutPlaceholders(written, (name) => markdown.includes(`</${name}`));
      isSafe &&= isHarmlessHtml(shown);
      for (const name of refusedElements(shown)) {
        const fate = UNREAD_ELEMENTS.has(name) ? 'with all that is in it' : 'words inside are kept';
        warnings.add('html-refused', raw, `<${name}> is left out, ${fate}: put it between backticks to show it.`);
      }
      if (shown !== written) {
        warnings.add('html-refused', raw, `${raw} is no HTML and is shown as it stands: put it between backticks.`);
      }
      return shown;
    },
  });
  // Without `async` marked answers at once.
  const html = dialect.parse(markdown) as string;
  return isSafe ? html : sanitiseHtml(html);
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
