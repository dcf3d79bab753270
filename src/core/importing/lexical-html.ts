// Lexical, the format of Ghost's editor since 2023, as HTML: for posts whose HTML is not in the export. It knows text,
// headings, lists, quotes, links, pictures, code and the cards that hold words; of a card that it does not know it
// keeps the words that can be found.

interface LexicalNode {
  readonly type?: unknown;
  readonly children?: unknown;
  readonly [key: string]: unknown;
}

/** Empty when it is no Lexical document. */
export function lexicalHtml(json: string): string {
  try {
    const document: unknown = JSON.parse(json);
    return isNode(document) && isNode(document['root']) ? childrenOf(document['root']) : '';
  } catch {
    return '';
  }
}

function isNode(value: unknown): value is LexicalNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function childrenOf({ children }: LexicalNode): string {
  return Array.isArray(children) ? children.map((child) => (isNode(child) ? htmlOf(child) : '')).join('') : '';
}

const word = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Lexical's bits of a format, with the element for each, the innermost first. */
const FORMATS: readonly (readonly [bit: number, element: string])[] = [
  [16, 'code'],
  [1, 'strong'],
  [2, 'em'],
  [4, 's'],
  [8, 'u'],
  [32, 'sub'],
  [64, 'sup'],
];

function htmlOf(node: LexicalNode): string {
  const inner = childrenOf(node);
  switch (word(node.type)) {
    case 'extended-text':
    case 'text':
      return textOf(node);
    case 'linebreak':
      return '<br>';
    case 'paragraph':
      return `<p>${inner}</p>`;
    case 'heading':
    case 'extended-heading':
      return element(/^h[1-6]$/.test(word(node['tag'])) ? word(node['tag']) : 'h2', inner);
    case 'quote':
    case 'extended-quote':
    case 'aside':
      return `<blockquote><p>${inner}</p></blockquote>`;
    case 'list':
      return element(node['listType'] === 'number' ? 'ol' : 'ul', inner);
    case 'listitem':
      return `<li>${inner}</li>`;
    case 'link':
    case 'autolink':
      return `<a href="${escaped(word(node['url']))}">${inner}</a>`;
    case 'horizontalrule':
      return '<hr>';
    default:
      return cardOf(node) + inner;
  }
}

function textOf({ text, format }: LexicalNode): string {
  const bits = typeof format === 'number' ? format : 0;
  return FORMATS.reduce((html, [bit, name]) => ((bits & bit) === 0 ? html : element(name, html)), escaped(word(text)));
}

/** Cards keep HTML under `html`, `caption` and the like, and words under others. */
function cardOf(node: LexicalNode): string {
  const [html, caption] = [word(node['html']), word(node['caption'])];
  switch (word(node.type)) {
    case 'image':
      return figure(`<img src="${escaped(word(node['src']))}" alt="${escaped(word(node['alt']))}">`, caption);
    case 'gallery':
      return images(node) + (caption === '' ? '' : `<p>${caption}</p>`);
    case 'codeblock': {
      const code = `<code class="language-${escaped(word(node['language']))}">${escaped(word(node['code']))}</code>`;
      return `<pre>${code}</pre>${caption === '' ? '' : `<p>${caption}</p>`}`;
    }
    case 'callout':
      return `<blockquote><p>${escaped(word(node['calloutEmoji']))} ${word(node['calloutText'])}</p></blockquote>`;
    case 'toggle':
      return `<details><summary>${word(node['heading'])}</summary>${word(node['content'])}</details>`;
    case 'bookmark':
    case 'embed':
    case 'button':
    case 'file':
    case 'audio':
    case 'video':
      return linkCard(node, caption);
    default:
      return html === '' ? escaped(word(node['markdown'])) : html;
  }
}

function linkCard(node: LexicalNode, caption: string): string {
  const about = isNode(node['metadata']) ? node['metadata'] : {};
  const url = [node['url'], node['buttonUrl'], node['src']].map(word).find((one) => one !== '') ?? '';
  const titles = [about['title'], node['title'], node['buttonText'], node['fileTitle'], node['fileName']].map(word);
  const title = titles.find((one) => one !== '') ?? url;
  const rest = [about['description'], node['fileCaption']].map(word).filter((one) => one !== '');
  const words = [...rest.map(escaped), caption].filter((one) => one !== '').map((one) => `<p>${one}</p>`);
  return `<p><a href="${escaped(url)}">${escaped(title)}</a></p>${words.join('')}`;
}

function images({ images: list }: LexicalNode): string {
  if (!Array.isArray(list)) return '';
  return list
    .filter(isNode)
    .map((image) => `<p><img src="${escaped(word(image['src']))}" alt="${escaped(word(image['alt']))}"></p>`)
    .join('');
}

function figure(inner: string, caption: string): string {
  return `<figure>${inner}${caption === '' ? '' : `<figcaption>${caption}</figcaption>`}</figure>`;
}

function element(name: string, inner: string): string {
  return `<${name}>${inner}</${name}>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
