// The slug of an issue: its name in every address and id, fixed for ever once published. A slug is NFC, safe as a file
// name on every system and never empty; which slugs collide between issues is found in library.ts.

/** Names that out/ and the pages of the web server have taken; on many file systems case does not tell names apart. */
const RESERVED = new Set(
  `404 address api about archive articles assets confirm desk digest-daily digest-weekly favicon feed feeds health
  healthz index issues llms metrics preferences readyz robots share sitemap static subscribe topics unsubscribe
  webhooks well-known
  aux con nul prn com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9`.split(
    /\s+/,
  ),
);

/** File systems take names of 255 bytes; this leaves room for endings and for percent-encoding in headers. */
const MAX_BYTES = 200;

/**
 * A text as a slug: letters and digits of every script, `-`, `_` and inner dots stay, all else becomes a hyphen. Gives
 * undefined when nothing is left or the rest is too long to be a file name.
 */
export function slugOf(text: string): string | undefined {
  const slug = text
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return slug === '' || new TextEncoder().encode(slug).length > MAX_BYTES ? undefined : slug;
}

/** The name of the file without its ending; for `2026-01-06/index.md` that of its folder. */
export function fileName(path: string): string {
  const segments = path.normalize('NFC').split('/');
  const name = (segments.at(-1) ?? '').replace(/\.(?:md|markdown|mdown|mkd|mdx|txt)$/i, '');
  return /^(?:index|readme)$/i.test(name) ? (segments.at(-2) ?? name) : name;
}

/** The last segment of a permalink if it has a word: `/posts/hello.html` -> `hello`; `/2026/07/24/` -> undefined. */
export function slugOfPermalink(permalink: string): string | undefined {
  const segments = permalink
    .replace(/^https?:\/\/[^/]*/, '')
    .replace(/[?#].*$/, '')
    .split('/')
    .filter(Boolean);
  const name = (/^index\.\w+$/.test(segments.at(-1) ?? '') ? segments.at(-2) : segments.at(-1)) ?? '';
  const decoded = percentDecoded(name.replace(/\.html?$/, ''));
  return /\p{L}/u.test(decoded) && !/[:{}[\]]/.test(decoded) ? slugOf(decoded) : undefined;
}

/** Whether an issue of this slug would stand where something else stands already. */
export function isReservedSlug(slug: string): boolean {
  const plain = slug.toLowerCase();
  return RESERVED.has(plain) || RESERVED.has(plain.replace(/\.[^.]*$/, ''));
}

function percentDecoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
