// The parts of an issue -> HTML with a class for every role, so that the stylesheet can set a digest as a paper does:
// section, headline, source line, standfirst, details, references. Prose stands as it was written.
import type { Article, ArticleBlock, Group, Highlight, Highlights, Part, Section } from '../../issue/issue.ts';
import { element, elementNamed, escapeText, text, textOf, type ElementNode, type TreeNode } from '../../issue/tree.ts';
import { headingMarkup, pageMarkup, withClass, withoutBrackets, type MarkupContext } from './page-markup.ts';

/** HTML of the parts in their order. */
export function partsMarkup(parts: readonly Part[], context: MarkupContext): string {
  return parts.map((part) => partMarkup(part, context)).join('\n');
}

function partMarkup(part: Part, context: MarkupContext): string {
  if (part.kind === 'prose') return `<div class="prose">${pageMarkup(part.nodes, context)}</div>`;
  if (part.kind === 'highlights') return highlightsMarkup(part, context);
  if (part.kind === 'section') return sectionMarkup(part, context);
  return part.kind === 'group' ? groupMarkup(part, context) : articleMarkup(part, context);
}

function sectionMarkup(section: Section, context: MarkupContext): string {
  const heading = headingMarkup(section.heading, context);
  return `<section class="section">\n${heading}\n${partsMarkup(section.parts, context)}\n</section>`;
}

function groupMarkup(group: Group, context: MarkupContext): string {
  const heading = headingMarkup(group.heading, context);
  return `<section class="group">${heading}<div class="prose">${pageMarkup(group.nodes, context)}</div></section>`;
}

function highlightsMarkup(highlights: Highlights, context: MarkupContext): string {
  const heading = highlights.heading ? `${headingMarkup(highlights.heading, context)}\n` : '';
  const nodes = highlights.nodes.map((node) => {
    const list = elementNamed(node, 'ul', 'ol');
    return list ? withClass(labelledList(list, highlights.items), 'labelled') : node;
  });
  // A section without a heading would be nameless to a reader who listens.
  const name = highlights.heading ? 'section' : 'div';
  return `<${name} class="section highlights">\n${heading}${pageMarkup(nodes, context)}\n</${name}>`;
}

/** `**[label]** **title**: sentence` -> the label in a place of its own, linked to its topic, and the rest beside it. */
function labelledList(list: ElementNode, items: readonly Highlight[]): ElementNode {
  // By label and not by position: an item that is out of shape has a place in the list and none among the highlights.
  const topics = new Map(items.map(({ label, topic }) => [label, topic]));
  const children = list.children.map((child) => {
    const item = elementNamed(child, 'li');
    return item ? labelledItem(item, topics) : child;
  });
  return { ...list, children };
}

function labelledItem(item: ElementNode, topics: ReadonlyMap<string | undefined, string | undefined>): ElementNode {
  const paragraph = elementNamed(item.children[0], 'p');
  const [first, ...rest] = paragraph ? paragraph.children : item.children;
  const strong = elementNamed(first, 'strong', 'b');
  if (!strong || !BRACKETED.test(textOf([strong]))) return item;
  const name = withoutBrackets(textOf([strong])).trim();
  const label = [text(name)];
  const topic = topics.get(name);
  const place = topic === undefined ? label : [element('a', { href: `../topics/${topic}/` }, label)];
  const sentence = element('div', {}, paragraph ? [{ ...paragraph, children: rest }, ...item.children.slice(1)] : rest);
  return { ...item, children: [element('span', { class: 'topic' }, place), text(' '), sentence] };
}

const BRACKETED = /^\s*[[［【].+[\]］】]\s*$/;

function articleMarkup(article: Article, context: MarkupContext): string {
  const heading = headingMarkup(article.heading, context);
  const blocks = article.blocks.map((block) => blockMarkup(block, context)).join('\n');
  return `<article class="item">\n${heading}\n${blocks}\n</article>`;
}

function blockMarkup({ role, nodes }: ArticleBlock, context: MarkupContext): string {
  const set = role === 'source' ? nodes.map(withTimes) : role === 'abstract' ? nodes.map(standfirst) : nodes;
  return `<div class="${role}">${pageMarkup(set, context)}</div>`;
}

/** An abstract is written as a block quote, but nobody is quoted; the bold word that opens it is its label. */
function standfirst(node: TreeNode): TreeNode {
  const quote = elementNamed(node, 'blockquote');
  if (!quote) return node;
  const [paragraph, ...others] = quote.children;
  const opening = elementNamed(paragraph, 'p');
  const [first, ...rest] = opening?.children ?? [];
  const label = elementNamed(first, 'strong', 'b');
  if (!opening || !label) return element('div', {}, quote.children);
  return element('div', {}, [{ ...opening, children: [withClass(label, 'lead'), ...rest] }, ...others]);
}

/** A date in code beside the source link becomes a time that machines read too (standards G.01). */
function withTimes(node: TreeNode): TreeNode {
  if (node.kind === 'text') return node;
  const day = node.name === 'code' ? DAY_IN_CODE.exec(textOf([node]))?.[1] : undefined;
  if (day !== undefined) return element('time', { datetime: day }, [text(day)]);
  return { ...node, children: node.children.map(withTimes) };
}

const DAY_IN_CODE = /^\s*[[［【]?(\d{4}-\d{2}-\d{2})[\]］】]?\s*$/;

/** Hosts that the articles' sources and references lead to, most used first, as one list. */
export function sourcesMarkup(articles: readonly Article[]): string {
  const counts = new Map<string, number>();
  for (const article of articles) {
    const host = article.source && hostOf(article.source.url);
    if (host) counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  const sorted = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return sorted
    .map(([host, count]) => `<li>${escapeText(host)}${count > 1 ? ` <span>× ${count}</span>` : ''}</li>`)
    .join('\n');
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : undefined;
}
