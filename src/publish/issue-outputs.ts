// What lies beside an issue's page: its letter as a reader without a name gets it.
import type { Newsletter } from '../core/newsletter.ts';
import { neutralLetter } from '../core/render/letter/neutral-letter.ts';
import type { Output } from '../core/render/output.ts';
import type { IssueCard } from '../core/render/rendered-issue.ts';

/** `email.html` and `email.txt` of every issue. */
export function issueOutputs(cards: readonly IssueCard[], newsletter: Newsletter): readonly Output[] {
  return cards.flatMap(({ slug }, index): readonly Output[] => {
    // The letter names its place, so it changes when an older issue comes or goes.
    const facts = { number: cards.length - index };
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
