// XML as a small tree: read from a document, completed by the writers of Atom and RSS, and written out again. The one
// place where text becomes XML, so that cleaning and escaping cannot be forgotten anywhere else.
import { SaxesParser } from 'saxes';
import { cleanText } from './clean-text.ts';

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
}

/** Character data that is written as CDATA: HTML, which would be twice as long and hard to read when escaped. */
interface XmlCdata {
  readonly cdata: string;
}

export type XmlNode = XmlElement | XmlCdata | string;

const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n';

export function xmlElement(
  name: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly XmlNode[] = [],
): XmlElement {
  return { name, attributes, children };
}

export function isXmlElement(node: XmlNode): node is XmlElement {
  return typeof node === 'object' && 'name' in node;
}

/** Character data of the element's own, however it was written. */
export function xmlText(node: XmlElement): string {
  return node.children
    .map((child) => (typeof child === 'string' ? child : 'cdata' in child ? child.cdata : ''))
    .join('');
}

/**
 * Reads a well-formed document; blank text between elements, comments and instructions are left out. `resolve` gets
 * every text and attribute value and gives what stands in the tree instead. Throws what saxes finds wrong.
 */
export function parseXml(xml: string, resolve: (value: string) => string): XmlElement {
  interface Open extends XmlElement {
    readonly children: XmlNode[];
  }
  const open: Open[] = [{ name: '', attributes: {}, children: [] }];
  const add = (node: XmlNode): unknown => open.at(-1)?.children.push(node);
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    const resolved = Object.entries(attributes).map(([key, value]) => [key, resolve(value)] as const);
    const node = { name, attributes: Object.fromEntries(resolved), children: [] };
    add(node);
    open.push(node);
  });
  parser.on('closetag', () => open.pop());
  parser.on('text', (value) => (value.trim() === '' ? undefined : add(resolve(value))));
  parser.on('cdata', (value) => add({ cdata: resolve(value) }));
  parser.write(xml).close();
  const root = open[0]?.children.find(isXmlElement);
  if (root === undefined) throw new Error('The document has no root element.');
  return root;
}

/** The document as UTF-8 text, indented where no text stands, with one line end at its end. */
export function writeXml(root: XmlElement): string {
  return `${DECLARATION}${elementXml(root, '')}\n`;
}

function elementXml({ name, attributes, children }: XmlElement, indent: string): string {
  let start = `${indent}<${name}`;
  for (const [key, value] of Object.entries(attributes)) start += ` ${key}="${attributeXml(value)}"`;
  if (children.length === 0) return `${start}/>`;
  if (!children.some(isXmlElement)) return `${start}>${children.map(characterXml).join('')}</${name}>`;
  const lines = children.map((child) => (isXmlElement(child) ? elementXml(child, `${indent}  `) : characterXml(child)));
  return `${start}>\n${lines.join('\n')}\n${indent}</${name}>`;
}

function characterXml(node: XmlNode): string {
  if (typeof node === 'string') return textXml(node);
  return isXmlElement(node) ? elementXml(node, '') : cdataXml(node.cdata);
}

/**
 * Numeric references for `&` and `<` are the form that RSS titles survive in most readers (RSS Advisory Board's
 * profile, title), and mean the same everywhere else.
 */
function textXml(value: string): string {
  return cleanText(value).replace(/[&<>]/g, (c) => (c === '&' ? '&#x26;' : c === '<' ? '&#x3C;' : '&gt;'));
}

/** Each `]]>` inside is split between two sections, because it would end the one that it stands in. */
function cdataXml(value: string): string {
  return `<![CDATA[${cleanText(value).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** Line ends and tabs as references: a parser makes spaces of them otherwise. */
function attributeXml(value: string): string {
  return cleanText(value).replace(/[&<>"\t\n]/g, (c) => ATTRIBUTE_REFERENCES[c] ?? c);
}

const ATTRIBUTE_REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
};
