// HTML of another system -> Markdown that reads back with every word of it (docs/importing.md). What the HTML means is
// settled by tidy-html.ts; turndown writes it down, with rules of ours where Markdown here has a way of its own.
import { gfm } from '@joplin/turndown-plugin-gfm';
import TurndownService from 'turndown';
import { tidyHtml, type TidyHtml, type TidyOptions } from './tidy-html.ts';

export interface MarkdownOptions extends TidyOptions {
  /** What an image's address becomes. */
  readonly imageOf: (url: string) => string;
}

/** Markdown with a line end at its end; empty when nothing was there to see. */
export function htmlMarkdown(html: string, { imageOf, ...options }: MarkdownOptions): string {
  const { html: body, notes } = tidied(html, options);
  const service = converter(imageOf);
  const texts = [service.turndown(body), ...notes.map((note, at) => noteText(at + 1, service.turndown(note)))];
  const whole = texts.map((text) => text.trim()).filter((text) => text !== '');
  return whole.length === 0
    ? ''
    : `${whole.join('\n\n')}\n`.replaceAll(/[ \t]+$/gm, (spaces) => (spaces === '  ' ? spaces : ''));
}

/** Nesting without end exhausts the stack of every parser of trees: then the words are kept, and nothing else. */
function tidied(html: string, options: TidyOptions): TidyHtml {
  try {
    return tidyHtml(html, options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { html: `<p>${html.replaceAll(/<[^>]*>/g, ' ')}</p>`, notes: [] };
  }
}

/** Every address of an image, each once, in the order of the text. */
export function imagesIn(html: string, options: TidyOptions): readonly string[] {
  const found = new Set<string>();
  htmlMarkdown(html, {
    ...options,
    imageOf: (url) => {
      found.add(url);
      return url;
    },
  });
  return [...found];
}

function noteText(label: number, text: string): string {
  const [first = '', ...more] = text.trim().split('\n');
  return [`[^${label}]: ${first}`, ...more.map((line) => (line === '' ? '' : `    ${line}`))].join('\n');
}

/** What turndown gives to its rules, as far as they look at it; its own types want those of browsers. */
interface DomNode {
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly parentNode: DomNode | null;
  readonly children: ArrayLike<DomNode>;
  readonly nextSibling: DomNode | null;
  readonly getAttribute: (name: string) => string | null;
}

/** Elements that Markdown has no mark for, and that may stand in it as they are. */
const AS_HTML = ['SUP', 'SUB', 'KBD', 'MARK', 'INS', 'RUBY', 'RT', 'RP'];

function converter(imageOf: (url: string) => string): TurndownService {
  const service = new TurndownService({
    headingStyle: 'atx',
    hr: '---',
    bulletListMarker: '-',
    codeBlockStyle: 'fenced',
    emDelimiter: '*',
  });
  service.use(gfm);
  const rule = (name: string, elements: readonly string[], replacement: (content: string, node: DomNode) => string) =>
    service.addRule(name, {
      filter: (node: unknown) => elements.includes((node as DomNode).nodeName),
      replacement: (content: string, node: unknown) => replacement(content, node as DomNode),
    });
  rule('image', ['IMG'], (_, node) => imageText(node, imageOf));
  rule('heading', ['H1', 'H2', 'H3', 'H4', 'H5', 'H6'], headingText);
  rule('link', ['A'], linkText);
  rule('code', ['PRE'], (_, node) => codeText(node));
  rule('item', ['LI'], itemText);
  service.addRule('list that begins later', {
    filter: (node: unknown) => (node as DomNode).nodeName === 'OL' && startOf(node as DomNode) !== 1,
    // Behind a line of text only a list that begins with 1 is a list.
    replacement: (content: string) => `\n\n${content}\n\n`,
  });
  rule('note', ['X-NOTE'], (_, node) => `[^${node.textContent ?? ''}]`);
  rule('asHtml', AS_HTML, (content, node) => `<${tagOf(node)}>${content}</${tagOf(node)}>`);
  rule('summary', ['SUMMARY'], (content) => `<summary>${content.trim()}</summary>\n\n`);
  rule('details', ['DETAILS'], (content) => `\n\n<details>\n${content.trim()}\n\n</details>\n\n`);
  const escape = service.escape.bind(service);
  service.escape = (text) => escapedText(text, escape);
  return service;
}

/** A number needs no escape behind the marks of a heading. */
function headingText(content: string, { nodeName }: DomNode): string {
  const words = content.trim().replace(/^(\d+)\\([.)])/, '$1$2');
  return words === '' ? '' : `\n\n${'#'.repeat(Number(nodeName[1]))} ${words}\n\n`;
}

