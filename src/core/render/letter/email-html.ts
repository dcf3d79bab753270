// A tree as HTML for mailboxes: plain elements with the few inline styles without which a client that drops style
// blocks would be hard to read, absolute addresses, no ids, no classes but ours, nothing that must be clicked to be
// seen. The words of the tree all stay; what no client can show (an input, a player) becomes what can be read.
import {
  elementNamed,
  escapeAttribute,
  escapeText,
  VOID_ELEMENTS,
  type ElementNode,
  type TreeNode,
} from '../../issue/tree.ts';
import { isBackReference, isFootnotes } from './footnote-marks.ts';
import type { LetterTheme } from './letter-theme.ts';
import type { LetterType } from './letter-type.ts';
import { webAddress } from './web-address.ts';

export interface EmailHtml {
  /** Safe HTML of the nodes. */
  readonly html: (nodes: readonly TreeNode[]) => string;
  /** The same, lists on top without marks or indent: their bold leads are marks enough. */
  readonly details: (nodes: readonly TreeNode[]) => string;
  /** A heading around finished HTML. */
  readonly heading: (level: number, inner: string, attributes?: string) => string;
}

/** Widest image in px: the measure of the letter. */
const MEASURE_PX = 600;

/** Kept as they are. All else is read through. */
const PLAIN =
  'abbr b bdi bdo br caption cite code dd del dfn div dl dt em hr i ins kbd mark p q rp rt ruby s samp small span ' +
  'strong sub sup tbody tfoot thead tr u ul var wbr';
/** Kept with these attributes. */
const KEPT: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...PLAIN.split(' ').map((name): [string, readonly string[]] => [name, []]),
  ['col', ['span']],
  ['colgroup', ['span']],
  ['li', ['value']],
  ['ol', ['start', 'type', 'reversed']],
  ['td', ['align', 'colspan', 'rowspan']],
  ['th', ['align', 'colspan', 'rowspan', 'scope']],
]);
const EVERYWHERE: ReadonlySet<string> = new Set(['dir', 'lang', 'title']);
/** Elements that clients for mail know nothing of, as the plain ones that come nearest. */
const RENAMED: Readonly<Record<string, string>> = {
  article: 'div',
  aside: 'div',
  details: 'div',
  figcaption: 'p',
  figure: 'div',
  footer: 'div',
  header: 'div',
  main: 'div',
  nav: 'div',
  section: 'div',
};
/** A span of this class is a label before a headline, set small in the accent. */
export const LABEL_CLASS = 'letter-label';
/** A link of this class leads to a part of the issue and looks like the words around it. */
export const LEAP_CLASS = 'letter-leap';
/** A span of this class holds a date, which does not break at its hyphens. */
export const DATE_CLASS = 'letter-date';

const LEAP_STYLE = 'color:inherit;text-decoration:none';

