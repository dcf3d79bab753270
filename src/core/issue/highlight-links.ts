// Highlights as a way in: the title of each leads to the article that it speaks of, on the page, in feeds and in the
// letter alike. Words stay as they are; a title that the author has linked already leads where he says.
import { articlesIn, highlightsAmong } from './article-topics.ts';
import { highlightOf } from './highlights.ts';
import type { Highlight, Highlights, Part } from './issue.ts';
import { oneLine } from './outline.ts';
import { element, elementNamed, isElement, textOf, type ElementNode, type TreeNode } from './tree.ts';

/** The parts with `anchor` set on every highlight whose title could be linked. */
export function withHighlightLinks(parts: readonly Part[]): readonly Part[] {
  const titled = articlesIn(parts).map(({ heading }) => ({ title: heading.text, anchor: heading.anchor }));
  const items = highlightsAmong(parts).flatMap((part) => part.items);
  if (titled.length === 0 || items.length === 0) return parts;
  const anchors = new Map([...highlightOf(titled, items)].map(([article, highlight]) => [highlight, article.anchor]));
  const change = (part: Part): Part => {
    if (part.kind === 'section') return { ...part, parts: part.parts.map(change) };
    return part.kind === 'highlights' ? linkedHighlights(part, anchors) : part;
  };
  return parts.map(change);
}

/** Whether the highlights lead to every article, so that a list of the articles' titles would say them twice. */
export function highlightsLeadToAll(parts: readonly Part[]): boolean {
  const led = new Set(highlightsAmong(parts).flatMap((part) => part.items.map((item) => item.anchor)));
  const articles = articlesIn(parts);
  return articles.length > 0 && articles.every(({ heading }) => led.has(heading.anchor));
}

function linkedHighlights(part: Highlights, anchors: ReadonlyMap<Highlight, string>): Highlights {
  const linked = new Map<Highlight, string>();
  const nodes = part.nodes.map((node) => {
    const list = elementNamed(node, 'ul', 'ol');
    return list
      ? { ...list, children: list.children.map((item) => linkedItem(item, part, { anchors, linked })) }
      : node;
  });
  const items = part.items.map((item) => {
    const anchor = linked.get(item);
    return anchor === undefined ? item : { ...item, anchor };
  });
  return { ...part, nodes, items };
}

interface Links {
  readonly anchors: ReadonlyMap<Highlight, string>;
  /** Filled as links are made: no highlight is linked twice. */
  readonly linked: Map<Highlight, string>;
}

function linkedItem(item: TreeNode, { items }: Highlights, { anchors, linked }: Links): TreeNode {
  const whole = elementNamed(item, 'li');
  if (!whole || holdsLink(whole)) return item;
  const paragraph = elementNamed(whole.children.find(isElement), 'p');
  const nodes = paragraph ? paragraph.children : whole.children;
  for (const bold of nodes) {
    const strong = elementNamed(bold, 'strong', 'b');
    const title = strong && oneLine(textOf([strong])).replace(/[\s:：]+$/, '');
    const highlight = title && items.find((one) => title.endsWith(one.title) && !linked.has(one));
    const anchor = highlight && anchors.get(highlight);
    if (!strong || !highlight || anchor === undefined) continue;
    linked.set(highlight, anchor);
    const link = { ...strong, children: [element('a', { href: `#${encodeURIComponent(anchor)}` }, strong.children)] };
    const changed = nodes.map((node) => (node === bold ? link : node));
    return paragraph ? withChild(whole, paragraph, changed) : { ...whole, children: changed };
  }
  return item;
}

function withChild(item: ElementNode, paragraph: ElementNode, children: readonly TreeNode[]): ElementNode {
  return { ...item, children: item.children.map((node) => (node === paragraph ? { ...paragraph, children } : node)) };
}

function holdsLink(node: TreeNode): boolean {
  return isElement(node) && (node.name === 'a' || node.children.some(holdsLink));
}