function tagOf({ nodeName }: DomNode): string {
  return nodeName.toLowerCase();
}

/** Turndown escapes all brackets; these begin no link, no note and no box to tick, and people read the file. */
const HARMLESS_BRACKETS = /\\\[([^[\]\\^][^[\]\\]+)\\\](?![([:])/g;

const BARE_URL = /(https?:\/\/[^\s<>\u3000-\u303f\uff00-\uffef]+)/;

/** Turndown escapes what begins something in Markdown; what begins HTML, a character by name or an id is ours. */
function escapedText(text: string, escape: (text: string) => string): string {
  // An address in the text becomes a link as it is, and would take backslashes along.
  const pieces = text.split(BARE_URL).map((piece, at) => (at % 2 === 1 ? piece : escape(piece)));
  return pieces
    .join('')
    .replaceAll(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('~', '\\~')
    .replaceAll('{#', '\\{#')
    .replaceAll(HARMLESS_BRACKETS, '[$1]')
    .replace(/^(\d{1,9})\)(?=\s|$)/, '$1\\)');
}

function imageText(node: DomNode, imageOf: (url: string) => string): string {
  const source = node.getAttribute('src') ?? '';
  if (source === '') return '';
  const alt = (node.getAttribute('alt') ?? '').replaceAll(/\s+/g, ' ').replaceAll(/[[\]\\]/g, '\\$&');
  return `![${alt}](${destination(imageOf(source))})`;
}

function linkText(content: string, node: DomNode): string {
  const words = content.replaceAll(/\s*\n\s*/g, ' ').trim();
  const href = node.getAttribute('href') ?? '';
  if (words === '' || href === '') return content;
  const [before = ''] = /^\s*/.exec(content) ?? [];
  const [after = ''] = /\s*$/.exec(content) ?? [];
  return `${before === '' ? '' : ' '}[${words}](${destination(href)})${after === '' ? '' : ' '}`;
}

/** Spaces and brackets would end it. */
function destination(url: string): string {
  return url.replaceAll(
    /[\s()<>\\]/g,
    (sign) => `%${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function codeText(node: DomNode): string {
  const text = (node.textContent ?? '').replace(/\n$/, '');
  const language = /language-(\S+)/.exec(node.children[0]?.getAttribute('class') ?? '')?.[1] ?? '';
  const longest = Math.max(2, ...Array.from(text.matchAll(/`{3,}/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `\n\n${fence}${language}\n${text}\n${fence}\n\n`;
}

function startOf(list: DomNode): number {
  const start = Number(list.getAttribute('start') ?? 1);
  return Number.isInteger(start) && start >= 0 ? start : 1;
}

function itemText(content: string, node: DomNode): string {
  const list = node.parentNode;
  const isOrdered = list?.nodeName === 'OL';
  const start = list === null ? 1 : startOf(list);
  const at = Array.from(list?.children ?? []).indexOf(node);
  const mark = isOrdered ? `${start + at}. ` : '- ';
  const words = content.trim().replace(/^\[([ x])\]\s+/, '[$1] ');
  const text = words.replaceAll(/\n(?!\n|$)/g, `\n${' '.repeat(mark.length)}`);
  return mark + text + (node.nextSibling === null ? '' : '\n');
}
