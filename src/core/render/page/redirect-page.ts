// Small pages where something stood that stands elsewhere now, for hosts that serve files and know no 301: a browser
// goes on by itself, and a search engine is told the new place. Our own server answers 301 before it looks at files.
import { escapeAttribute, escapeText } from '../../issue/tree.ts';
import { absoluteUrl, type Newsletter } from '../../newsletter.ts';
import type { Output } from '../output.ts';

/** One for each of `redirects` that leads somewhere and stood at a page: feeds and pictures cannot lead on. */
export function redirectPages(newsletter: Newsletter): readonly Output[] {
  return Object.entries(newsletter.redirects).flatMap(([from, place]): readonly Output[] => {
    const path = pagePath(from);
    if (place === 'gone' || path === undefined) return [];
    const url = place.startsWith('/') ? absoluteUrl(newsletter, place.slice(1)) : place;
    return [{ path, slugs: [], facts: { url }, render: () => page(url, newsletter) }];
  });
}

/** The paths at which such pages stand. */
export function movedPages({ redirects }: Pick<Newsletter, 'redirects'>): ReadonlySet<string> {
  return new Set(Object.keys(redirects).filter((path) => pagePath(path) !== undefined));
}

/** The file that a host shows for a path; undefined for what is no page. */
function pagePath(path: string): string | undefined {
  const name = path.slice(1);
  if (name.endsWith('/')) return `${name}index.html`;
  if (name.endsWith('.html')) return name;
  return name === '' || name.slice(name.lastIndexOf('/') + 1).includes('.') ? undefined : `${name}/index.html`;
}

function page(url: string, { language, title }: Newsletter): string {
  const place = escapeAttribute(url);
  return `<!doctype html>
<html lang="${escapeAttribute(language)}">
<head>
<meta charset="utf-8">
<title>${escapeText(title)}</title>
<link rel="canonical" href="${place}">
<meta http-equiv="refresh" content="0; url=${place}">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1">
</head>
<body>
<main><p><a href="${place}">${escapeText(url)}</a></p></main>
</body>
</html>
`;
}
