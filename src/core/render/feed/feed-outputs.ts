import type { Newsletter } from '../../newsletter.ts';
import type { Output } from '../output.ts';
import type { IssueCard } from '../rendered-issue.ts';
export function feedOutputs(cards: readonly IssueCard[], _n: Newsletter): readonly Output[] {
  const slugs = cards.slice(0, 10).map((c) => c.slug);
  return [{ path: 'feed.atom', slugs, facts: '', render: (issue) => slugs.map((s) => issue(s).entry.html).join('\n') }];
}
