// A feed document as JSON Feed 1.1. The package writes version 1 without authors, languages, hubs and paging, and
// leaves out ids, so that nothing of its output could stay: this writer is our own.
import { cleanText } from './clean-text.ts';
import type { FeedEntry } from './entry.ts';
import { categoriesOf, feedUrl, type FeedDocument } from './feed-document.ts';

const VERSION = 'https://jsonfeed.org/version/1.1';

/**
 * The file's text. `next_url` goes to the archive before this document, so that a client can read back to the first.
 */
export function jsonFeed(document: FeedDocument): string {
  const { hubUrl, logoUrl, previousPath } = document;
  const feed = {
    version: VERSION,
    title: document.title,
    home_page_url: document.pageUrl,
    feed_url: feedUrl(document, document.path, 'json'),
    description: document.description,
    ...(previousPath !== undefined && { next_url: feedUrl(document, previousPath, 'json') }),
    ...(logoUrl !== undefined && { icon: logoUrl }),
    favicon: document.iconUrl,
    authors: [{ name: document.author, url: document.homeUrl }],
    language: document.language,
    ...(hubUrl !== undefined && { hubs: [{ type: 'WebSub', url: hubUrl }] }),
    items: document.entries.map((entry) => jsonItem(entry, document)),
  };
  // Cleaned like the XML feeds, so that one title reads the same in all three.
  return `${JSON.stringify(feed, (_, value: unknown) => (typeof value === 'string' ? cleanText(value) : value), 2)}\n`;
}

function jsonItem(entry: FeedEntry, document: FeedDocument): object {
  const { sourceUrl } = entry;
  return {
    id: entry.id,
    url: entry.url,
    ...(sourceUrl !== undefined && { external_url: sourceUrl }),
    title: entry.title,
    summary: entry.summary,
    content_html: entry.html,
    date_published: entry.published,
    date_modified: entry.updated,
    authors: [{ name: document.author, url: document.homeUrl }],
    ...(entry.language !== document.language && { language: entry.language }),
    tags: categoriesOf(document, entry).map(({ label }) => label),
  };
}
