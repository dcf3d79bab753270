// The list of all feeds as OPML 2.0, for readers that import lists. Each feed stands in it once, as Atom, because a
// reader that imports the list subscribes to everything in it, and the formats say the same.
import { feedUrl, type FeedHead } from './feed-document.ts';
import { writeXml, xmlElement } from './xml-tree.ts';

/** The file's text, dateless, so that it changes only when the list does. */
export function opml(title: string, heads: readonly FeedHead[]): string {
  const outlines = heads.map((head) =>
    // `type` is `rss` for Atom as well; readers look at the document itself (opml.org, spec2, subscription lists).
    xmlElement('outline', {
      type: 'rss',
      text: head.title,
      title: head.title,
      description: head.description,
      language: head.language,
      xmlUrl: feedUrl(head, head.path, 'atom'),
      htmlUrl: head.pageUrl,
    }),
  );
  return writeXml(
    xmlElement('opml', { version: '2.0' }, [
      xmlElement('head', {}, [xmlElement('title', {}, [title])]),
      xmlElement('body', {}, outlines),
    ]),
  );
}
