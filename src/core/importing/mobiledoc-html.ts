// Mobiledoc 0.3, the format of Ghost's editor until 2023, as HTML: for posts whose HTML is not in the export. Sections
// of text with their markups, lists, pictures and cards; numbers are those of its specification.

interface Mobiledoc {
  readonly cards: readonly unknown[];
  readonly markups: readonly unknown[];
  readonly sections: readonly unknown[];
}

/** Empty when it is no Mobiledoc document. */
export function mobiledocHtml(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null) return '';
    const list = (name: 'cards' | 'markups' | 'sections'): readonly unknown[] => {
      // Whether the name is there is what is asked.
      const found = (value as Partial<Mobiledoc>)[name];
      return Array.isArray(found) ? found : [];
    };
    const document = { cards: list('cards'), markups: list('markups'), sections: list('sections') };
    return document.sections.map((section) => sectionHtml(section, document)).join('');
  } catch {
    return '';
  }
}

const MARKUP_SECTION = 1;
const IMAGE_SECTION = 2;
const LIST_SECTION = 3;
const CARD_SECTION = 10;

function sectionHtml(section: unknown, document: Mobiledoc): string {
  if (!Array.isArray(section)) return '';
  const [kind, first, second]: readonly unknown[] = section;
  switch (kind) {
    case MARKUP_SECTION: {
      const name = typeof first === 'string' && /^(?:p|h[1-6]|blockquote|aside)$/.test(first) ? first : 'p';
      return `<${name}>${markersHtml(second, document)}</${name}>`;
    }
    case IMAGE_SECTION:
      return `<p><img src="${escaped(String(first))}" alt=""></p>`;
    case LIST_SECTION: {
      const items = Array.isArray(second) ? second.map((item) => `<li>${markersHtml(item, document)}</li>`) : [];
      return `<${String(first) === 'ol' ? 'ol' : 'ul'}>${items.join('')}</${String(first) === 'ol' ? 'ol' : 'ul'}>`;
    }
    case CARD_SECTION:
      return cardHtml(document.cards[Number(first)]);
    default:
      return '';
  }
}

/** Each marker opens some markups, holds words, and closes as many of the open ones as it says. */
function markersHtml(markers: unknown, { markups }: Mobiledoc): string {
  if (!Array.isArray(markers)) return '';
  const open: string[] = [];
  return markers
    .map((marker: unknown) => {
      if (!Array.isArray(marker)) return '';
      const [kind, opened, closedCount, value]: readonly unknown[] = marker;
      const tags = Array.isArray(opened) ? opened.map((index) => openTag(markups[Number(index)])) : [];
      open.push(...tags.map(({ name }) => name));
      // An atom (kind 1) is a soft line break in Ghost.
      const words = kind === 0 ? escaped(typeof value === 'string' ? value : '') : '<br>';
      const ends = Array.from({ length: Math.min(Number(closedCount) || 0, open.length) }, () => `</${open.pop()}>`);
      return tags.map(({ html }) => html).join('') + words + ends.join('');
    })
    .join('');
}

function openTag(markup: unknown): { readonly name: string; readonly html: string } {
  const [tag, attributes]: readonly unknown[] = Array.isArray(markup) ? markup : [];
  const name = typeof tag === 'string' && /^[a-z]{1,6}$/.test(tag) ? tag : 'span';
  const pairs: readonly unknown[] = Array.isArray(attributes) ? attributes : [];
  const href = pairs[pairs.indexOf('href') + 1];
  const isLink = name === 'a' && pairs.includes('href') && typeof href === 'string';
  return { name, html: isLink ? `<a href="${escaped(href)}">` : `<${name}>` };
}

function cardHtml(card: unknown): string {
  const [name, payload]: readonly unknown[] = Array.isArray(card) ? card : [];
  if (typeof payload !== 'object' || payload === null) return name === 'hr' ? '<hr>' : '';
  const word = (key: string): string => {
    // Whether the key is there is what is asked.
    const value = (payload as Readonly<Record<string, unknown>>)[key];
    return typeof value === 'string' ? value : '';
  };
  const caption = word('caption') === '' ? '' : `<figcaption>${word('caption')}</figcaption>`;
  switch (name) {
    case 'hr':
      return '<hr>';
    case 'image':
      return `<figure><img src="${escaped(word('src'))}" alt="${escaped(word('alt'))}">${caption}</figure>`;
    case 'code':
      return `<pre><code class="language-${escaped(word('language'))}">${escaped(word('code'))}</code></pre>`;
    case 'bookmark':
    case 'embed': {
      const url = word('url');
      return `<p><a href="${escaped(url)}">${escaped(word('title') || url)}</a></p>`;
    }
    default:
      return word('html') || `<p>${escaped(word('markdown') || word('cardMarkdown'))}</p>`;
  }
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