/** What code colouring may say; anything else (variables, positions) stays out. */
const CODE_STYLE = /^(color|background-color|font-weight|font-style|text-decoration)\s*:\s*[#\w\s(),.%-]+$/i;

export function emailHtml(pageUrl: string, theme: LetterTheme, type: LetterType): EmailHtml {
  const styles = inlineStyles(theme, type);

  function html(nodes: readonly TreeNode[]): string {
    let result = '';
    for (const node of nodes) result += node.kind === 'text' ? escapeText(node.text) : elementHtml(node);
    return result;
  }

  function elementHtml(node: ElementNode): string {
    switch (node.name) {
      case 'a':
        return link(node);
      case 'img':
        return image(node, false);
      case 'input':
        return 'checked' in node.attributes ? '☑' : '☐';
      case 'p':
        return paragraph(node);
      case 'li':
        return item(node);
      case 'pre':
        return `<pre style="${styles.pre}">${codeHtml(node.children)}</pre>`;
      case 'table':
        return `<div style="${styles.scroll}">${table(node)}</div>`;
      case 'summary':
        return `<p><strong>${html(node.children)}</strong></p>`;
      case 'blockquote':
        return `<blockquote style="${styles.quote}">${html(node.children)}</blockquote>`;
      case 'h1':
      case 'h2':
      case 'h3':
      case 'h4':
      case 'h5':
      case 'h6':
        return heading(Number(node.name.slice(1)), html(node.children), attributes(node, []));
      case 'section':
        return isFootnotes(node)
          ? `<div class="notes" style="${styles.notes}">${html(node.children)}</div>`
          : other(node);
      case 'source':
      case 'track':
        return '';
      default:
        return other(node);
    }
  }

  function table(node: ElementNode): string {
    return `<table class="t" cellpadding="6" cellspacing="0" style="${styles.table}">${html(node.children)}</table>`;
  }

  function other(node: ElementNode): string {
    const name = RENAMED[node.name] ?? node.name;
    const kept = KEPT.get(name);
    if (!kept) return html(node.children);
    const open = `<${name}${attributes(node, kept)}${styleOf(name, node)}>`;
    return VOID_ELEMENTS.has(name) ? open : `${open}${html(node.children)}</${name}>`;
  }

  function styleOf(name: string, node: ElementNode): string {
    if (name === 'ul' || name === 'ol') return ` style="${styles.list}"`;
    if (name === 'span' && node.attributes['class'] === LABEL_CLASS) return ` class="label" style="${styles.label}"`;
    if (name === 'span' && node.attributes['class'] === DATE_CLASS) return ' style="white-space:nowrap"';
    return name === 'hr' ? ` style="${styles.hr}"` : '';
  }

  function attributes(node: ElementNode, kept: readonly string[]): string {
    let result = '';
    for (const name of Object.keys(node.attributes)) {
      if (!kept.includes(name) && !EVERYWHERE.has(name)) continue;
      result += ` ${name}="${escapeAttribute(node.attributes[name] ?? '')}"`;
    }
    // Without it a head cell stands in the middle, and its column at the side.
    if (node.name === 'th' && !('align' in node.attributes)) result += ` align="${type.align}"`;
    return result;
  }

  function link(node: ElementNode): string {
    if (isBackReference(node)) return '';
    const url = webAddress(node.attributes['href'] ?? '', pageUrl);
    if (url === undefined) return html(node.children);
    const look = node.attributes['class'] === LEAP_CLASS ? ` class="leap" style="${LEAP_STYLE}"` : '';
    return `<a href="${escapeAttribute(url)}"${attributes(node, [])}${look}>${html(node.children)}</a>`;
  }

  function image(node: ElementNode, alone: boolean): string {
    const alt = node.attributes['alt'] ?? '';
    const url = webAddress(node.attributes['src'] ?? '', pageUrl);
    if (url === undefined || !/^https?:/i.test(url)) return escapeText(alt);
    const asked = Number.parseInt(node.attributes['width'] ?? '', 10);
    // Word shows an image in its own size unless told; every other client obeys the style, which never enlarges.
    const width = asked > 0 ? Math.min(asked, MEASURE_PX) : alone ? MEASURE_PX : undefined;
    const size = width === undefined ? '' : ` width="${width}"`;
    const style = asked > 0 ? styles.sizedImage : styles.image;
    return `<img src="${escapeAttribute(url)}" alt="${escapeAttribute(alt)}"${size} style="${style}">`;
  }

  function paragraph(node: ElementNode): string {
    const alone = imageAlone(node.children);
    return `<p${attributes(node, [])}>${alone ? image(alone, true) : html(node.children)}</p>`;
  }

  function item(node: ElementNode): string {
    const first = elementNamed(node.children[0], 'p')?.children[0] ?? node.children[0];
    const style = elementNamed(first, 'input') ? ' style="list-style:none"' : '';
    return `<li${attributes(node, ['value'])}${style}>${html(node.children)}</li>`;
  }

  /** Without marks, items need the room between them even where styles in the head are dropped. */
  function plainItem(node: TreeNode): string {
    const whole = elementNamed(node, 'li');
    return whole ? `<li style="${styles.plainItem}">${html(whole.children)}</li>` : html([node]);
  }

  function heading(level: number, inner: string, more = ''): string {
    // The title is the one h1 of a letter.
    const name = `h${Math.max(level, 2)}`;
    const style = name === 'h2' ? styles.h2 : name === 'h3' ? styles.h3 : styles.h4;
    return `<${name}${more} style="${style}">${inner}</${name}>`;
  }

  function codeHtml(nodes: readonly TreeNode[]): string {
    let result = '';
    for (const node of nodes) {
      if (node.kind === 'text') result += escapeText(node.text);
      else result += codeSpan(node);
    }
    return result;
  }

  function codeSpan(node: ElementNode): string {
    const inner = codeHtml(node.children);
    const role = node.attributes['class'] ?? '';
    const ink = theme.code[role];
    // The class is for the dark twin, the style for clients that know no classes.
    if (ink !== undefined) return `<span class="${role}" style="color:${ink}">${inner}</span>`;
    const declarations = (node.attributes['style'] ?? '').split(';').map((part) => part.trim());
    const style = declarations.filter((part) => CODE_STYLE.test(part) && !part.includes('var(')).join(';');
    if (node.name !== 'span' || style === '') return inner;
    return `<span style="${escapeAttribute(style)}">${inner}</span>`;
  }

  function details(nodes: readonly TreeNode[]): string {
    let result = '';
    for (const node of nodes) {
      const top = elementNamed(node, 'ul');
      if (top) result += `<ul class="plain" style="${styles.plainList}">${top.children.map(plainItem).join('')}</ul>`;
      else result += html([node]);
    }
    return result;
  }

  return { html, details, heading };
}

/** The image that is all that these nodes hold. */
function imageAlone(nodes: readonly TreeNode[]): ElementNode | undefined {
  let found: ElementNode | undefined;
  for (const node of nodes) {
    if (node.kind === 'text' && node.text.trim() === '') continue;
    if (found || node.kind === 'text' || node.name !== 'img') return undefined;
    found = node;
  }
  return found;
}

/** Short, because they are said again and again: size, leading and colour come down from the letter's own element. */
function inlineStyles(theme: LetterTheme, type: LetterType) {
  const start = type.align;
  return {
    h2: `margin:40px 0 12px;font:bold 22px/1.4 ${type.headline}`,
    h3: `margin:32px 0 8px;font:bold 19px/1.4 ${type.headline}`,
    h4: 'margin:24px 0 8px;font-size:17px;line-height:1.5',
    hr: `margin:32px 0;border:0;border-top:1px solid ${theme.hairline}`,
    image: 'width:auto;max-width:100%;height:auto',
    sizedImage: 'max-width:100%;height:auto',
    label: `font-size:14px;color:${theme.accent}`,
    plainItem: 'margin:0 0 14px',
    plainList: 'margin:8px 0;padding:0;list-style:none',
    list: `margin:0 0 16px;padding:0;padding-${start}:22px`,
    notes: `margin:40px 0 0;padding:12px 0 0;border-top:1px solid ${theme.hairline};font-size:14px`,
    pre:
      `margin:16px 0;padding:12px 16px;background-color:${theme.wash};` +
      `font:14px/1.5 ${type.code};white-space:pre-wrap;word-wrap:break-word`,
    quote: `margin:16px 0;padding:0;padding-${start}:16px;border-${start}:3px solid ${theme.hairline}`,
    scroll: 'margin:16px 0;overflow-x:auto',
    table: 'width:100%;border-collapse:collapse',
  };
}
