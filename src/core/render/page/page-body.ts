// An issue's own part of its page: title, facts, what was corrected, highlights, contents, the text, its sources.
// All that depends on other issues (number, neighbours) is put around it later, by issue-page.ts.
import { contents, isBriefContents, type ContentsEntry } from '../../issue/contents.ts';
import type { Heading, Issue, Part } from '../../issue/issue.ts';
import { elementNamed, textOf } from '../../issue/tree.ts';
import type { Newsletter } from '../../newsletter.ts';
import { liquidEngine, type Templates } from '../liquid.ts';
import { filled, phrases, type Phrases } from '../phrases.ts';
import { articlesOf } from './issue-card.ts';
import { newOutline } from './heading-outline.ts';
import { withoutBrackets, type MarkupContext } from './page-markup.ts';
import { partsMarkup, sourcesMarkup } from './parts-markup.ts';
import { readerDate } from './reader-date.ts';
import { readingMinutes } from './reading-minutes.ts';

/** HTML between the masthead and the previous/next links, by `issue.liquid`; docs/templates.md lists its values. */
export function pageBody(issue: Issue, newsletter: Newsletter, templates: Templates): string {
  const words = phrases(issue.language);
  const context: MarkupContext = { phrases: words, outline: newOutline() };
  const leadLength = lengthOfLead(issue.parts);
  const lead = partsMarkup(issue.parts.slice(0, leadLength), context);
  const body = partsMarkup(issue.parts.slice(leadLength), context);
  const articles = articlesOf(issue.parts);
  return liquidEngine(templates).render('issue.liquid', {
    phrases: words,
    issue: { ...issueFacts(issue, newsletter, words), article_count: articles.length },
    article_count_text: filled(words.articleCount, articles.length),
    contents: contents(issue).map(contentsLine),
    contents_is_brief: isBriefContents(issue),
    lead,
    body,
    sources: sourcesMarkup(articles),
  });
}

/** Characters of an introduction that may stand above the contents: about ten lines on a phone. */
const LEAD_LIMIT = 500;

/**
 * How many of the first parts stand above the contents: a short introduction and the highlights, which are a digest's
 * front page. A long introduction stays below, so that the contents are still seen first.
 */
function lengthOfLead(parts: readonly Part[]): number {
  const prose = parts.findIndex((part) => part.kind !== 'prose');
  if (parts[prose]?.kind === 'highlights') return prose + 1;
  const intro = parts.slice(0, prose).flatMap((part) => (part.kind === 'prose' ? part.nodes : []));
  const isShort = textOf(intro).length <= LEAD_LIMIT && !intro.some((node) => elementNamed(node, ...HEADINGS));
  return isShort ? Math.max(0, prose) : 0;
}

const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];

function issueFacts(issue: Issue, newsletter: Newsletter, words: Phrases): Record<string, unknown> {
  return {
    title: issue.title,
    language: issue.language,
    day: issue.date.day,
    date_text: readerDate(issue.date.day, issue.language, 'full'),
    reading_time_text: filled(words.readingTime, readingMinutes(issue)),
    topics: topicLinks(issue.topics, newsletter),
    corrections: issue.corrections.map(({ day, note }) => ({
      day,
      date_text: readerDate(day, issue.language, 'long'),
      note,
    })),
  };
}

/** Label and slug of each topic that masthead.yaml knows, in the newsletter's language. */
export function topicLinks(
  slugs: readonly string[],
  newsletter: Newsletter,
): readonly { readonly slug: string; readonly label: string; readonly language: string }[] {
  const { topics, language } = newsletter;
  return topics.filter(({ slug }) => slugs.includes(slug)).map(({ slug, label }) => ({ slug, label, language }));
}

interface ContentsLine {
  readonly text: string;
  readonly href: string;
}

function contentsLine(entry: ContentsEntry): ContentsLine & { readonly children: readonly ContentsLine[] } {
  return { ...headingLine(entry), children: entry.children.map(headingLine) };
}

function headingLine({ heading }: { readonly heading: Heading }): ContentsLine {
  return { text: withoutBrackets(heading.text), href: `#${encodeURIComponent(heading.anchor)}` };
}
