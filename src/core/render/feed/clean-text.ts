// What may stand in a feed at all. XML 1.0 has no way to write most control characters, not even escaped, and one of
// them makes a whole document unreadable for everybody (RFC 4287, section 2). JSON could hold them, but the three
// formats must say the same, so every text of every format passes here.

/**
 * All that XML 1.0 (section 2.2) does not count as a character: controls, U+FFFE, U+FFFF and halves of surrogate pairs.
 */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** What sends a text the long way, halves of pairs apart; nearly no text has any of it, and issues are long. */
const SUSPECT = /[^\t\n\u0020-\uFFFD]/;

/** The text without what XML cannot hold, and with plain line ends, because a parser would change `\r` on its own. */
export function cleanText(value: string): string {
  if (!SUSPECT.test(value) && value.isWellFormed()) return value;
  return value.replace(NOT_XML, '').replace(/\r\n?/g, '\n');
}
