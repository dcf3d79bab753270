// One issue, one correction to it, or one digest of several on its way to a frozen list of subscribers.
import type { FrozenLetter } from '../message/frozen-letter.ts';

export interface Mailing {
  readonly id: number;
  readonly slug: string;
  /**
   * Empty for the issue itself; for a correction the instant that the issue file gives it; for a digest the day of its
   * slot. Unique with the slug.
   */
  readonly edition: string;
  readonly letter: FrozenLetter;
  /** Id of the signing key in use when it began, so that a retry makes the same links and the same Message-ID. */
  readonly keyId: string;
  /** How many subscribers were frozen into it. */
  readonly total: number;
  /** RFC 3339 in UTC; the Date of every message. */
  readonly startedAt: string;
  /** When the last delivery was settled; undefined while any may still be attempted. */
  readonly finishedAt?: string;
  /** Since when the editor has it rest. */
  readonly pausedAt?: string;
  /** When the editor ended it for good. */
  readonly cancelledAt?: string;
}

/** The slug that the mailings of digests have; their edition is the day of the slot. No issue may have it. */
export const DIGEST_SLUGS = { daily: 'digest-daily', weekly: 'digest-weekly' } as const;

export function isDigest({ slug }: Pick<Mailing, 'slug'>): boolean {
  return Object.values<string>(DIGEST_SLUGS).includes(slug);
}

/** What a test message's edition begins with; no mailing of the ledger has such a one. */
export const TEST_EDITION = 'test ';

/** `2026-01-06`, `2026-01-06 (correction of 2026-01-07)`, `daily digest of 2026-01-06`: for people. */
export function mailingName({ slug, edition }: Pick<Mailing, 'slug' | 'edition'>): string {
  if (slug === DIGEST_SLUGS.daily) return `daily digest of ${edition}`;
  if (slug === DIGEST_SLUGS.weekly) return `weekly digest of ${edition}`;
  // An edition is the instant of its correction; its day is what the editor wrote.
  return edition === '' ? slug : `${slug} (correction of ${edition.slice(0, '2026-01-07'.length)})`;
}

/** What providers are told that a message is, for their statistics: Feedback-ID. */
export function feedbackKind(mailing: Pick<Mailing, 'slug' | 'edition'>): 'digest' | 'issue' | 'correction' | 'test' {
  if (isDigest(mailing)) return 'digest';
  if (mailing.edition === '') return 'issue';
  return mailing.edition.startsWith(TEST_EDITION) ? 'test' : 'correction';
}

/** Where a local mailbox files it: digests have one slug, and a folder each. */
export function mailingFolder(mailing: Pick<Mailing, 'slug' | 'edition'>): string {
  return isDigest(mailing) ? `${mailing.slug}-${mailing.edition}` : mailing.slug;
}
