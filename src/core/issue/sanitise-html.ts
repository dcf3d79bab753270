// Cleans HTML that an author may have written: an allow-list of elements and attributes, by sanitize-html. Words are
// kept wherever they can be seen; what only a browser would run or fetch goes, and players become a link to what they
// play. Addresses are checked afterwards in the tree (safe-urls.ts), for HTML and Markdown alike.
import sanitizeHtml from 'sanitize-html';

const ALLOWED_ELEMENTS = (
  'h1 h2 h3 h4 h5 h6 p div section article aside header footer address blockquote pre hr ul ol li dl dt dd figure ' +
  'figcaption details summary table caption colgroup col thead tbody tfoot tr th td a abbr b bdi bdo br cite code ' +
  'del dfn em i img input ins kbd mark q rp rt ruby s samp small span strong sub sup time u var wbr'
).split(' ');

/** Handled below, or nothing but a frame around what is shown: they go without a warning. */
const SILENT_ELEMENTS = 'picture source track iframe video audio object embed center font nav main'.split(' ');

/** What HTML knows and we never show. The words inside stay, but for what only a browser would read. */
const REFUSED_ELEMENTS = (
  'html head body title base link meta script noscript style template form button select option optgroup textarea ' +
  'label fieldset legend datalist output progress meter dialog menu search slot canvas map area param svg math xmp ' +
  'plaintext listing marquee blink big strike tt acronym dir frame frameset noframes applet nobr image hgroup'
).split(' ');

/** Never shown by any browser: they go with all that is in them. What stands in `noscript` is for readers like ours. */
export const UNREAD_ELEMENTS: ReadonlySet<string> = new Set(['script', 'style', 'template']);

const SHOWN: ReadonlySet<string> = new Set([...ALLOWED_ELEMENTS, ...SILENT_ELEMENTS]);
const KNOWN: ReadonlySet<string> = new Set([...SHOWN, ...REFUSED_ELEMENTS]);

/** HTML with nothing but allowed elements and attributes. Text outside of `UNREAD_ELEMENTS` stays. */
export function sanitiseHtml(html: string): string {
  return sanitizeHtml(html, RULES);
}

const COMMENT = /<!--[^]*?(?:-->|$)/g;
const BARE_TAG = /<\/?([a-z][a-z0-9]*)\s*\/?>/gi;
const HARMLESS: ReadonlySet<string> = new Set(ALLOWED_ELEMENTS.filter((name) => name !== 'input'));

/**
 * Nothing of a comment is for readers; parsers disagree on where a crooked one ends, so none may reach a second
 * one.
 */
export function withoutComments(raw: string): string {
  return raw.replace(COMMENT, '');
}

/** True for allowed tags without attributes: they need no sanitiser, which costs more than all the rest. */
export function isHarmlessHtml(raw: string): boolean {
  return !raw.replace(BARE_TAG, (tag, name: string) => (HARMLESS.has(name.toLowerCase()) ? '' : tag)).includes('<');
}

/** The names of elements in it that will not come through, in lower case. */
export function refusedElements(raw: string): readonly string[] {
  const names = Array.from(raw.matchAll(/<([a-z][\w.:-]*)/gi), (match) => (match[1] ?? '').toLowerCase());
  return [...new Set(names)].filter((name) => !SHOWN.has(name));
}

/**
 * `Vec<String>`, `press <key>`: a tag that is none of HTML's, has no attributes and is never closed is meant as
 * text.
 */
export function withoutPlaceholders(raw: string, isClosed: (name: string) => boolean): string {
  return raw.replace(/<([a-z][\w.:-]*)>/gi, (tag, name: string) =>
    KNOWN.has(name.toLowerCase()) || isClosed(name) ? tag : `&lt;${name}&gt;`,
  );
}

const RULES: sanitizeHtml.IOptions = {
  allowedTags: ALLOWED_ELEMENTS,
  allowedAttributes: {
    '*': ['id', 'lang', 'dir', 'title'],
    a: ['href', 'name', 'data-fn-ref', 'data-fn-backref'],
    img: ['src', 'srcset', 'alt', 'width', 'height'],
    input: ['type', 'checked', 'disabled'],
    ol: ['start', 'reversed', 'type'],
    li: ['value'],
    details: ['open'],
    td: ['align', 'colspan', 'rowspan'],
    th: ['align', 'colspan', 'rowspan', 'scope'],
    col: ['span'],
    colgroup: ['span'],
    time: ['datetime'],
    del: ['datetime', 'cite'],
    ins: ['datetime', 'cite'],
    blockquote: ['cite'],
    q: ['cite'],
  },
  allowedClasses: { code: ['language-*'], section: ['footnotes'] },
  // Addresses are judged in the tree, where one rule holds for HTML and Markdown and each refusal is reported.
  allowedSchemesAppliedToAttributes: [],
  nonTextTags: [...UNREAD_ELEMENTS],
  transformTags: {
    iframe: linkTo('src'),
    video: linkTo('src'),
    audio: linkTo('src'),
    embed: linkTo('src'),
    object: linkTo('data'),
    source: linkTo('src'),
    a: (tagName, attributes) => ({ tagName, attribs: anchor(attributes) }),
    input: (tagName, attributes) =>
      attributes['type'] === 'checkbox'
        ? { tagName, attribs: { ...attributes, disabled: '' } }
        : { tagName: 'span', attribs: {}, text: attributes['value'] ?? '' },
  },
};

/** A player becomes a link with its own title, so that a reader of every surface can still get there. */
function linkTo(attribute: string): sanitizeHtml.Transformer {
  return (_tagName, attributes) => {
    const address = attributes[attribute];
    if (address === undefined) return { tagName: 'span', attribs: {} };
    return { tagName: 'a', attribs: { href: address }, text: attributes['title'] ?? address };
  };
}

/** Old pages name their targets with `name`. */
function anchor(attributes: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  const { name, ...others } = attributes;
  return name === undefined || 'id' in others ? others : { ...others, id: name };
}
