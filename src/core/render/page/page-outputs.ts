// All pages and what belongs to them, as outputs: the table of contents of this folder. One edited issue changes its
// own page, and of the others only those that show something of it that has changed.
import type { Newsletter } from '../../newsletter.ts';
import type { Templates } from '../liquid.ts';
import type { Output } from '../output.ts';
import type { IssueCard } from '../rendered-issue.ts';
import { isShown, numberAmong, shownCards } from '../shown-cards.ts';
import { aboutPage, notFoundPage } from './about-page.ts';
import { llmsText, robots, sitemap } from './crawler-files.ts';
import { indexPage } from './index-page.ts';
import { issuePage, neighbour, type IssuePlace } from './issue-page.ts';
import { iconSvg } from './icon-svg.ts';
import { redirectPages } from './redirect-page.ts';
import { stylesheet } from './stylesheet.ts';
import { topicPage } from './topic-page.ts';
import { withdrawnPages } from './withdrawn-page.ts';

/**
 * Every output of the pages. `cards` come newest first, withdrawn ones among them; share images are the builder's, for
 * they need a rasteriser.
 */
export function pageOutputs(
  cards: readonly IssueCard[],
  newsletter: Newsletter,
  templates: Templates,
): readonly Output[] {
  const shown = shownCards(cards);
  const withdrawn = cards.filter((card) => !isShown(card));
  return [
    indexPage(cards, newsletter, templates),
    ...shown.flatMap((card, i) => {
      const place = {
        number: numberAmong(cards, card),
        previous: neighbour(shown[i + 1]),
        next: neighbour(shown[i - 1]),
      };
      return issueOutputs(card, place, newsletter, templates);
    }),
    ...withdrawnPages(withdrawn, newsletter, templates),
    ...newsletter.topics.map((topic) => topicPage(topic, shown, newsletter, templates)),
    aboutPage(newsletter, templates),
    notFoundPage(newsletter, templates),
    ...redirectPages(newsletter),
    sitemap(shown, newsletter),
    robots(newsletter),
    llmsText(shown, newsletter),
    { path: 'assets/style.css', slugs: [], facts: null, render: () => stylesheet(newsletter, templates) },
    { path: 'assets/icon.svg', slugs: [], facts: null, render: () => iconSvg(newsletter) },
  ];
}

function issueOutputs(
  { slug }: IssueCard,
  place: IssuePlace,
  newsletter: Newsletter,
  templates: Templates,
): readonly Output[] {
  return [
    issuePage(slug, place, newsletter, templates),
    { path: `${slug}/issue.md`, slugs: [slug], facts: null, render: (issue) => issue(slug).markdown },
  ];
}
