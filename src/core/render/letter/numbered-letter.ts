// The issue's number in its letter. A letter is made before its neighbours are known, so the number's place stays open
// until the library has counted; every way to a letter leads through it.
import { filled, phrases } from '../phrases.ts';
import type { Letter } from './letter.ts';

/** Stands where the number goes. Source cleaning lets no such character through. */
export const NUMBER_MARK = '\uF8F7';
/** What it is reckoned at in the letter's budget: the longest of our phrases around a number of seven digits. */
export const NUMBER_BYTES = 24;

/** The letter of the issue at this place, counted from the oldest; without a place (a draft) it has no number. */
export function numberedLetter(letter: Letter, number: number | undefined): Letter {
  const edition = number === undefined ? '' : filled(phrases(letter.language).issueNumber, number);
  const set = (part: string): string => part.replaceAll(NUMBER_MARK, edition);
  return { ...letter, html: set(letter.html), text: set(letter.text) };
}
