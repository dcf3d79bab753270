// All pages and what belongs to them, as outputs: the table of contents of this folder. One edited issue changes its
// own page, and of the others only those that show something of it that has changed.
import type { Newsletter } from '../../newsletter.ts';
import type { Templates } from '../liquid.ts';
import type { Output } from '../output.ts';
import type { IssueCard } from '../rendered-issue.ts';
import { aboutPage, notFoundPage } from './about-page.ts';
import { llmsText, robots, sitemap } from './crawler-files.ts';
import { indexPage } from './index-page.ts';
import { issuePage, neighbour } from './issue-page.ts';
import { iconSvg } from './icon-svg.ts';
import { redirectPages } from './redirect-page.ts';
import { stylesheet } from './stylesheet.ts';
import { topicPage } from './topic-page.ts';

/** Every output of the pages. `cards` come newest first; share images are the builder's, for they need a rasteriser. */
export function pageOutputs(
  cards: readonly IssueCard[],
  newsletter: Newsletter,
  templates: Templates,
): readonly Output[] {
  return [
    indexPage(cards, newsletter, templates),
    ...cards.flatMap((card, i) => issueOutputs(card, i, cards, { newsletter, templates })),
    ...newsletter.topics.map((topic) => topicPage(topic, cards, newsletter, templates)),
    aboutPage(newsletter, templates),
    notFoundPage(newsletter, templates),
    ...redirectPages(newsletter),
    sitemap(cards, newsletter),
    robots(newsletter),
    llmsText(cards, newsletter),
    { path: 'assets/style.css', slugs: [], facts: null, render: () => stylesheet(newsletter, templates) },
    { path: 'assets/icon.svg', slugs: [], facts: null, render: () => iconSvg(newsletter) },
  ];
}

function issueOutputs(
  { slug }: IssueCard,
  index: number,
  cards: readonly IssueCard[],
  { newsletter, templates }: { readonly newsletter: Newsletter; readonly templates: Templates },
): readonly Output[] {
  const place = {
    number: cards.length - index,
    previous: neighbour(cards[index + 1]),
    next: neighbour(cards[index - 1]),
  };
  return [
    issuePage(slug, place, newsletter, templates),
    { path: `${slug}/issue.md`, slugs: [slug], facts: null, render: (issue) => issue(slug).markdown },
  ];
}
