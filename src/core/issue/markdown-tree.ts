// The text of an issue's body -> a tree that is safe to show everywhere, and warnings with their lines. The steps stand
// here in their order; each has a file of its own. Every word of the author's comes through, on every path.
import { plainFootnotes } from './footnotes.ts';
import { withAuthorsIds } from './heading-ids.ts';
import { markdownDialect } from './markdown-dialect.ts';
import { markdownWarnings, type Warnings } from './markdown-warnings.ts';
import type { Problem } from './problem.ts';
import { withSafeUrls } from './safe-urls.ts';
import { isHarmlessHtml, refusedElements, sanitiseHtml, withoutPlaceholders } from './sanitise-html.ts';
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
export const MAX_MARKDOWN_CHARACTERS = 2_000_000;

/**
 * Reads cleaned text (`cleanSource`) as GFM with the tolerances of docs/writing-issues.md.
 * Safe: allowed elements and attributes only, addresses of http, https, mailto, tel or relative to the issue.
 */
export function markdownTree(markdown: string, options: MarkdownOptions): MarkdownTree {
  if (markdown.length > MAX_MARKDOWN_CHARACTERS) return { nodes: [], problems: [tooLarge(markdown, options)] };
  const warnings = markdownWarnings(markdown, options);
  const nodes = tidyInline(parseTree(safeHtml(markdown, options, warnings)));
  const linked = withSafeUrls(plainFootnotes(nodes, options.idPrefix), (url) =>
    warnings.add('url-unsafe', url, `The address "${url}" is left out: write one that begins with https://.`),
  );
  return { nodes: withSoftBreaks(topLevelBlocks(withAuthorsIds(linked))), problems: warnings.all() };
}

/** Text that passed the renderer alone is escaped throughout; the sanitiser has work only where an author wrote HTML. */
function safeHtml(markdown: string, options: MarkdownOptions, warnings: Warnings): string {
  let isSafe = true;
  const dialect = markdownDialect({
    idPrefix: options.idPrefix,
    report: (code, raw, message) => warnings.add(code, raw, message),
    html(raw) {
      const shown = withoutPlaceholders(raw, (name) => markdown.includes(`</${name}`));
      isSafe &&= isHarmlessHtml(shown);
      for (const name of refusedElements(raw)) {
        const message = `<${name}> is no HTML that can be shown: put it between backticks if it is meant as text.`;
        warnings.add('html-refused', raw, message);
      }
      return shown;
    },
  });
  // Without `async` marked answers at once.
  const html = dialect.parse(markdown) as string;
  return isSafe ? html : sanitiseHtml(html);
}

function tooLarge(markdown: string, options: MarkdownOptions): Problem {
  const message =
    `${options.path} has ${markdown.length} characters of text, the limit is ${MAX_MARKDOWN_CHARACTERS}: ` +
    'split it into several issues.';
  return { code: 'markdown-too-large', path: options.path, line: options.firstLine, message };
}
