// A feed document as RSS 2.0 by the RSS Advisory Board's profile: the package's layout completed with what it leaves
// out, namely namespaces, dc:creator, languages of items, archives (RFC 5005, appendix B) and a plain title.
import { archiveElements, archiveNamespace } from './archive-elements.ts';
import type { FeedEntry } from './entry.ts';
import { GENERATOR, type FeedDocument } from './feed-document.ts';
import { packageLayout } from './feed-package.ts';
import { isXmlElement, writeXml, xmlElement, xmlText, type XmlElement, type XmlNode } from './xml-tree.ts';

/** Always all of them: the package declares some only when an item needs it, and never those of extensions. */
const NAMESPACES = {
  'xmlns:atom': 'http://www.w3.org/2005/Atom',
  'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
};

/** The file's text. Its items keep the order of the document. */
export function rssFeed(document: FeedDocument): string {
  const layout = packageLayout(document, 'rss');
  const children = layout.children.filter(isXmlElement).flatMap((channel) => channel.children.filter(isXmlElement));
  const items = children.filter(({ name }) => name === 'item');
  const channel = xmlElement('channel', {}, [
    ...children.filter(({ name }) => name !== 'item'),
    xmlElement('generator', {}, [`${GENERATOR.name} ${GENERATOR.version} (${GENERATOR.uri})`]),
    ...archiveElements(document, 'rss'),
    // The package keeps the order and the number of the entries.
    ...document.entries.flatMap((entry, i) => (items[i] ? [rssItem(items[i], entry, document)] : [])),
  ]);
  return writeXml(xmlElement('rss', { version: '2.0', ...NAMESPACES, ...archiveNamespace(document) }, [channel]));
}

function rssItem(layout: XmlElement, entry: FeedEntry, document: FeedDocument): XmlElement {
  const children: XmlNode[] = [];
  for (const child of layout.children.filter(isXmlElement)) {
    // Plain text with references instead of CDATA: readers do not take it for markup.
    children.push(child.name === 'title' ? xmlElement('title', {}, [xmlText(child)]) : child);
    if (child.name !== 'pubDate') continue;
    // An `author` of RSS must be an address; the newsletter's is not for robots to collect.
    children.push(xmlElement('dc:creator', {}, [document.author]));
    if (entry.language !== document.language) children.push(xmlElement('dc:language', {}, [entry.language]));
  }
  return xmlElement('item', {}, children);
}
