// The page of an issue: its body, made with the issue, inside of what the library knows: its number and its
// neighbours. An edit of one issue changes a neighbour's page only when the slug, title, day or language shown there
// changes.
import { absoluteUrl, type Newsletter } from '../../newsletter.ts';
import { liquidEngine, type Templates } from '../liquid.ts';
import type { Output } from '../output.ts';
import { filled, phrases } from '../phrases.ts';
import type { IssueCard } from '../rendered-issue.ts';
import { framedPage, pageUrl } from './page-frame.ts';
import { topicLinks } from './page-body.ts';
import { readerDate } from './reader-date.ts';

/** What a page shows of another issue. */
export interface Neighbour {
  readonly slug: string;
  readonly title: string;
  readonly language: string;
  readonly day: string;
}

export interface IssuePlace {
  /** Its position, counted from the oldest, which is 1. */
  readonly number: number;
  readonly previous?: Neighbour | undefined;
  readonly next?: Neighbour | undefined;
}

/** `<slug>/index.html`. */
export function issuePage(slug: string, place: IssuePlace, newsletter: Newsletter, templates: Templates): Output {
  return {
    path: `${slug}/index.html`,
    slugs: [slug],
    facts: place,
    render(issue) {
      const { card, pageBody } = issue(slug);
      return page(card, place, pageBody, { newsletter, templates });
    },
  };
}

export function neighbour(card: IssueCard | undefined): Neighbour | undefined {
  return card && { slug: card.slug, title: card.title, language: card.language, day: card.date.day };
}

/** Absolute address of the picture that stands for the issue where it is shared. */
function shareImageUrl(newsletter: Newsletter, slug: string): string {
  return absoluteUrl(newsletter, `${encodeURIComponent(slug)}/share.png`);
}

interface Surroundings {
  readonly newsletter: Newsletter;
  readonly templates: Templates;
}

function page(card: IssueCard, place: IssuePlace, body: string, { newsletter, templates }: Surroundings): string {
  const path = `${card.slug}/index.html`;
  const words = phrases(card.language);
  const neighbours = liquidEngine(templates).render('neighbours.liquid', {
    phrases: words,
    language: card.language,
    previous: place.previous && neighbourFacts(place.previous),
    next: place.next && neighbourFacts(place.next),
  });
  return framedPage(
    {
      path,
      language: card.language,
      title: card.title,
      description: card.summary || newsletter.description,
      dateline: {
        start: filled(words.issueNumber, place.number),
        day: card.date.day,
        dayText: readerDate(card.date.day, card.language, 'full'),
      },
      content: body + neighbours,
      image: shareImageUrl(newsletter, card.slug),
      article: {
        published: card.date.at,
        updated: card.updated,
        topics: topicLinks(card.topics, newsletter).map(({ label }) => label),
        ...(place.previous && { previous: neighbourUrl(place.previous) }),
        ...(place.next && { next: neighbourUrl(place.next) }),
      },
      jsonLd: newsArticle(card, place, newsletter),
    },
    newsletter,
    templates,
  );
}

function neighbourFacts(other: Neighbour): Record<string, string> {
  return {
    url: neighbourUrl(other),
    title: other.title,
    language: other.language,
    day: other.day,
    date_text: readerDate(other.day, other.language, 'long'),
  };
}

function neighbourUrl(other: Neighbour): string {
  return `../${encodeURIComponent(other.slug)}/`;
}

/** The issue as schema.org's NewsArticle. */
function newsArticle(card: IssueCard, place: IssuePlace, newsletter: Newsletter): Record<string, unknown> {
  const publisher = { '@type': 'Organization', name: newsletter.author, url: absoluteUrl(newsletter, '') };
  const url = pageUrl(newsletter, `${card.slug}/index.html`);
  return {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    headline: card.title,
    description: card.summary,
    inLanguage: card.language,
    datePublished: card.date.at,
    dateModified: card.updated,
    url,
    mainEntityOfPage: url,
    image: [shareImageUrl(newsletter, card.slug)],
    author: publisher,
    publisher,
    isAccessibleForFree: true,
    isPartOf: { '@type': 'Periodical', name: newsletter.title, url: absoluteUrl(newsletter, '') },
    position: place.number,
    keywords: topicLinks(card.topics, newsletter).map(({ label }) => label),
  };
}
