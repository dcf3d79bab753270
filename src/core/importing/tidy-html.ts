// HTML of another system -> the little HTML that Markdown can say: cards of editors become paragraphs, players become
// links, footnotes are taken out to stand by themselves, addresses become absolute. Words are kept; what only a browser
// would run, and forms, go.
import { DomUtils, parseDocument } from 'htmlparser2';
import { cardHtml } from './card-html.ts';
import { footnotesIn, type FoundNotes } from './foreign-footnotes.ts';
import {
  addressOf,
  attribute,
  classesOf,
  escapeText,
  isElement,
  isText,
  wrapped,
  type HtmlElement,
  type HtmlNode,
} from './foreign-html.ts';

export interface TidyHtml {
  readonly html: string;
  /** In the order in which the text speaks of them; the text has `<x-note>1</x-note>` for the first. */
  readonly notes: readonly string[];
}

export interface TidyOptions {
  /** What relative addresses are relative to. */
  readonly base: string | undefined;
  /** A heading at the top that says this again is left out. */
  readonly title: string;
}

interface TidyContext {
  readonly base: string | undefined;
  readonly notes: FoundNotes;
  /** By how much headings move down, because the first level is the title's. */
  readonly shift: 0 | 1;
  /** Inside headings and links a line break or a block would end them. */
  readonly isInline: boolean;
  readonly depth: number;
}

export function tidyHtml(html: string, { base, title }: TidyOptions): TidyHtml {
  const document = parseDocument(html);
  const nodes = withoutTitle(document.children, title);
  const notes = footnotesIn(nodes);
  const shift = DomUtils.findOne((element) => element.name === 'h1', [...nodes], true) === null ? 0 : 1;
  const context: TidyContext = { base, notes, shift, isInline: false, depth: 0 };
  const inNote = { ...context, notes: { ...notes, labels: new Map<HtmlNode, number>() } };
  return {
    html: childrenHtml(nodes, context),
    notes: notes.bodies.map((body) => childrenHtml(body, inNote)),
  };
}

/** Far below what people and editors nest; deeper in, only the words are kept. */
const MAX_DEPTH = 150;

/** Neighbours of one kind (`<b>one</b><b>two</b>`) are joined: their marks would run into each other. */
function childrenHtml(nodes: readonly HtmlNode[], around: TidyContext): string {
  if (around.depth > MAX_DEPTH) return escapeText(DomUtils.textContent([...nodes]));
  const context = { ...around, depth: around.depth + 1 };
  const pieces: string[] = [];
  for (let at = 0; at < nodes.length; at += 1) {
    const node = nodes[at];
    if (node === undefined) continue;
    if (!isElement(node) || !JOINED.has(node.name)) {
      pieces.push(nodeHtml(node, context));
      continue;
    }
    const children = [...node.children];
    for (
      let next = nodes[at + 1];
      next !== undefined && isElement(next) && next.name === node.name;
      next = nodes[at + 1]
    ) {
      children.push(...next.children);
      at += 1;
    }
    pieces.push(wrapped(node.name, childrenHtml(children, context)));
  }
  return pieces.join('');
}

const JOINED: ReadonlySet<string> = new Set(['b', 'strong', 'i', 'em', 's', 'del', 'strike']);

const DROPPED: ReadonlySet<string> = new Set(
  'script style template noscript head title meta link base form select textarea button svg canvas map area'.split(' '),
);
const PLAYERS: ReadonlySet<string> = new Set(['iframe', 'embed', 'object', 'video', 'audio']);
/** What Markdown or the few tags that it may hold can say. */
const KEPT: ReadonlySet<string> = new Set(
  (
    'p br hr blockquote ul ol li dl dt dd table caption thead tbody tfoot tr th td b strong i em s del strike code ' +
    'sup sub kbd mark ins ruby rt rp figcaption div section details summary'
  ).split(' '),
);
const ATTRIBUTES = ['colspan', 'rowspan', 'align', 'start'];

function nodeHtml(node: HtmlNode, context: TidyContext): string {
  if (isText(node)) return escapeText(node.data);
  if (!isElement(node)) return '';
  const { name } = node;
  const label = context.notes.labels.get(node);
  if (label !== undefined) return `<x-note>${label}</x-note>`;
  if (DROPPED.has(name) || context.notes.dropped.has(node)) return '';
  if (PLAYERS.has(name)) return playerHtml(node, context);
  if (name === 'img') return imageHtml(node, context);
  if (name === 'a') return linkHtml(node, context);
  if (name === 'pre') return codeHtml(node);
  if (name === 'br' && context.isInline) return ' ';
  if (name === 'input') return node.attribs['type'] === 'checkbox' ? checkbox(node) : '';
  if (/^h[1-6]$/.test(name)) return headingHtml(node, context);
  const inner = (nodes: readonly HtmlNode[]): string => childrenHtml(nodes, context);
  return cardHtml(node, { base: context.base, inner }) ?? plainHtml(node, context);
}

