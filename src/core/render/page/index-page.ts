// The front page: the newest issue with its summary, then all issues by year and month, newest first.
import { absoluteUrl, type Newsletter } from '../../newsletter.ts';
import { liquidEngine, type Templates } from '../liquid.ts';
import type { Output } from '../output.ts';
import { filled, phrases } from '../phrases.ts';
import type { IssueCard } from '../rendered-issue.ts';
import { numberAmong, shownCards } from '../shown-cards.ts';
import { framedPage } from './page-frame.ts';
import { topicLinks } from './page-body.ts';
import { readerDate } from './reader-date.ts';

/** What the front page shows of an issue. */
interface Line {
  readonly slug: string;
  readonly title: string;
  readonly language: string;
  readonly day: string;
  readonly topics: readonly string[];
}

interface IndexFacts {
  readonly lines: readonly Line[];
  readonly newest?: {
    readonly number: number;
    readonly summary: string;
    readonly minutes: number;
    readonly articleCount: number;
  };
}

/** `index.html`; cards come newest first, withdrawn ones among them. */
export function indexPage(cards: readonly IssueCard[], newsletter: Newsletter, templates: Templates): Output {
  const shown = shownCards(cards);
  const [newest] = shown;
  const facts: IndexFacts = {
    lines: shown.map(lineOf),
    ...(newest && {
      newest: {
        number: numberAmong(cards, newest),
        summary: newest.summary,
        minutes: newest.readingMinutes,
        articleCount: newest.articles.length,
      },
    }),
  };
  return { path: 'index.html', slugs: [], facts, render: () => page(facts, newsletter, templates) };
}

function lineOf({ slug, title, language, date, topics }: IssueCard): Line {
  return { slug, title, language, day: date.day, topics };
}

function page(facts: IndexFacts, newsletter: Newsletter, templates: Templates): string {
  const { language } = newsletter;
  const words = phrases(language);
  const [newest] = facts.lines;
  const content = liquidEngine(templates).render('index.liquid', {
    phrases: words,
    newest: newest && { ...lineFacts(newest, newsletter), ...newestFacts(facts) },
    years: byYearAndMonth(facts.lines, newsletter),
    topics: newsletter.topics.map(({ slug, label }) => ({ slug, label })),
  });
  return framedPage(
    {
      path: 'index.html',
      language,
      description: newsletter.description,
      dateline: {
        ...(newest && {
          start: filled(words.issueNumber, facts.newest?.number ?? facts.lines.length),
          day: newest.day,
          dayText: readerDate(newest.day, language, 'full'),
        }),
      },
      content,
      jsonLd: {
        '@context': 'https://schema.org',
        '@type': 'Periodical',
        name: newsletter.title,
        description: newsletter.description,
        inLanguage: language,
        url: absoluteUrl(newsletter, ''),
        publisher: { '@type': 'Organization', name: newsletter.author },
      },
    },
    newsletter,
    templates,
  );
}

function newestFacts({ newest }: IndexFacts): Record<string, unknown> {
  return newest ? { summary: newest.summary, minutes: newest.minutes, article_count: newest.articleCount } : {};
}

/** One issue as `index.liquid` and `topic.liquid` list it. */
function lineFacts(line: Line, newsletter: Newsletter): Record<string, unknown> {
  return {
    url: `${encodeURIComponent(line.slug)}/`,
    title: line.title,
    language: line.language,
    day: line.day,
    date_text: readerDate(line.day, newsletter.language, 'dayOfMonth'),
    topics: topicLinks(line.topics, newsletter),
  };
}

interface Month {
  readonly name: string;
  readonly issues: Record<string, unknown>[];
}

/** Issues come newest first, so years and months do too. */
function byYearAndMonth(
  lines: readonly Line[],
  newsletter: Newsletter,
): readonly { readonly year: string; readonly months: readonly Month[] }[] {
  const years: { year: string; months: Month[] }[] = [];
  for (const line of lines) {
    const year = line.day.slice(0, 4);
    const name = readerDate(line.day, newsletter.language, 'month');
    let lastYear = years.at(-1);
    if (lastYear?.year !== year) years.push((lastYear = { year, months: [] }));
    let lastMonth = lastYear.months.at(-1);
    if (lastMonth?.name !== name) lastYear.months.push((lastMonth = { name, issues: [] }));
    lastMonth.issues.push(lineFacts(line, newsletter));
  }
  return years;
}
