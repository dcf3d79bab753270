// Nodes of somebody else's HTML, as htmlparser2 gives them, and the small steps that everything which reads them
// shares.
import type { parseDocument } from 'htmlparser2';

export type HtmlNode = ReturnType<typeof parseDocument>['children'][number];
export type HtmlElement = Extract<HtmlNode, { readonly attribs: Record<string, string> }>;

export type HtmlText = Extract<HtmlNode, { readonly data: string; readonly nodeType: 3 }>;

export function isText(node: HtmlNode): node is HtmlText {
  return node.nodeType === TEXT_NODE;
}

const TEXT_NODE = 3;

export function isElement(node: HtmlNode): node is HtmlElement {
  return 'attribs' in node;
}

export function classesOf({ attribs }: HtmlElement): readonly string[] {
  return (attribs['class'] ?? '').split(/\s+/);
}

export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Absolute where it can be; undefined for what nobody may follow. */
export function addressOf(written: string | undefined, base: string | undefined): string | undefined {
  const plain = written?.trim() ?? '';
  if (plain === '') return undefined;
  const url = URL.parse(plain, base);
  if (url === null) return /^[a-z][a-z0-9+.-]*:/i.test(plain) ? undefined : plain;
  return /^(?:https?|mailto|tel):$/.test(url.protocol) ? url.href : undefined;
}

export function wrapped(name: string, inner: string, attributes = ''): string {
  return `<${name}${attributes}>${inner}</${name}>`;
}

export function attribute(name: string, value: string): string {
  return ` ${name}="${escapeText(value).replaceAll('"', '&quot;')}"`;
}
