// What one issue becomes, before it meets its neighbours: plain data that a worker can hand back and a cache can keep.
// The first half of a build makes these, one issue at a time; the second half (output.ts) puts them together.
import type { Correction, IssueDate, Withdrawal } from '../issue/issue.ts';
import type { FeedEntry } from './feed/entry.ts';
import type { Letter } from './letter/letter.ts';

export interface RenderedIssue {
  readonly card: IssueCard;
  /** HTML of the issue's own part of its page: everything between the masthead and the previous/next links. */
  readonly pageBody: string;
  readonly entry: FeedEntry;
  readonly articleEntries: readonly FeedEntry[];
  readonly letter: Letter;
  /** The file `issue.md`. */
  readonly markdown: string;
}

/** The little that other pages and the feeds' planning need to know of an issue. Small: all cards are always in memory. */
export interface IssueCard {
  readonly slug: string;
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly date: IssueDate;
  readonly updated: string;
  readonly summary: string;
  readonly topics: readonly string[];
  readonly corrections: readonly Correction[];
  /** Never to be mailed, because its readers have it from another system. */
  readonly isMailedElsewhere?: boolean;
  /** Present exactly when it is withdrawn: of it nothing is shown but that. */
  readonly withdrawal?: Withdrawal;
  readonly readingMinutes: number;
  /** UTF-8 size of `entry.html`, for the feeds' size budget. */
  readonly entryBytes: number;
  readonly articles: readonly ArticleCard[];
}

export interface ArticleCard {
  readonly id: string;
  readonly title: string;
  readonly anchor: string;
  readonly topics: readonly string[];
  readonly entryBytes: number;
}
