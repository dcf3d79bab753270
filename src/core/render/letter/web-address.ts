// Where a link of an issue leads when it is read far from its page: in a mailbox. Everything becomes absolute; leaps
// inside the issue lead to its page on the web, because mail clients do not follow them (B6.16).

const SAFE_SCHEME = /^(https?|mailto|tel):/i;

/** What no address should hold; nearly none does. */
const SUSPECT = /[\s<>"\u0080-\u009f]/;

/** The absolute address, or nothing when it is none that a letter may carry. `pageUrl` ends in a slash. */
export function webAddress(href: string, pageUrl: string): string | undefined {
  const clean = SUSPECT.test(href) ? cleaned(href) : href;
  if (SAFE_SCHEME.test(clean)) return clean;
  if (clean === '') return undefined;
  if (clean.startsWith('#')) return pageUrl + clean;
  const url = URL.canParse(clean, pageUrl) ? new URL(clean, pageUrl).href : undefined;
  return url !== undefined && SAFE_SCHEME.test(url) ? url : undefined;
}

/** Browsers leave tabs and line breaks out of an address before they read its scheme. */
function cleaned(href: string): string {
  return href
    .trim()
    .replace(/[\t\n\r]/g, '')
    .replace(/[\s<>"\u0080-\u009f]/g, (character) => encodeURIComponent(character));
}
