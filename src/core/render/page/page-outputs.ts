import type { Newsletter } from '../../newsletter.ts';
import type { Templates } from '../liquid.ts';
import type { Output } from '../output.ts';
import type { IssueCard } from '../rendered-issue.ts';
export function pageOutputs(cards: readonly IssueCard[], _n: Newsletter, _t: Templates): readonly Output[] {
  return [
    {
      path: 'index.html',
      slugs: [],
      facts: cards.map((c) => c.title),
      render: () => cards.map((c) => c.title).join('\n'),
    },
    ...cards.map((c, i): Output => ({
      path: `${c.slug}/index.html`,
      slugs: [c.slug],
      facts: cards[i + 1]?.title ?? '',
      render: (issue) => issue(c.slug).pageBody + (cards[i + 1]?.title ?? ''),
    })),
  ];
}
