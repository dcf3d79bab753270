// The words of one paragraph as plain text, and its links. A link that ends its paragraph gives its address below it;
// among other words it gets a number, and the addresses stand together where the article or section ends.
import { elementNamed, textOf, type ElementNode, type TreeNode } from '../../issue/tree.ts';
import { isBackReference } from './footnote-marks.ts';
import { codePointColumns } from './text-width.ts';
import { webAddress } from './web-address.ts';

/** The numbered addresses of one letter. Numbers go on through the letter, so none stands for two addresses. */
export interface LinkNotes {
  /** Addresses are resolved against the page. */
  readonly pageUrl: string;
  readonly imageWord: string;
  readonly open: { readonly number: number; readonly url: string }[];
  count: number;
}

export interface InlineText {
  /** `\n` where a line break was asked for. */
  readonly text: string;
  /** The address to set below the text. */
  readonly url?: string;
}

export function inlineText(nodes: readonly TreeNode[], notes: LinkNotes): InlineText {
  const links = externalLinks(nodes, notes);
  const [only] = links;
  const below = links.length === 1 && only && endsWith(nodes, only) ? only : undefined;
  const text = singleSpaced(plain(nodes, notes, below)).trim();
  if (!below) return { text };
  const url = addressOf(below, notes);
  return url === undefined ? { text } : { text, url };
}

/** Most paragraphs have nothing to tidy: looking costs less than replacing. */
function singleSpaced(value: string): string {
  const lines = value.includes('\n') ? value.replace(/ *\n */g, '\n') : value;
  return lines.includes('  ') ? lines.replace(/ {2,}/g, ' ') : lines;
}

/** Links that lead out of this letter and whose text is not the address already. */
function externalLinks(
  nodes: readonly TreeNode[],
  notes: LinkNotes,
  found: ElementNode[] = [],
): readonly ElementNode[] {
  for (const node of nodes) {
    if (node.kind === 'text') continue;
    if (node.name !== 'a') externalLinks(node.children, notes, found);
    else if (addressOf(node, notes) !== undefined) found.push(node);
  }
  return found;
}

function addressOf(link: ElementNode, notes: LinkNotes): string | undefined {
  const href = link.attributes['href'] ?? '';
  // Leaps inside the issue lead nowhere in a plain text.
  if (href === '' || href.startsWith('#')) return undefined;
  const url = webAddress(href, notes.pageUrl);
  if (url === undefined) return undefined;
  return bare(textOf(link.children).trim()) === bare(href) ? undefined : url.replace(/^mailto:/, '');
}

/** An address as people write it. */
function bare(address: string): string {
  return address.replace(/^(https?:\/\/|mailto:)/, '').replace(/\/$/, '');
}

/** True when nothing but punctuation follows the link. */
function endsWith(nodes: readonly TreeNode[], link: ElementNode): boolean {
  const whole = textOf(nodes).trimEnd();
  const linked = textOf(link.children).trimEnd();
  return linked !== '' && /^[\s\p{P}]{0,3}$/u.test(whole.slice(whole.lastIndexOf(linked) + linked.length));
}

/** White space that is not one plain space already. */
const UNEVEN = /[\t\n\r\f]| {2}/;

function plain(nodes: readonly TreeNode[], notes: LinkNotes, below: ElementNode | undefined): string {
  let result = '';
  for (const node of nodes) {
    if (node.kind === 'text') result += UNEVEN.test(node.text) ? node.text.replace(/[ \t\n\r\f]+/g, ' ') : node.text;
    else result += plainElement(node, notes, below);
  }
  return result;
}

function plainElement(node: ElementNode, notes: LinkNotes, below: ElementNode | undefined): string {
  const inner = (): string => plain(node.children, notes, below);
  switch (node.name) {
    case 'br':
      return '\n';
    case 'img':
      return imageText(node, notes);
    case 'input':
      return 'checked' in node.attributes ? '☑ ' : '☐ ';
    case 'a':
      return isBackReference(node) ? '' : node === below ? inner() : linkText(node, inner(), notes);
    case 'del':
    case 's':
      return `~${inner()}~`;
    case 'code':
      return `\`${inner()}\``;
    case 'q':
      return `“${inner()}”`;
    case 'sup':
      return raised(inner(), SUPERSCRIPT, '^');
    case 'sub':
      return raised(inner(), SUBSCRIPT, '_');
    case 'ruby':
      return rubyText(node, notes, below);
    default:
      return inner();
  }
}

function linkText(link: ElementNode, inner: string, notes: LinkNotes): string {
  const url = addressOf(link, notes);
  if (url === undefined || inner.trim() === '') return inner;
  const known = notes.open.find((note) => note.url === url);
  // Chinese and Japanese have no spaces between words, and a number is set as one of theirs.
  const gap = isWide(inner.trimEnd().at(-1)) ? '' : ' ';
  if (known) return `${inner}${gap}[${known.number}]`;
  notes.count += 1;
  notes.open.push({ number: notes.count, url });
  return `${inner}${gap}[${notes.count}]`;
}

function isWide(character = ''): boolean {
  return codePointColumns(character.codePointAt(0) ?? 0) === 2;
}

function imageText(image: ElementNode, notes: LinkNotes): string {
  const alt = (image.attributes['alt'] ?? '').replace(/\s+/g, ' ').trim();
  return alt === '' ? '' : `[${notes.imageWord}: ${alt}]`;
}

function rubyText(ruby: ElementNode, notes: LinkNotes, below: ElementNode | undefined): string {
  const hasParentheses = ruby.children.some((child) => elementNamed(child, 'rp'));
  if (hasParentheses) return plain(ruby.children, notes, below);
  return ruby.children
    .map((child) => {
      const inner = plain([child], notes, below);
      return elementNamed(child, 'rt') ? `（${inner}）` : inner;
    })
    .join('');
}

const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const SUBSCRIPT = '₀₁₂₃₄₅₆₇₈₉';

/** `12` as `¹²`. */
export function superscript(number: number): string {
  return raised(String(number), SUPERSCRIPT, '^');
}

function raised(value: string, digits: string, sign: '^' | '_'): string {
  if (/^\d+$/.test(value)) return value.replace(/\d/g, (digit) => digits.charAt(Number(digit)));
  return value === '' ? '' : `${sign}${value}`;
}
