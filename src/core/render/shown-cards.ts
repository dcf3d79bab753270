// Cards of all that was ever published, withdrawn issues among them, and which of them are shown: what is withdrawn
// keeps its number and its place in an archive, and appears nowhere.
import type { IssueCard } from './rendered-issue.ts';

/** Those that are not withdrawn, in the same order. */
export function shownCards(cards: readonly IssueCard[]): readonly IssueCard[] {
  return cards.filter(isShown);
}

export function isShown({ withdrawal }: Pick<IssueCard, 'withdrawal'>): boolean {
  return withdrawal === undefined;
}

/** The number of an issue among all cards, which come newest first: its place from the oldest, which is 1. */
export function numberAmong(cards: readonly IssueCard[], { slug }: Pick<IssueCard, 'slug'>): number {
  return cards.length - cards.findIndex((card) => card.slug === slug);
}
