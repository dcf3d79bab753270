// What lies beside an issue's page: its letter as a reader without a name gets it.
import type { Newsletter } from '../core/newsletter.ts';
import { neutralLetter } from '../core/render/letter/neutral-letter.ts';
import type { Output } from '../core/render/output.ts';
import type { IssueCard } from '../core/render/rendered-issue.ts';

/** `email.html` and `email.txt` of every issue. */
export function issueOutputs(cards: readonly IssueCard[], newsletter: Newsletter): readonly Output[] {
  return cards.flatMap(({ slug }): readonly Output[] => [
    letterOutput(slug, 'email.html', (issue) => neutralLetter(issue(slug).letter, newsletter).html),
    letterOutput(slug, 'email.txt', (issue) => neutralLetter(issue(slug).letter, newsletter).text),
  ]);
}

function letterOutput(slug: string, name: string, render: Output['render']): Output {
  return { path: `${slug}/${name}`, slugs: [slug], facts: null, render };
}
