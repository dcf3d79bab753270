// The port to mailings of several letters: readers who chose topics get the letter of their choice, and whoever chose
// the same gets the same. The promises are those of store.ts; tests/store/slices-contract.ts holds both databases to
// each of them.
import type { Frequency } from '../core/audience/subscriber.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import type { FrozenLetter } from '../core/message/frozen-letter.ts';
import type { MailingOrigin } from './proof-store.ts';

export interface SlicesStore {
  /** A letter of the mailing by its number, from 1. */
  letter(mailingId: number, letterNo: number): Promise<FrozenLetter>;
  /** How many letters each mailing has beside its own, by the mailing's id; without those that have none. */
  letterCounts(): Promise<ReadonlyMap<number, number>>;
  /** What the readers of each issue have chosen, and how many chose it: whom a mailing that starts at `at` would ask. */
  audience(at: string): Promise<readonly AudienceChoice[]>;
  /** How many readers a digest of each frequency would ask at `at`. */
  digestReaders(at: string): Promise<Readonly<Record<NewDigest['frequency'], number>>>;
  /**
   * Freezes a digest: for each reader of this frequency who is not paused the issues that have been mailed since the
   * last one, and that the reader has not got. It settles the slot, whether anybody is owed anything or not; a slot
   * that is settled, or before one that is, changes nothing, and the very first one is settled with nobody.
   */
  startDigest(digest: NewDigest, at: string): Promise<StartedDigest>;
}

export interface AudienceChoice {
  /** Slugs; empty means every topic. */
  readonly topics: readonly string[];
  readonly readerCount: number;
}

/**
 * What those who made one choice get. whole: the mailing's own letter. nothing: no delivery. Else a letter of its own;
 * choices with the same key share it, and `letter` is called once for each key.
 */
export type ChosenLetter = 'whole' | 'nothing' | { readonly key: string; readonly letter: () => FrozenLetter };

/** Readers of each issue get no digest, but for what was owed to them when they changed: the next daily one has it. */
export interface NewDigest {
  readonly frequency: Exclude<Frequency, 'each'>;
  /** The slot's day. */
  readonly edition: string;
  /** RFC 3339 in UTC. */
  readonly slotAt: string;
  readonly keyId: string;
  /** Asked once for every distinct pair, before the mailing starts. A digest has no whole letter. */
  readonly letterFor: (owed: Owed) => Promise<Exclude<ChosenLetter, 'whole'>>;
  /** Of what its letters were made; asked for when all of them are. */
  readonly origin?: () => MailingOrigin | undefined;
}

/** What some readers are owed, and what they want of it. */
export interface Owed {
  /** Of the issues, in the order of their mailings. */
  readonly slugs: readonly string[];
  /** Slugs; empty means every topic. */
  readonly topics: readonly string[];
}

/** `mailing` is absent when nobody gets anything; `isNew` is false when the slot was settled before. */
export interface StartedDigest {
  readonly mailing?: Mailing;
  readonly isNew: boolean;
}

/**
 * Asked once for every distinct choice, before the mailing starts; for a correction with the mailing in which those
 * readers got the issue.
 */
export type LetterFor = (topics: readonly string[], earlierId?: number) => Promise<ChosenLetter> | ChosenLetter;
