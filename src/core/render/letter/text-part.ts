// The text/plain part of a letter: for readers who want no HTML and for those who listen. Every word of the issue is in
// it; addresses stand on lines of their own, so that nothing breaks them.
import type { Article, ArticleBlock, Heading, Issue, Part } from '../../issue/issue.ts';
import { elementNamed, isElement, text, type TreeNode } from '../../issue/tree.ts';
import type { ChangedLine } from '../../revision/issue-changes.ts';
import { absoluteUrl, type Newsletter } from '../../newsletter.ts';
import { readerDate } from '../page/reader-date.ts';
import { filled, phrases, type Phrases } from '../phrases.ts';
import { letterContents } from './letter-contents.ts';
import { changeLines } from './letter-changes.ts';
import type { LetterExtras } from './letter.ts';
import { sliceNote, whyThis } from './letter-values.ts';
import { NUMBER_MARK } from './numbered-letter.ts';
import { slot } from './slots.ts';
import { blockLines, headingLines, marked, stacked } from './text-blocks.ts';
import { inlineText, type LinkNotes } from './text-inline.ts';
import { columns } from './text-width.ts';
import { wrap } from './text-wrap.ts';

type Lines = readonly string[];

/** Wide enough for Latin, 36 characters of Chinese, and narrow enough to be quoted in a reply. */
export const WIDTH = 72;
export const RULE = '='.repeat(WIDTH);

/** The text with its slots open; lines end in `\n`. */
export function textPart(issue: Issue, newsletter: Newsletter, { size, changes }: LetterExtras = {}): string {
  const words = phrases(issue.language);
  const pageUrl = pageUrlOf(issue, newsletter);
  const stretches = [
    masthead(issue, newsletter, words, pageUrl),
    size === undefined ? [] : wrap(sliceNote(size, words), WIDTH),
    ...bodyLines(issue, newsletter, { list: contentsLines(issue, words), ...(changes && { changes }) }),
    footerLines(newsletter, words, pageUrl),
  ];
  return `${stacked(stretches, 2).join('\n')}\n`;
}

interface BodyExtras {
  readonly list?: Lines;
  readonly changes?: readonly ChangedLine[];
}

/** Corrections and what the last one has changed, what is given as contents, and all parts of the issue. */
export function bodyLines(
  issue: Issue,
  newsletter: Newsletter,
  { list = [], changes = [] }: BodyExtras = {},
): readonly Lines[] {
  const words = phrases(issue.language);
  const notes: LinkNotes = { pageUrl: pageUrlOf(issue, newsletter), imageWord: words.image, open: [], count: 0 };
  return [
    corrections(issue, words),
    changeLines(changes, words, WIDTH),
    list,
    ...issue.parts.map((part) => partLines(part, notes)),
  ];
}

function pageUrlOf(issue: Issue, newsletter: Newsletter): string {
  return absoluteUrl(newsletter, `${encodeURIComponent(issue.slug)}/`);
}

function masthead(issue: Issue, newsletter: Newsletter, words: Phrases, pageUrl: string): Lines {
  const name = nameLines(newsletter.title, readerDate(issue.date.day, issue.language, 'full'));
  return [...name, RULE, NUMBER_MARK, '', ...wrap(issue.title, WIDTH), '', words.readOnWeb, pageUrl];
}

/** The newsletter's name and, at the other end of the line, the date; one below the other where they are long. */
export function nameLines(title: string, date: string): Lines {
  const gap = ' '.repeat(Math.max(2, WIDTH - columns(title) - columns(date)));
  return columns(title) + columns(date) + 2 <= WIDTH ? [title + gap + date] : [...wrap(title, WIDTH), date];
}

function corrections(issue: Issue, words: Phrases): Lines {
  if (issue.corrections.length === 0) return [];
  const items = issue.corrections.map(({ day, note }) => {
    return marked('- ', wrap(`${readerDate(day, issue.language, 'long')}: ${note}`, WIDTH - 2));
  });
  return stacked([headingLines(words.corrections, 2, WIDTH), stacked(items, 0)], 1);
}

