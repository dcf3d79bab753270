// The cards of Ghost's and Substack's editors as plain paragraphs: a bookmark is a link with its description, a callout
// a quotation, a toggle `<details>`, a file or a recording a link. What is no card is the caller's.
import { DomUtils } from 'htmlparser2';
import { addressOf, attribute, classesOf, escapeText, isElement, wrapped } from './foreign-html.ts';
import type { HtmlElement, HtmlNode } from './foreign-html.ts';

export interface CardContext {
  readonly base: string | undefined;
  /** The tidied HTML of some nodes. */
  readonly inner: (nodes: readonly HtmlNode[]) => string;
}

type Card = (node: HtmlElement, context: CardContext) => string;

/** Undefined for an element that is no card. */
export function cardHtml(node: HtmlElement, context: CardContext): string | undefined {
  const name = classesOf(node).find((one) => Object.hasOwn(CARDS, one));
  return name === undefined ? undefined : CARDS[name]?.(node, context);
}

const CARDS: Readonly<Record<string, Card>> = {
  'kg-bookmark-card': bookmark,
  'embedded-post-wrap': bookmark,
  'kg-callout-card': callout,
  'kg-toggle-card': toggle,
  'kg-file-card': download,
  'kg-audio-card': recording,
  'kg-video-card': recording,
  // Widgets of Substack that ask for a subscription or a share: forms, without any of the author's words.
  'subscription-widget-wrap': () => '',
  'subscription-widget-wrap-editor': () => '',
};

/** The title leads there; description, author and publisher follow. The icon is the other site's. */
function bookmark(node: HtmlElement, { base, inner }: CardContext): string {
  const href = addressOf(within(node, (one) => one.name === 'a')?.attribs['href'], base) ?? '';
  const title = textOf(withClass(node, /bookmark-title$|^embedded-post-title$/)) || href;
  const rest = [/bookmark-description$|^embedded-post-body$/, /bookmark-author$/, /bookmark-publisher$/]
    .map((name) => textOf(withClass(node, name)))
    .filter((text) => text !== '');
  const caption = within(node, (one) => one.name === 'figcaption');
  return [
    wrapped('p', wrapped('a', escapeText(title), attribute('href', href))),
    ...rest.map((text) => wrapped('p', escapeText(text))),
    ...(caption === undefined ? [] : [wrapped('p', inner(caption.children))]),
  ].join('');
}

function callout(node: HtmlElement, { inner }: CardContext): string {
  const emoji = textOf(withClass(node, /^kg-callout-emoji$/));
  const text = withClass(node, /^kg-callout-text$/);
  return wrapped('blockquote', wrapped('p', `${escapeText(emoji)} ${inner(text?.children ?? node.children)}`.trim()));
}

function toggle(node: HtmlElement, { inner }: CardContext): string {
  const heading = withClass(node, /^kg-toggle-heading-text$/);
  const content = withClass(node, /^kg-toggle-content$/);
  const summary = wrapped('summary', escapeText(textOf(heading)));
  return wrapped('details', summary + inner(content?.children ?? []));
}

function download(node: HtmlElement, { base }: CardContext): string {
  const href = addressOf(within(node, (one) => one.name === 'a')?.attribs['href'], base);
  const [title = '', ...rest] = [/file-card-title$/, /file-card-caption$/, /file-card-filename$/, /file-card-filesize$/]
    .map((name) => textOf(withClass(node, name)))
    .filter((text) => text !== '');
  const link = href === undefined ? escapeText(title) : wrapped('a', escapeText(title), attribute('href', href));
  return wrapped('p', link) + (rest.length === 0 ? '' : wrapped('p', escapeText(rest.join(' · '))));
}

/** The player's own signs (`0:00`) say nothing without it. */
function recording(node: HtmlElement, { base, inner }: CardContext): string {
  const player = within(node, (one) => one.name === 'audio' || one.name === 'video');
  const source = player?.attribs['src'] ?? (player && within(player, (one) => one.name === 'source')?.attribs['src']);
  const href = addressOf(source, base);
  const title = textOf(withClass(node, /^kg-audio-title$/)) || href || '';
  const caption = within(node, (one) => one.name === 'figcaption');
  const link = href === undefined ? escapeText(title) : wrapped('a', escapeText(title), attribute('href', href));
  return wrapped('p', link) + (caption === undefined ? '' : wrapped('p', inner(caption.children)));
}

function within(node: HtmlElement, isWanted: (element: HtmlElement) => boolean): HtmlElement | undefined {
  return DomUtils.findOne((element) => isElement(element) && isWanted(element), node.children, true) ?? undefined;
}

function withClass(node: HtmlElement, name: RegExp): HtmlElement | undefined {
  return within(node, (element) => classesOf(element).some((one) => name.test(one)));
}

function textOf(node: HtmlElement | undefined): string {
  return node === undefined ? '' : DomUtils.textContent(node).replaceAll(/\s+/g, ' ').trim();
}
