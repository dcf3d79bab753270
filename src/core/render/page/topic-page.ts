// The page of a topic: its articles under the issues they stand in, newest first. An issue that has the topic as a
// whole and no article of it is listed by its title alone.
import type { Newsletter } from '../../newsletter.ts';
import { liquidEngine, type Templates } from '../liquid.ts';
import type { Output } from '../output.ts';
import { filled, phrases } from '../phrases.ts';
import type { IssueCard } from '../rendered-issue.ts';
import { framedPage } from './page-frame.ts';
import { readerDate } from './reader-date.ts';

/** What the page shows of one issue: plain JSON, so that it changes exactly when this does. */
interface TopicIssue {
  readonly slug: string;
  readonly title: string;
  readonly language: string;
  readonly day: string;
  readonly articles: readonly { readonly title: string; readonly anchor: string }[];
}

/** `topics/<topic>/index.html`, also for a topic that nothing has been written on yet: its address is linked for ever. */
export function topicPage(
  topic: Newsletter['topics'][number],
  cards: readonly IssueCard[],
  newsletter: Newsletter,
  templates: Templates,
): Output {
  const facts = cards.flatMap((card) => topicIssue(topic.slug, card));
  const path = `topics/${topic.slug}/index.html`;
  return { path, slugs: [], facts, render: () => page(topic, facts, newsletter, templates) };
}

function topicIssue(topic: string, card: IssueCard): readonly TopicIssue[] {
  const articles = card.articles.filter(({ topics }) => topics.includes(topic));
  if (articles.length === 0 && !card.topics.includes(topic)) return [];
  const { slug, title, language, date } = card;
  return [
    { slug, title, language, day: date.day, articles: articles.map((a) => ({ title: a.title, anchor: a.anchor })) },
  ];
}

function page(
  topic: Newsletter['topics'][number],
  issues: readonly TopicIssue[],
  newsletter: Newsletter,
  templates: Templates,
): string {
  const { language } = newsletter;
  const words = phrases(language);
  const content = liquidEngine(templates).render('topic.liquid', {
    phrases: words,
    topic: { slug: topic.slug, label: topic.label },
    topics: newsletter.topics.map(({ slug, label }) => ({ slug, label })),
    issues: issues.map((issue) => ({
      url: `../../${encodeURIComponent(issue.slug)}/`,
      title: issue.title,
      language: issue.language,
      day: issue.day,
      date_text: readerDate(issue.day, language, 'long'),
      articles: issue.articles.map(({ title, anchor }) => ({
        title,
        url: `../../${encodeURIComponent(issue.slug)}/#${encodeURIComponent(anchor)}`,
      })),
    })),
  });
  return framedPage(
    {
      path: `topics/${topic.slug}/index.html`,
      language,
      title: topic.label,
      description: filled(words.topicDescription, newsletter.title),
      dateline: { start: words.topics },
      content,
      feeds: { folder: `topics/${topic.slug}`, title: `${newsletter.title}: ${topic.label}` },
    },
    newsletter,
    templates,
  );
}
