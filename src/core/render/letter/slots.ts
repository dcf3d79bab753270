// The open places of a letter, filled for each subscriber. A slot is its name between two private-use characters that
// source cleaning never lets through, so no issue can smuggle one in.

export const SLOT_NAMES = ['address', 'preferences_url', 'unsubscribe_url'] as const;
export type SlotName = (typeof SLOT_NAMES)[number];

const OPEN = '\uF8F1';
const CLOSE = '\uF8F2';

export function slot(name: SlotName): string {
  return `${OPEN}${name}${CLOSE}`;
}

/** Puts the values into the slots; the caller escapes them for the context (HTML, plain text) they stand in. */
export function fillSlots(letterText: string, values: Readonly<Record<SlotName, string>>): string {
  // The pattern matches the names of the table only, so the key is one of them.
  return letterText.replace(SLOT_PATTERN, (_, name: string) => values[name as SlotName]);
}

/** The letter cut at its slots: text and name of a slot by turns, beginning and ending with text. */
export function cutAtSlots(letterText: string): readonly string[] {
  return letterText.split(SLOT_PATTERN);
}

const SLOT_PATTERN = new RegExp(`${OPEN}(${SLOT_NAMES.join('|')})${CLOSE}`, 'g');
