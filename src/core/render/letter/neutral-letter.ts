// A letter as it lies in `out/`: what a reader gets, addressed to nobody. The links that are a reader's own lead to the page
// that tells how; no token of any reader is in it.
import { escapeAttribute } from '../../issue/tree.ts';
import { absoluteUrl, type Newsletter } from '../../newsletter.ts';
import { phrases } from '../phrases.ts';
import type { Letter } from './letter.ts';
import { fillSlots, type SlotName } from './slots.ts';

/** The letter with neutral values in its slots, escaped for HTML and left as they are in the plain text. */
export function neutralLetter(
  letter: Letter,
  newsletter: Newsletter,
): { readonly html: string; readonly text: string } {
  const values: Readonly<Record<SlotName, string>> = {
    address: phrases(letter.language).neutralAddress,
    preferences_url: absoluteUrl(newsletter, 'about.html#unsubscribe'),
    unsubscribe_url: absoluteUrl(newsletter, 'about.html#unsubscribe'),
  };
  return filledLetter(letter, values);
}

/** Both parts with these values in their slots. A value cannot become markup: in HTML every one of them is escaped. */
export function filledLetter(
  letter: Pick<Letter, 'html' | 'text'>,
  values: Readonly<Record<SlotName, string>>,
): { readonly html: string; readonly text: string } {
  const escaped = {
    address: escapeAttribute(values.address),
    preferences_url: escapeAttribute(values.preferences_url),
    unsubscribe_url: escapeAttribute(values.unsubscribe_url),
  };
  return { html: fillSlots(letter.html, escaped), text: fillSlots(letter.text, values) };
}
