// The port to mailings of several letters: readers who chose topics get the letter of their choice, and whoever chose
// the same gets the same. The promises are those of store.ts; tests/store/slices-contract.ts holds both databases to
// each of them.
import type { EmailAddress } from '../core/audience/email-address.ts';
import type { FrozenLetter } from '../core/message/frozen-letter.ts';

export interface SlicesStore {
  /** A letter of the mailing by its number, from 1. */
  letter(mailingId: number, letterNo: number): Promise<FrozenLetter>;
  /** How many letters each mailing has beside its own, by the mailing's id; without those that have none. */
  letterCounts(): Promise<ReadonlyMap<number, number>>;
  /** What the readers of each issue have chosen, and how many chose it: whom a mailing that starts at `at` would ask. */
  audience(at: string): Promise<readonly AudienceChoice[]>;
  /** From the next mailing on the reader gets these topics; none of them is every topic. False for an unknown address. */
  changeTopics(address: EmailAddress, topics: readonly string[], at: string): Promise<boolean>;
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

/** Asked once for every distinct choice, before the mailing starts. */
export type LetterFor = (topics: readonly string[]) => Promise<ChosenLetter> | ChosenLetter;
