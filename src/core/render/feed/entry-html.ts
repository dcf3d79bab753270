// The nodes of an issue -> the HTML that feed readers get. It stands alone: every address is absolute, nothing refers
// to our style sheets or to an id of the page, and only what readers are known to keep is passed on (RFC 4287, 4.1.3.3;
// the feed validator's SecurityRisk and DangerousStyleAttr). Words are never lost: an element that may not stay gives
// way to its children, save for those whose content is not text at all.
import { escapeAttribute, escapeText, VOID_ELEMENTS, type ElementNode, type TreeNode } from '../../issue/tree.ts';

const KEPT_ELEMENTS: ReadonlySet<string> = new Set(
  (
    'a abbr audio b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em ' +
    'figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp section small ' +
    'source span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var video wbr'
  ).split(' '),
);

/**
 * Not text: dropped with all that is inside. The tree has none of them; a feed must be safe without relying on that.
 */
const DROPPED_ELEMENTS: ReadonlySet<string> = new Set(
  'applet base embed frame frameset head iframe link math meta noscript object script style svg template title'.split(
    ' ',
  ),
);

/** `id`, `class`, `data-*`, `aria-*` and handlers are not here: they mean nothing outside our own page. */
const KEPT_ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    'abbr align alt cite colspan controls datetime dir height href hreflang lang media open poster reversed rowspan ' +
    'scope sizes span src srcset start style title type value width'
  ).split(' '),
);

const ADDRESSES: ReadonlySet<string> = new Set(['cite', 'href', 'poster', 'src']);

/** `position`, sizes, custom properties and the like can cover or break a reader's own page; these cannot. */
const KEPT_STYLE =
  /^\s*(?:color|background-color|font-style|font-weight|text-align|text-decoration)\s*:\s*[#\w\s.,%-]+$/i;

const LINK_SCHEME = /^(?:https?|mailto|tel):/i;
const MEDIA_SCHEME = /^https?:/i;
/** An address that is absolute and ASCII already stays as the author wrote it. */
const SETTLED_ADDRESS = /^https?:\/\/[a-z0-9.-]+(?::\d+)?\/[\x21-\x7e]*$/;

/**
 * One candidate of a `srcset`: the address, then its width or density. A comma inside an address has no space behind
 * it.
 */
const CANDIDATE = /\s*([^\s,]\S*[^\s,]|[^\s,])(\s+[\d.]+[wxh])?\s*(?:,|$)/g;

/**
 * The nodes as an HTML fragment that is right inside a `div` anywhere. `pageUrl` is the absolute address of the issue's
 * page: relative addresses are resolved against it as a browser does there, and `#x` becomes that page's `#x`.
 */
export function entryHtml(nodes: readonly TreeNode[], pageUrl: string): string {
  let html = '';
  for (const node of nodes) {
    html += node.kind === 'text' ? escapeText(node.text) : elementHtml(node, pageUrl);
  }
  return html;
}

function elementHtml(node: ElementNode, pageUrl: string): string {
  const { name } = node;
  if (DROPPED_ELEMENTS.has(name)) return '';
  if (name === 'input') return checkboxText(node);
  const children = entryHtml(node.children, pageUrl);
  if (!KEPT_ELEMENTS.has(name)) return children;
  const attributes = attributesHtml(node, pageUrl);
  // An image that cannot be fetched is worth its description; a bare span is what is left of a highlighter's line.
  if (name === 'img' && !attributes.includes(' src=')) return escapeText(node.attributes['alt'] ?? '');
  if (name === 'span' && attributes === '') return children;
  return VOID_ELEMENTS.has(name) ? `<${name}${attributes}>` : `<${name}${attributes}>${children}</${name}>`;
}

/** Readers drop form controls, and with them whether a task is done. */
function checkboxText(node: ElementNode): string {
  if (node.attributes['type'] !== 'checkbox') return escapeText(node.attributes['value'] ?? '');
  return 'checked' in node.attributes ? '☑' : '☐';
}

function attributesHtml(node: ElementNode, pageUrl: string): string {
  let html = '';
  for (const name of Object.keys(node.attributes)) {
    if (!KEPT_ATTRIBUTES.has(name)) continue;
    const kept = attributeValue(node.name, name, node.attributes[name] ?? '', pageUrl);
    if (kept !== undefined) html += ` ${name}="${escapeAttribute(kept)}"`;
  }
  return html;
}

function attributeValue(element: string, name: string, value: string, pageUrl: string): string | undefined {
  if (name === 'style')
    return (
      value
        .split(';')
        .filter((part) => KEPT_STYLE.test(part))
        .join(';') || undefined
    );
  if (name === 'srcset') return absoluteCandidates(value, pageUrl);
  if (!ADDRESSES.has(name)) return value;
  return absoluteAddress(value, pageUrl, element === 'a' ? LINK_SCHEME : MEDIA_SCHEME);
}

function absoluteCandidates(srcset: string, pageUrl: string): string | undefined {
  const candidates: string[] = [];
  for (const [, address = '', size = ''] of srcset.matchAll(CANDIDATE)) {
    const absolute = absoluteAddress(address, pageUrl, MEDIA_SCHEME);
    if (absolute !== undefined) candidates.push(absolute.replaceAll(',', '%2C') + size);
  }
  return candidates.join(', ') || undefined;
}

/** The absolute address, percent-encoded to ASCII; nothing when it has a scheme that may not stand there. */
export function absoluteAddress(address: string, pageUrl: string, schemes = LINK_SCHEME): string | undefined {
  if (SETTLED_ADDRESS.test(address)) return address;
  const absolute = URL.parse(address, pageUrl)?.href;
  return absolute !== undefined && schemes.test(absolute) ? absolute : undefined;
}
