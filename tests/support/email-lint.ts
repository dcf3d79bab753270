// What mail clients drop, block or distrust, found in the HTML of a letter. The rules are those of standards B6; each
// finding says what is wrong, and a good letter has none.
import { parseTree, textOf, type ElementNode, type TreeNode } from '../../src/core/issue/tree.ts';

/** Gmail drops a style element above this size, and everything that only it said. */
const STYLE_MAX_BYTES = 16_384;

export function emailFindings(html: string, options: { readonly imageHosts?: readonly string[] }): readonly string[] {
  // Conditional comments are Outlook's alone; what is in them is checked for nothing but being there.
  const shown = html.replace(/<!--\[if (?!!)[\s\S]*?<!\[endif\]-->/g, '');
  const elements = elementsOf(parseTree(shown));
  return [
    ...elements.flatMap((element) => elementFindings(element, options.imageHosts)),
    ...headFindings(elements),
    ...headingFindings(elements),
    ...(/@import|@font-face|url\(/i.test(shown) ? ['something is fetched by a style'] : []),
  ];
}

export function elementsOf(nodes: readonly TreeNode[]): readonly ElementNode[] {
  return nodes.flatMap((node) => (node.kind === 'text' ? [] : [node, ...elementsOf(node.children)]));
}

const REFUSED = new Set(
  'script form input button iframe object embed link svg video audio details summary section article base'.split(' '),
);

function elementFindings(
  { name, attributes }: ElementNode,
  imageHosts: readonly string[] | undefined,
): readonly string[] {
  const { href = '', src = '', style = '' } = attributes;
  const found: string[] = [];
  if (REFUSED.has(name)) found.push(`<${name}>`);
  if (Object.keys(attributes).some((key) => key.startsWith('on'))) found.push(`a handler on <${name}>`);
  if ('id' in attributes) found.push(`an id on <${name}>`);
  if (name === 'a' && !/^(https?:\/\/|mailto:|tel:)/.test(href)) found.push(`a link to "${href}"`);
  if (name === 'img' && !('alt' in attributes)) found.push(`no alt: ${src}`);
  if (name === 'img' && imageHosts && !imageHosts.includes(hostOf(src))) found.push(`an image from ${src}`);
  if (name === 'table' && attributes['role'] !== 'presentation' && attributes['class'] !== 't')
    found.push('a table without its role');
  if (/position\s*:|var\(|flex|grid|float|@|rem\b/i.test(style)) found.push(`style="${style}"`);
  if (/"|javascript:/i.test(style)) found.push(`style="${style}"`);
  return found;
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : '';
}

function headFindings(elements: readonly ElementNode[]): readonly string[] {
  const first = (name: string): ElementNode | undefined => elements.find((element) => element.name === name);
  const named = (name: string): boolean => elements.some((element) => element.attributes['name'] === name);
  const styles = elements.filter((element) => element.name === 'style').map((element) => textOf(element.children));
  const wrapper = elements.find((element) => element.attributes['class'] === 'letter');
  const title = first('title');
  return [
    ...(title && textOf(title.children).trim() !== '' ? [] : ['no title']),
    ...[first('html'), wrapper].flatMap((element) => {
      return element?.attributes['lang'] && element.attributes['dir'] ? [] : ['no lang or dir'];
    }),
    ...['color-scheme', 'supported-color-schemes', 'viewport'].filter((name) => !named(name)),
    ...styles.filter((style) => Buffer.byteLength(style) > STYLE_MAX_BYTES).map(() => 'a style above 16 KB'),
    ...styles.filter((style) => /position\s*:|var\(|flex|grid|[{{%]{2}/.test(style)),
  ];
}

/** One h1, and no step down of more than one level. */
function headingFindings(elements: readonly ElementNode[]): readonly string[] {
  const levels = elements.filter(({ name }) => /^h[1-6]$/.test(name)).map(({ name }) => Number(name.slice(1)));
  const skips = levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1);
  const h1Count = levels.filter((level) => level === 1).length;
  return [...skips.map((level) => `a heading skips to h${level}`), ...(h1Count === 1 ? [] : [`${h1Count} h1`])];
}
