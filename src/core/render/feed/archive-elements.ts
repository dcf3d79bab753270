// What RFC 5005 adds to a document of Atom or RSS: that it is an archive, and what stands before and after it. The same
// elements serve both formats; RSS borrows Atom's `link` (appendix B). JSON Feed has `next_url` instead (json-feed.ts).
import { FEED_FORMATS, feedUrl, type FeedHead } from './feed-document.ts';
import { xmlElement, type XmlElement } from './xml-tree.ts';

const HISTORY_NAMESPACE = 'http://purl.org/syndication/history/1.0';

/** The declaration that `archiveElements` needs on the root; nothing for a document that is no archive. */
export function archiveNamespace(head: FeedHead): Readonly<Record<string, string>> {
  return head.currentPath === undefined ? {} : { 'xmlns:fh': HISTORY_NAMESPACE };
}

/** Goes at feed level, before the entries. */
export function archiveElements(head: FeedHead, format: 'atom' | 'rss'): readonly XmlElement[] {
  const { currentPath, previousPath, nextPath } = head;
  const name = format === 'atom' ? 'link' : 'atom:link';
  const link = (rel: string, path?: string): readonly XmlElement[] =>
    path === undefined
      ? []
      : [xmlElement(name, { rel, href: feedUrl(head, path, format), type: FEED_FORMATS[format] })];
  return [
    ...(currentPath === undefined ? [] : [xmlElement('fh:archive', {})]),
    ...link('current', currentPath),
    ...link('prev-archive', previousPath),
    ...link('next-archive', nextPath),
  ];
}
