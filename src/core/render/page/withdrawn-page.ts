// What stands where a withdrawn issue stood: a page that says so, when and why, for hosts that serve files and know no
// 410; and a list of such places, by which our own server answers 410 for all that was below them.
import { liquidEngine, type Templates } from '../liquid.ts';
import type { Newsletter } from '../../newsletter.ts';
import type { Output } from '../output.ts';
import { filled, phrases } from '../phrases.ts';
import type { IssueCard } from '../rendered-issue.ts';
import { framedPage } from './page-frame.ts';
import { readerDate } from './reader-date.ts';

/** The list, below `out/`; absent while nothing is withdrawn. */
export const WITHDRAWN_LIST = 'withdrawn.json';

/** `<slug>/index.html` for each of the cards, which are those of withdrawn issues, and the list of them. */
export function withdrawnPages(
  cards: readonly IssueCard[],
  newsletter: Newsletter,
  templates: Templates,
): readonly Output[] {
  if (cards.length === 0) return [];
  const slugs = cards.map(({ slug }) => slug).toSorted();
  const list = { path: WITHDRAWN_LIST, slugs: [], facts: slugs, render: () => `${JSON.stringify(slugs)}\n` };
  return [list, ...cards.map((card) => withdrawnPage(card, newsletter, templates))];
}

/** The slugs that such a list names; none when it is no such list. */
export function withdrawnSlugs(list: string): readonly string[] {
  try {
    const slugs: unknown = JSON.parse(list);
    return Array.isArray(slugs) ? slugs.filter((slug) => typeof slug === 'string') : [];
  } catch {
    return [];
  }
}

function withdrawnPage(
  { slug, language, withdrawal = {} }: IssueCard,
  newsletter: Newsletter,
  templates: Templates,
): Output {
  const path = `${slug}/index.html`;
  const words = phrases(language);
  const { day, note } = withdrawal;
  // The title is part of what was taken back, so the page does not say it.
  const render = (): string => {
    const content = liquidEngine(templates).render('withdrawn.liquid', {
      phrases: words,
      day,
      withdrawn_on: day === undefined ? '' : filled(words.withdrawnOn, readerDate(day, language, 'long')),
      note: note ?? '',
    });
    const dateline = { start: words.withdrawn };
    return framedPage(
      { path, language, title: words.goneIssue, description: words.goneIssue, dateline, content, isGone: true },
      newsletter,
      templates,
    );
  };
  return { path, slugs: [], facts: { language, day, note }, render };
}
