// One issue or one article as a feed entry: full text as safe HTML with absolute addresses, ready for all three
// formats. Made once per issue; which feed an entry stands in is settled elsewhere (feed-plan.ts). An entry's id never
// changes.
import type { Article, Heading, Issue, Part } from '../../issue/issue.ts';
import { element, text, textOf, type TreeNode } from '../../issue/tree.ts';
import { absoluteUrl, type Newsletter } from '../../newsletter.ts';
import { phrases } from '../phrases.ts';
import { absoluteAddress, entryHtml } from './entry-html.ts';

export interface FeedEntry {
  /** Atom id = RSS guid = JSON id. */
  readonly id: string;
  /** The issue that it is made from. */
  readonly slug: string;
  /** Absolute: the issue's page, with the article's anchor behind it for an article. */
  readonly url: string;
  /** What the article is about, absolute: Atom `related`, JSON `external_url`. */
  readonly sourceUrl?: string;
  /** Plain text; each format encodes it in its own way. */
  readonly title: string;
  readonly language: string;
  /** RFC 3339. */
  readonly published: string;
  /** RFC 3339; moves with a correction only. */
  readonly updated: string;
  /** Plain text, never empty. */
  readonly summary: string;
  /** Slugs. */
  readonly topics: readonly string[];
  /** A fragment for inside a `div`, never empty. */
  readonly html: string;
}

/** Graphemes of an article's summary when it has no abstract: about what readers show in their lists. */
const SUMMARY_GRAPHEMES = 200;

/** Without a language: where graphemes end does not depend on one. */
const SEGMENTER = new Intl.Segmenter('und');

/** More articles than this in one issue are still told apart in time, but no longer in the order of the issue. */
const ARTICLES_COUNTED_DOWN = 100;

/** The issue as one entry: its corrections, then every word of its body. */
export function issueEntry(issue: Issue, newsletter: Newsletter): FeedEntry {
  const url = issuePageUrl(issue, newsletter);
  const html = entryHtml([...correctionNodes(issue), ...issue.parts.flatMap(partNodes)], url);
  return {
    id: issue.id,
    slug: issue.slug,
    url,
    title: issue.title,
    language: issue.language,
    published: issue.date.at,
    updated: issue.updated,
    summary: issue.summary || issue.title,
    topics: issue.topics,
    html: html.trim() === '' ? entryHtml([element('p', {}, [text(issue.title)])], url) : html,
  };
}

/** The articles of the issue, in its order, each with all of its blocks and a link back to the issue. */
export function articleEntries(issue: Issue, newsletter: Newsletter): readonly FeedEntry[] {
  const issueUrl = issuePageUrl(issue, newsletter);
  const corrections = entryHtml(correctionNodes(issue), issueUrl);
  const origin = originHtml(issue, issueUrl);
  return articlesOf(issue.parts).map((article, index) => {
    const seconds = index < ARTICLES_COUNTED_DOWN ? ARTICLES_COUNTED_DOWN - index : index + 1;
    const sourceUrl = article.source && absoluteAddress(article.source.url, issueUrl);
    const entry: FeedEntry = {
      id: article.id,
      slug: issue.slug,
      url: new URL(`#${article.heading.anchor}`, issueUrl).href,
      title: article.heading.text || issue.title,
      language: issue.language,
      published: secondsAfter(issue.date.at, seconds),
      updated: secondsAfter(issue.updated, seconds),
      summary: summaryOf(article) || article.heading.text || issue.title,
      topics: article.topics,
      html: corrections + entryHtml(blockNodes(article), issueUrl) + origin,
    };
    return sourceUrl === undefined ? entry : Object.assign(entry, { sourceUrl });
  });
}

function issuePageUrl(issue: Issue, newsletter: Newsletter): string {
  return absoluteUrl(newsletter, `${encodeURIComponent(issue.slug)}/`);
}

function partNodes(part: Part): readonly TreeNode[] {
  if (part.kind === 'prose') return part.nodes;
  const heading = part.heading ? [headingNode(part.heading)] : [];
  if (part.kind === 'section') return [...heading, ...part.parts.flatMap(partNodes)];
  return [...heading, ...(part.kind === 'article' ? blockNodes(part) : part.nodes)];
}

function headingNode(heading: Heading): TreeNode {
  return element(`h${heading.level}`, {}, heading.nodes);
}

function blockNodes(article: Article): readonly TreeNode[] {
  return article.blocks.flatMap((block) => block.nodes);
}

/** At the top, because a reader who has read the issue must see at once why it is new again. */
function correctionNodes(issue: Issue): readonly TreeNode[] {
  if (issue.corrections.length === 0) return [];
  const label = element('p', {}, [element('strong', {}, [text(phrases(issue.language).corrections)])]);
  const notes = issue.corrections.map(({ at, day, note }) =>
    element('li', {}, [element('time', { datetime: at }, [text(day)]), text(` ${note}`)]),
  );
  return [label, element('ul', {}, notes)];
}

function originHtml(issue: Issue, issueUrl: string): string {
  const link = element('a', { href: issueUrl }, [text(issue.title)]);
  return entryHtml([element('p', {}, [text(phrases(issue.language).fromIssue), link])], issueUrl);
}

function articlesOf(parts: readonly Part[]): readonly Article[] {
  return parts.flatMap((part) => {
    if (part.kind === 'article') return [part];
    return part.kind === 'section' ? articlesOf(part.parts) : [];
  });
}

/**
 * No two entries may have one instant (RFC 4287, 3.3), so articles follow their issue by seconds. They count down: a
 * reader that sorts by time shows the first article first, and an article added at the end moves none of the others.
 */
function secondsAfter(instant: string, seconds: number): string {
  return new Date(Date.parse(instant) + seconds * 1000).toISOString();
}

function summaryOf(article: Article): string {
  const abstract = article.blocks.find((block) => block.role === 'abstract');
  if (abstract) return lineOf(abstract.nodes);
  const first = article.blocks.find((block) => block.role === 'prose' || block.role === 'details');
  return first ? shortened(lineOf(first.nodes)) : '';
}

function lineOf(nodes: readonly TreeNode[]): string {
  return textOf(nodes).replace(/\s+/g, ' ').trim();
}

/** Cut between graphemes, because half of a flag or of a Hangul syllable is another character. */
function shortened(line: string): string {
  let count = 0;
  for (const { index } of SEGMENTER.segment(line)) {
    if (count === SUMMARY_GRAPHEMES) return `${line.slice(0, index).trimEnd()}…`;
    count += 1;
  }
  return line;
}