function plainHtml(node: HtmlElement, context: TidyContext): string {
  const inner = childrenHtml(node.children, context);
  const { name } = node;
  if (!KEPT.has(name) || (context.isInline && BLOCKS.test(name))) return BLOCKS.test(name) ? ` ${inner} ` : inner;
  const attributes = ATTRIBUTES.flatMap((key) => {
    const value = node.attribs[key];
    return value === undefined ? [] : [` ${key}="${escapeText(value).replaceAll('"', '&quot;')}"`];
  });
  return name === 'br' || name === 'hr' ? `<${name}>` : wrapped(name, inner, attributes.join(''));
}

const BLOCKS = /^(?:p|div|section|article|aside|header|footer|main|nav|figure|figcaption|h[1-6]|ul|ol|li|blockquote)$/;

function headingHtml(node: HtmlElement, context: TidyContext): string {
  const inner = childrenHtml(node.children, { ...context, isInline: true });
  if (context.isInline) return ` ${inner} `;
  return wrapped(`h${Math.min(6, Number(node.name[1]) + context.shift)}`, inner);
}

/** A link into the page itself has lost its target; one around blocks becomes one line. */
function linkHtml(node: HtmlElement, context: TidyContext): string {
  const inner = childrenHtml(node.children, { ...context, isInline: true });
  const target = addressOf(node.attribs['href'], context.base);
  const href = target === undefined || isInPage(target, context.base) ? undefined : target;
  return href === undefined ? inner : wrapped('a', inner, attribute('href', href));
}

function isInPage(href: string, base: string | undefined): boolean {
  return href.startsWith('#') || (href.includes('#') && href.replace(/#.*$/, '') === base);
}

function imageHtml({ attribs }: HtmlElement, { base }: TidyContext): string {
  const isPixel = [attribs['width'], attribs['height']].every((size) => size === '1' || size === '0');
  if (isPixel) return '';
  const sources = [attribs['src'], attribs['data-src'], attribs['data-lazy-src'], attribs['data-original']];
  // Lazy pages show a picture of nothing until somebody scrolls.
  const real = sources.find((source) => source !== undefined && !source.startsWith('data:')) ?? attribs['src'];
  const src = real?.startsWith('data:image/') === true ? real : addressOf(real, base);
  if (src === undefined) return escapeText(attribs['alt'] ?? '');
  return `<img${attribute('src', src)}${attribute('alt', attribs['alt'] ?? '')}>`;
}

function playerHtml(node: HtmlElement, context: TidyContext): string {
  const inside = DomUtils.findOne((element) => element.name === 'source', node.children, true);
  const sources = [node.attribs['src'], node.attribs['data'], node.attribs['data-src'], inside?.attribs['src']];
  const src = addressOf(
    sources.find((source) => source !== undefined),
    context.base,
  );
  if (src === undefined) return childrenHtml(node.children, context);
  return `<p><a${attribute('href', src)}>${escapeText(node.attribs['title'] ?? src)}</a></p>`;
}

/** The text alone: colours are the highlighter's, and it knows the language by its name. */
function codeHtml(node: HtmlElement): string {
  const code = DomUtils.findOne((element) => element.name === 'code', node.children, true);
  const names = [node, code, isElement(node.parent as HtmlNode) ? (node.parent as HtmlElement) : null];
  const classes = names.flatMap((one) => (one === null ? [] : classesOf(one))).join(' ');
  const language =
    node.attribs['lang'] ??
    node.attribs['data-lang'] ??
    /(?:^|\s)(?:language-|lang-|highlight-source-|brush:\s*)([\w+#.-]+)/.exec(classes)?.[1] ??
    '';
  const text = linesOf(node.children);
  return `<pre><code${attribute('class', `language-${language}`)}>${escapeText(text)}</code></pre>`;
}

function linesOf(nodes: readonly HtmlNode[]): string {
  const pieces = nodes.map((node) => {
    if (isText(node)) return node.data;
    if (!isElement(node)) return '';
    return node.name === 'br' ? '\n' : linesOf(node.children);
  });
  return pieces.join('');
}

function checkbox({ attribs }: HtmlElement): string {
  return `<input type="checkbox"${'checked' in attribs ? ' checked' : ''}>`;
}

function withoutTitle(nodes: readonly HtmlNode[], title: string): readonly HtmlNode[] {
  const first = nodes.findIndex((node) => isElement(node) || (isText(node) && node.data.trim() !== ''));
  const node = nodes[first];
  const isTitle = node !== undefined && isElement(node) && /^h[12]$/.test(node.name) && words(node) === title.trim();
  return isTitle ? nodes.slice(first + 1) : nodes;
}

function words(node: HtmlElement): string {
  return DomUtils.textContent(node).replaceAll(/\s+/g, ' ').trim();
}
