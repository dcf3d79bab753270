// The one place that knows the package `feed`. It lays out Atom and RSS: which elements there are, in which order, with
// which dates. Texts and addresses never pass through it, because it mangles some of them (docs/decisions/0030): it
// gets a token for each, and the tree that comes back has the texts in the tokens' places.
import { Feed, type FeedOptions, type Item } from 'feed';
import type { FeedEntry } from './entry.ts';
import { categoriesOf, feedUrl, updatedOf, type FeedDocument } from './feed-document.ts';
import { escapeText } from '../../issue/tree.ts';
import { parseXml, type XmlElement } from './xml-tree.ts';

const DOCS = 'https://www.rssboard.org/rss-specification';

/** A token passes everything that the package does to texts, URLs and ids unchanged: it is a URL in normal form. */
const TOKEN = /^text:(\d+)$/;

type Token = (value: string) => string;

/**
 * The document as the package lays it out, with every text as it was given. Throws RangeError for an impossible date.
 */
export function packageLayout(document: FeedDocument, format: 'atom' | 'rss'): XmlElement {
  const texts: string[] = [];
  const token: Token = (value) => `text:${texts.push(value) - 1}`;
  const feed = new Feed(feedOptions(document, format, token));
  for (const entry of document.entries) feed.addItem(feedItem(document, entry, format, token));
  const xml = format === 'atom' ? feed.atom1() : feed.rss2();
  return parseXml(xml, (value) => {
    const index = TOKEN.exec(value)?.[1];
    return index === undefined ? value : (texts[Number(index)] ?? value);
  });
}

function feedOptions(document: FeedDocument, format: 'atom' | 'rss', token: Token): FeedOptions {
  return {
    id: token(document.id),
    title: token(document.title),
    description: token(document.description),
    link: token(document.pageUrl),
    // RSS knows the codes of Netscape's list, which are in lower case.
    language: token(document.language.toLowerCase()),
    // Always given: the package would take the time of the build.
    updated: checkedDate(updatedOf(document)),
    // Without `feed`, which would put the address of one format into the other.
    feedLinks: { [format]: token(feedUrl(document, document.path, format)) },
    ...(document.hubUrl !== undefined && { hub: token(document.hubUrl) }),
    ...(showsLogo(document, format) && { image: token(document.logoUrl) }),
    favicon: token(document.iconUrl),
    author: { name: token(document.author), link: token(document.homeUrl) },
    docs: DOCS,
    generator: false,
  };
}

/** RSS knows images of three kinds alone (RSS Advisory Board's profile, image). */
function showsLogo(document: FeedDocument, format: 'atom' | 'rss'): document is FeedDocument & { logoUrl: string } {
  return document.logoUrl !== undefined && (format === 'atom' || /\.(?:gif|jpe?g|png)$/i.test(document.logoUrl));
}

function feedItem(document: FeedDocument, entry: FeedEntry, format: 'atom' | 'rss', token: Token): Item {
  const categories = categoriesOf(document, entry);
  return {
    title: token(entry.title),
    id: token(entry.id),
    link: token(entry.url),
    date: checkedDate(entry.updated),
    published: checkedDate(entry.published),
    // RSS readers take a description for HTML, Atom's summary stays plain.
    description: token(format === 'rss' ? escapeText(entry.summary) : entry.summary),
    content: token(entry.html),
    category: categories.map(({ slug, label }) => ({ term: token(slug), name: token(label) })),
    // An RSS author is an address; the name alone goes into dc:creator (rss-feed.ts).
    ...(format === 'atom' && { author: [{ name: token(document.author), link: token(document.homeUrl) }] }),
  };
}

/** A new object each time, and never one that RSS would print as "Invalid Date". */
function checkedDate(instant: string): Date {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) throw new RangeError(`"${instant}" is not a date`);
  return date;
}
