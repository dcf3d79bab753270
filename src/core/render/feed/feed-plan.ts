// Which entries stand in which feed, from the cards alone. Two laws: every issue can be reached from the subscription
// document by way of the archives, each in one place only; and an archive that has once been written keeps its entries.
import type { IssueCard } from '../rendered-issue.ts';
import { isShown, shownCards } from '../shown-cards.ts';

/** One entry of a feed: an issue, or one of its articles. */
export interface EntryRef {
  readonly slug: string;
  readonly articleId?: string;
}

export interface FeedPlan {
  /** Newest first; behind them the archived issues that were corrected lately. */
  readonly subscription: readonly EntryRef[];
  /** From the oldest; each newest first. */
  readonly archives: readonly (readonly EntryRef[])[];
}

/** JSON Feed 1.1 calls 250 KB fine for what readers fetch again and again. */
const SUBSCRIPTION_BYTES = 250_000;
const SUBSCRIPTION_ENTRIES = 20;

/** An entry's own elements, its summary and its categories, by measuring: what `entryBytes` does not count. */
const ENTRY_OVERHEAD_BYTES = 1_500;

/**
 * Issues of one archive. Small, because the subscription document gives up that many at a time and must not run empty;
 * fixed for ever, because another number would move issues between archives that readers have read (RFC 5005, 4).
 */
const ARCHIVE_ENTRIES = 5;

/** However large they are: a reader that was away for some days must still find what it missed. */
const KEPT_ENTRIES = 3;

/** Archived issues shown again because of a correction; more at one time would drown the new ones. */
const CORRECTED_ENTRIES = 10;

/** An article is a tenth of an issue; more of them make a list that no one reads to its end. */
const ARTICLE_FEED_ENTRIES = 100;

/**
 * The subscription document and its archives. `cards` are those of all issues to show, newest first: drafts and issues
 * that are not due have been left out by the caller. Issues are archived oldest first and five at a time, whenever the
 * subscription document would exceed its 20 entries or about 250 KB and keeps three entries or more. An archive
 * therefore exists only when it is complete, and a new issue changes none but, by its `next-archive`, the last. A
 * withdrawn issue takes part in the count and leaves its place empty, so that no other one moves.
 */
export function feedPlan(cards: readonly IssueCard[]): FeedPlan {
  const oldestFirst = cards.toReversed();
  const archivedCount = archivedIssues(oldestFirst);
  const archived = oldestFirst.slice(0, archivedCount);
  const recent = oldestFirst.slice(archivedCount).toReversed();
  const archives = [];
  for (let first = 0; first < archivedCount; first += ARCHIVE_ENTRIES) {
    archives.push(issueRefs(archived.slice(first, first + ARCHIVE_ENTRIES).toReversed()));
  }
  return { subscription: issueRefs([...recent, ...correctedLately(archived, recent)]), archives };
}

/** The articles of all issues in the issues' order, from the newest, as many as a subscription document may hold. */
export function articlePlan(cards: readonly IssueCard[]): readonly EntryRef[] {
  return bounded(cards, (card) => card.articles.map((article) => ({ ref: articleRef(card, article), bytes: article })));
}

/**
 * What the topic's feed holds: the articles that have the topic, by the ids that they have in `articles.atom`; and
 * where an issue has the topic but none of its articles does, the issue itself.
 */
export function topicPlan(cards: readonly IssueCard[], topic: string): readonly EntryRef[] {
  return bounded(cards, (card) => {
    const articles = card.articles.filter((article) => article.topics.includes(topic));
    if (articles.length > 0) return articles.map((article) => ({ ref: articleRef(card, article), bytes: article }));
    return card.topics.includes(topic) ? [{ ref: { slug: card.slug }, bytes: card }] : [];
  });
}

function articleRef(card: IssueCard, article: { readonly id: string }): EntryRef {
  return { slug: card.slug, articleId: article.id };
}

function issueRefs(cards: readonly IssueCard[]): readonly EntryRef[] {
  return shownCards(cards).map(({ slug }) => ({ slug }));
}

/** A multiple of ARCHIVE_ENTRIES that never gets smaller when issues are added at the end. */
function archivedIssues(oldestFirst: readonly IssueCard[]): number {
  let entries = oldestFirst.length;
  let bytes = oldestFirst.reduce((sum, card) => sum + sizeOf(card), 0);
  let archived = 0;
  while ((entries > SUBSCRIPTION_ENTRIES || bytes > SUBSCRIPTION_BYTES) && entries >= ARCHIVE_ENTRIES + KEPT_ENTRIES) {
    for (const card of oldestFirst.slice(archived, archived + ARCHIVE_ENTRIES)) bytes -= sizeOf(card);
    archived += ARCHIVE_ENTRIES;
    entries -= ARCHIVE_ENTRIES;
  }
  return archived;
}

/**
 * Clients read an archive once, so a corrected issue must come again where they look (RFC 5005, 4): until the issues
 * that are still in the subscription document are all younger than the correction.
 */
function correctedLately(archived: readonly IssueCard[], recent: readonly IssueCard[]): readonly IssueCard[] {
  const since = Math.min(...recent.map((card) => Date.parse(card.date.at)));
  return archived
    .filter((card) => isShown(card) && card.corrections.length > 0 && Date.parse(card.updated) >= since)
    .toSorted((a, b) => Date.parse(b.updated) - Date.parse(a.updated) || (a.slug < b.slug ? -1 : 1))
    .slice(0, CORRECTED_ENTRIES);
}

interface Candidate {
  readonly ref: EntryRef;
  readonly bytes: { readonly entryBytes: number };
}

/**
 * Issue by issue until the feed is full; the newest issue enters whole, or some of its articles would never be seen.
 */
function bounded(cards: readonly IssueCard[], candidates: (card: IssueCard) => readonly Candidate[]): EntryRef[] {
  const refs: EntryRef[] = [];
  let bytes = 0;
  for (const card of shownCards(cards)) {
    const next = candidates(card);
    bytes += next.reduce((sum, candidate) => sum + sizeOf(candidate.bytes), 0);
    const isFull = bytes > SUBSCRIPTION_BYTES || refs.length + next.length > ARTICLE_FEED_ENTRIES;
    if (refs.length > 0 && isFull) break;
    refs.push(...next.map(({ ref }) => ref));
  }
  return refs;
}

function sizeOf(card: { readonly entryBytes: number }): number {
  return card.entryBytes + ENTRY_OVERHEAD_BYTES;
}
