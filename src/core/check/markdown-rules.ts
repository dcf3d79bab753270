// Rules about Markdown: where the reader of an issue had to guess what the author meant (design: tolerance), and what
// it could not show as it stands. The issue is published all the same; other programs may read it otherwise.
import type { Rule } from './rule.ts';

export const MARKDOWN_RULES = {
  'block-joined': {
    level: 'info',
    sentence: 'A heading or a list stands right below a line of HTML, where other programs do not see it.',
    fix: 'Put a blank line between them.',
  },
  'comment-unclosed': {
    level: 'warning',
    sentence: 'An HTML comment is never closed and is shown as text.',
    fix: 'End it with -->.',
  },
  'emphasis-mended': {
    level: 'info',
    sentence: 'Bold ends beside punctuation in a way that other programs show as asterisks.',
    fix: 'Move the punctuation out of the bold, or put a space beside it.',
  },
  'footnote-unused': {
    level: 'warning',
    sentence: 'A footnote is defined and nothing refers to it.',
    fix: 'Write [^name] where it belongs, or delete it.',
  },
  'heading-several': {
    level: 'info',
    sentence: 'The issue has several headings of the first level.',
    fix: 'Keep one # for the title, and write ## for sections.',
  },
  'heading-unspaced': {
    level: 'warning',
    sentence: 'A heading has no space behind its #.',
    fix: 'Write the space.',
  },
  'html-refused': {
    level: 'warning',
    sentence: 'An element stands in the text that is not shown.',
    fix: 'Delete it, or put it between backticks if it is meant as text.',
  },
  'left-over': {
    level: 'warning',
    sentence: 'An instruction to another program stands in the text.',
    fix: 'Delete it, or put it between backticks if it is meant as text.',
  },
  'link-spaces': {
    level: 'warning',
    sentence: 'The address of a link has spaces.',
    fix: 'Write %20 for each.',
  },
  'list-indentation': {
    level: 'warning',
    sentence: 'By its indentation a line is code, and by everything else an item of a list.',
    fix: 'Indent it like the other items.',
  },
  'list-mended': {
    level: 'info',
    sentence: 'Items of a list are indented so that other programs see another list, or code.',
    fix: 'Indent what belongs to an item by two or four spaces.',
  },
  'markdown-too-large': {
    level: 'error',
    fixed: true,
    sentence: 'The text below the front matter is longer than what is read in one piece.',
    fix: 'Split the issue.',
  },
  'markup-too-dense': {
    level: 'warning',
    sentence: 'A paragraph has so many marks that it is shown as it stands.',
    fix: 'Divide it by blank lines.',
  },
  'reference-undefined': {
    level: 'warning',
    sentence: 'A link or a footnote refers to a label that is defined nowhere.',
    fix: 'Define the label: [label]: https://example.com/.',
  },
  'url-unsafe': {
    level: 'warning',
    sentence: 'An address would run code or open a program, and is left out.',
    fix: 'Write one that begins with https://.',
  },
} as const satisfies Readonly<Record<string, Rule>>;
