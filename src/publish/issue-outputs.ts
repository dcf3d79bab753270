// What lies beside an issue's page: its letter as a reader without a name gets it.
import type { Newsletter } from '../core/newsletter.ts';
import { neutralLetter } from '../core/render/letter/neutral-letter.ts';
import type { Output } from '../core/render/output.ts';
import type { IssueCard } from '../core/render/rendered-issue.ts';
import { numberAmong, shownCards } from '../core/render/shown-cards.ts';

/** `email.html` and `email.txt` of every issue that is not withdrawn. */
export function issueOutputs(cards: readonly IssueCard[], newsletter: Newsletter): readonly Output[] {
  return shownCards(cards).flatMap((card): readonly Output[] => {
    const { slug } = card;
    // The letter names its place, so it changes when an older issue comes or goes.
    const facts = { number: numberAmong(cards, card) };
    return [
      letterOutput(
        `${slug}/email.html`,
        { slug, facts },
        (issue) => neutralLetter(issue(slug).letter, newsletter).html,
      ),
      letterOutput(`${slug}/email.txt`, { slug, facts }, (issue) => neutralLetter(issue(slug).letter, newsletter).text),
    ];
  });
}

function letterOutput(
  path: string,
  { slug, facts }: { readonly slug: string; readonly facts: unknown },
  render: Output['render'],
): Output {
  return { path, slugs: [slug], facts, render };
}
