// What lies beside an issue's page: its letter as a reader without a name gets it.
import { absoluteUrl, type Newsletter } from '../core/newsletter.ts';
import { fillSlots } from '../core/render/letter/slots.ts';
import type { Output } from '../core/render/output.ts';
import type { IssueCard } from '../core/render/rendered-issue.ts';

/** `email.html` and `email.txt` of every issue. */
export function issueOutputs(cards: readonly IssueCard[], newsletter: Newsletter): readonly Output[] {
  // Nobody's address: the file is for everybody to look at, and its unsubscribe link must act on nobody.
  const neutral = { address: 'reader@example.com', unsubscribe_url: absoluteUrl(newsletter, '') };
  return cards.flatMap(({ slug }): readonly Output[] => [
    {
      path: `${slug}/email.html`,
      slugs: [slug],
      facts: '',
      render: (issue) => fillSlots(issue(slug).letter.html, neutral),
    },
    {
      path: `${slug}/email.txt`,
      slugs: [slug],
      facts: '',
      render: (issue) => fillSlots(issue(slug).letter.text, neutral),
    },
  ]);
}
