// The files for programs that read the whole site: sitemap.xml, robots.txt and llms.txt. They list what is published
// and nothing that is not.
import { escapeText } from '../../issue/tree.ts';
import { absoluteUrl, type Newsletter } from '../../newsletter.ts';
import type { Output } from '../output.ts';
import type { IssueCard } from '../rendered-issue.ts';
import { pageUrl } from './page-frame.ts';

/** `sitemap.xml` (sitemaps.org 0.9): the front page, every issue, every topic, the about page. */
export function sitemap(cards: readonly IssueCard[], newsletter: Newsletter): Output {
  const facts = cards.map(({ slug, updated }) => ({ slug, updated }));
  const newest = cards.map(({ updated }) => updated).toSorted((a, b) => Date.parse(b) - Date.parse(a))[0];
  const rows = [
    { path: 'index.html', updated: newest },
    ...facts.map(({ slug, updated }) => ({ path: `${slug}/index.html`, updated })),
    ...newsletter.topics.map(({ slug }) => ({ path: `topics/${slug}/index.html`, updated: undefined })),
    { path: 'about.html', updated: undefined },
  ];
  const render = (): string => {
    const urls = rows.map(({ path, updated }) => urlElement(pageUrl(newsletter, path), updated)).join('');
    return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="${SITEMAP_NAMESPACE}">\n${urls}</urlset>\n`;
  };
  return { path: 'sitemap.xml', slugs: [], facts, render };
}

const SITEMAP_NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9';

function urlElement(address: string, updated: string | undefined): string {
  const lastmod = updated === undefined ? '' : `<lastmod>${escapeText(updated)}</lastmod>`;
  return `<url><loc>${escapeText(address)}</loc>${lastmod}</url>\n`;
}

/** `robots.txt` (RFC 9309). The email copies hold nothing that the pages do not: one address for one text. */
export function robots(newsletter: Newsletter): Output {
  const root = new URL(absoluteUrl(newsletter, '')).pathname;
  const lines = [
    'User-agent: *',
    `Disallow: ${root}*/email.html`,
    `Disallow: ${root}*/email.txt`,
    '',
    `Sitemap: ${absoluteUrl(newsletter, 'sitemap.xml')}`,
  ];
  return { path: 'robots.txt', slugs: [], facts: null, render: () => `${lines.join('\n')}\n` };
}

/** `llms.txt`: what the newsletter is and where each issue can be read as Markdown. */
export function llmsText(cards: readonly IssueCard[], newsletter: Newsletter): Output {
  const facts = cards.map(({ slug, title, date, summary }) => ({ slug, title, day: date.day, summary }));
  const render = (): string => {
    const lines = facts.map(({ slug, title, day, summary }) => {
      const address = absoluteUrl(newsletter, `${encodeURIComponent(slug)}/issue.md`);
      return `- [${plainLine(title)}](${address}): ${day}. ${plainLine(summary)}`.trimEnd();
    });
    const head = [`# ${plainLine(newsletter.title)}`, '', `> ${plainLine(newsletter.description)}`, ''];
    return `${[...head, '## Issues', '', ...lines].join('\n')}\n`;
  };
  return { path: 'llms.txt', slugs: [], facts, render };
}

/** One line without what would end a Markdown link's text. */
function plainLine(value: string): string {
  return value
    .replace(/\s+/g, ' ')
    .replace(/[[\]]/g, String.raw`\$&`)
    .trim();
}
