// A document as somebody with a light or a dark screen gets it, whatever screen it is looked at on: its own rules for
// the other scheme are switched off and those for this one on. Browsers do not agree on what a frame inherits from the
// page around it, so the rules are rewritten and nothing is left to them. Prose that speaks of such rules stays.

export type ColourScheme = 'light' | 'dark';

const STYLE_BLOCK = /(<style\b[^>]*>)([\s\S]*?)(<\/style>)/gi;
const MEDIA_ATTRIBUTE = /(<(?:link|source|style)\b[^>]*\bmedia=)("[^"]*"|'[^']*')/gi;
const SCHEME_META = /<meta\b[^>]*\bname=["']?(?:color-scheme|supported-color-schemes)\b[^>]*>/gi;
const PREFERENCE = /\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi;
const PROPERTY = /((?:^|[\s;{])(?:supported-)?color-schemes?\s*:\s*)[^;}]+/gi;

export function asScheme(html: string, scheme: ColourScheme): string {
  return html
    .replace(STYLE_BLOCK, (_, open: string, css: string, close: string) => open + cssAsScheme(css, scheme) + close)
    .replace(MEDIA_ATTRIBUTE, (_, before: string, value: string) => before + mediaAsScheme(value, scheme))
    .replace(SCHEME_META, `<meta name="color-scheme" content="${scheme}">`);
}

function cssAsScheme(css: string, scheme: ColourScheme): string {
  return mediaAsScheme(css, scheme).replace(PROPERTY, `$1${scheme}`);
}

/** Conditions that always and never hold; they stand in place of the one asked about, so `and` and `not` still work. */
function mediaAsScheme(text: string, scheme: ColourScheme): string {
  return text.replace(PREFERENCE, (_, wanted: string) =>
    wanted.toLowerCase() === scheme ? '(min-width: 0px)' : '(max-width: 0px)',
  );
}