function contentsLines(issue: Issue, words: Phrases): Lines {
  const entries = letterContents(issue);
  if (entries.length === 0) return [];
  const lines = entries.flatMap((entry) => {
    const articles = entry.children.map((child) => marked('  - ', wrap(child.heading.text, WIDTH - 4)));
    return [wrap(entry.heading.text, WIDTH)].concat(articles);
  });
  return stacked([headingLines(words.contents, 2, WIDTH), stacked(lines, 0)], 1);
}

function partLines(part: Part, notes: LinkNotes): Lines {
  switch (part.kind) {
    case 'prose':
      return prose(part.nodes, notes);
    case 'highlights':
      return stacked([part.heading ? partHeading(part.heading, notes) : [], prose(part.nodes, notes)], 1);
    case 'group':
      return stacked([partHeading(part.heading, notes), prose(part.nodes, notes)], 1);
    case 'section': {
      const [first = [], ...rest] = part.parts.map((child) => partLines(child, notes));
      return stacked([stacked([partHeading(part.heading, notes), first], 1), ...rest], 2);
    }
    case 'article':
    default:
      return articleLines(part, notes);
  }
}

function prose(nodes: readonly TreeNode[], notes: LinkNotes): Lines {
  return withNotes(blockLines(nodes, notes, WIDTH), notes);
}

function partHeading(heading: Heading, notes: LinkNotes): Lines {
  const { text: title, url } = inlineText(heading.nodes, notes);
  const lines = headingLines(title, heading.level, WIDTH);
  return url === undefined ? lines : [...lines, url];
}

function articleLines(article: Article, notes: LinkNotes): Lines {
  const blocks = article.blocks.map((block) => articleBlock(block, notes));
  return withNotes(stacked([partHeading(article.heading, notes), ...blocks], 1), notes);
}

function articleBlock(block: ArticleBlock, notes: LinkNotes): Lines {
  if (block.role === 'source') return sourceLines(block.nodes, notes);
  // A standfirst is no quotation: without the marks it reads as what it is, the article in short.
  if (block.role !== 'abstract') return blockLines(block.nodes, notes, WIDTH);
  const nodes = block.nodes.flatMap((node) => elementNamed(node, 'blockquote')?.children ?? [node]);
  return blockLines(nodes, notes, WIDTH);
}

/** `阅读原文 2026-01-04` and below it the address: the date's code marks are a habit of Markdown, not words. */
function sourceLines(nodes: readonly TreeNode[], notes: LinkNotes): Lines {
  const inner = nodes.flatMap((node) => elementNamed(node, 'p')?.children ?? [node]);
  const open = inner.map((node) => {
    const [only] = elementNamed(node, 'code')?.children ?? [];
    return only?.kind === 'text' ? text(only.text.replace(/^\[(.*)\]$/, '$1')) : node;
  });
  const link = open.find((node) => elementNamed(node, 'a'));
  const rest = open.filter((node) => node !== link);
  if (!link || rest.some((node) => isElement(node))) return blockLines(nodes, notes, WIDTH);
  // The date first: then the link ends its line and its address stands below.
  const label = inlineText([link], notes);
  const beside = inlineText(rest, notes).text;
  const line = [label.text, beside].filter((part) => part !== '').join(' ');
  return label.url === undefined ? wrap(line, WIDTH) : [...wrap(line, WIDTH), label.url];
}

/** The numbered addresses of the lines, below them. */
function withNotes(lines: Lines, notes: LinkNotes): Lines {
  const open = notes.open.splice(0);
  if (open.length === 0) return lines;
  return [...lines, '', ...open.map((note) => `[${note.number}] ${note.url}`)];
}

export function footerLines(newsletter: Newsletter, words: Phrases, pageUrl: string): Lines {
  return [
    RULE,
    ...wrap(`${newsletter.title} · ${newsletter.author}`, WIDTH),
    ...wrap(newsletter.postal_address, WIDTH),
    '',
    ...wrap(whyThis(newsletter, words), WIDTH),
    filled(words.sentTo, slot('address')),
    '',
    ...wrap(words.noTracking, WIDTH),
    '',
    words.readOnWeb,
    pageUrl,
    words.preferences,
    slot('preferences_url'),
    words.unsubscribe,
    slot('unsubscribe_url'),
  ];
}
