// A feed document as Atom 1.0 (RFC 4287): the package's layout completed with what it leaves out, namely languages,
// media types of links, plain titles, archives (RFC 5005), the source of an article and a generator that can be named.
import { archiveElements, archiveNamespace } from './archive-elements.ts';
import type { FeedEntry } from './entry.ts';
import { FEED_FORMATS, GENERATOR, type FeedDocument } from './feed-document.ts';
import { packageLayout } from './feed-package.ts';
import { isXmlElement, writeXml, xmlElement, xmlText, type XmlElement, type XmlNode } from './xml-tree.ts';

/** The file's text. Its entries keep the order of the document. */
export function atomFeed(document: FeedDocument): string {
  const layout = packageLayout(document, 'atom');
  const children = layout.children.filter(isXmlElement);
  const entries = children.filter(({ name }) => name === 'entry');
  return writeXml({
    name: 'feed',
    attributes: {
      ...layout.attributes,
      ...archiveNamespace(document),
      'xml:lang': document.language,
    },
    children: [
      ...children.filter(({ name }) => name !== 'entry').map((child) => feedChild(child, document)),
      xmlElement('generator', { uri: GENERATOR.uri, version: GENERATOR.version }, [GENERATOR.name]),
      ...archiveElements(document, 'atom'),
      // The package keeps the order and the number of the entries.
      ...document.entries.flatMap((entry, i) => (entries[i] ? [atomEntry(entries[i], entry, document)] : [])),
    ],
  });
}

function feedChild(child: XmlElement, document: FeedDocument): XmlElement {
  const { rel } = child.attributes;
  if (rel === 'alternate') return withAttributes(child, { type: 'text/html', hreflang: document.language });
  return rel === 'self' ? withAttributes(child, { type: FEED_FORMATS.atom }) : child;
}

function atomEntry(layout: XmlElement, entry: FeedEntry, document: FeedDocument): XmlElement {
  const children: XmlNode[] = [];
  for (const child of layout.children.filter(isXmlElement)) {
    if (child.name === 'title' || child.name === 'summary') {
      // Plain text, escaped once; the package declares both as HTML, where `<T>` would be a tag.
      children.push(xmlElement(child.name, {}, [xmlText(child)]));
    } else if (child.name === 'link') {
      children.push(withAttributes(child, { rel: 'alternate', type: 'text/html', hreflang: entry.language }));
      if (entry.sourceUrl !== undefined) children.push(xmlElement('link', { rel: 'related', href: entry.sourceUrl }));
    } else {
      children.push(child);
    }
  }
  return xmlElement('entry', entry.language === document.language ? {} : { 'xml:lang': entry.language }, children);
}

function withAttributes(node: XmlElement, attributes: Readonly<Record<string, string>>): XmlElement {
  return { ...node, attributes: { ...node.attributes, ...attributes } };
}
