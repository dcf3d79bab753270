// A feed entry as feed readers keep it: they take styles, classes and ids away, keep a plain stock of elements, and set
// the rest in their own type. What survives is what Feedly, NetNewsWire, FreshRSS and their like agree on.
import sanitizeHtml from 'sanitize-html';

const KEPT: sanitizeHtml.IOptions = {
  allowedTags: (
    'a abbr b bdi bdo blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i ' +
    'img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub sup table tbody td tfoot th thead time tr ' +
    'u ul var wbr'
  ).split(' '),
  allowedAttributes: {
    '*': ['dir', 'lang', 'title'],
    a: ['href'],
    img: ['alt', 'height', 'src', 'width'],
    ol: ['reversed', 'start', 'type'],
    td: ['align', 'colspan', 'rowspan'],
    th: ['align', 'colspan', 'rowspan', 'scope'],
    time: ['datetime'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
};

export function readerEntry(html: string): string {
  return sanitizeHtml(html, KEPT);
}
