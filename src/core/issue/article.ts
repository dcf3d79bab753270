// Articles of a digest, told by their shape: a source line, an abstract, a label above details. The words in them do
// not matter. Every block of what stands below the heading is kept in its order; a role only says how to set it.
import { fingerprint } from './fingerprint.ts';
import type { ArticleBlock, Heading, Source } from './issue.ts';
import { oneLine } from './outline.ts';
import { dateLine, linksIn, sourceLine } from './source-line.ts';
import { elementNamed, isElement, textOf, type ElementNode, type TreeNode } from './tree.ts';

/** An article shows what it is at once: source, abstract, label, details, and something between them perhaps. */
const OPENING_BLOCKS = 8;

/** Whether what stands below a heading shows by itself that it is an article. `head` is the heading. */
export function hasArticleShape(head: ElementNode, body: readonly TreeNode[]): boolean {
  const blocks = articleBlocks(body.slice(0, OPENING_BLOCKS));
  const [first] = blocks;
  if (first === undefined) return false;
  const has = (role: ArticleBlock['role']): boolean => blocks.some((block) => block.role === role);
  const source = first.role === 'source' ? sourceLine(first.nodes[0]) : undefined;
  const isLinked = linksIn(head.children).length > 0;
  // A project's name with a link, "kept by somebody" and a list is no article, so a linked title needs more to go by.
  if (source) return source.day !== undefined || has('abstract') || has('label') || (has('details') && !isLinked);
  const isTitle = isDecorated(head) || isLinked;
  const second = blocks[1]?.role;
  if (first.role === 'abstract')
    return second === 'label' || second === 'details' || (isTitle && second === 'reference');
  return first.role === 'label' && second === 'details' && isTitle;
}

/** The blocks below an article's heading with their roles; a rule at the end is left to the design. */
export function articleBlocks(body: readonly TreeNode[]): readonly ArticleBlock[] {
  const nodes = withoutEdgeRules(body);
  const blocks: ArticleBlock[] = [];
  for (const [index, node] of nodes.entries()) {
    const before = blocks.at(-1)?.role;
    blocks.push({ role: roleOf(node, nodes[index + 1], before, blocks), nodes: [node] });
  }
  return merged(blocks);
}

/** The source of an article: its source line, else the link that its heading is. */
export function articleSource(head: ElementNode, blocks: readonly ArticleBlock[]): Source | undefined {
  const nodes = blocks.find((block) => block.role === 'source')?.nodes ?? [];
  const source = sourceLine(nodes[0]);
  if (source) {
    const day = source.day ?? dateLine(nodes[1]);
    return { ...source, ...(day !== undefined && { day }) };
  }
  const [link] = linksIn(head.children);
  const isWhole = link !== undefined && oneLine(textOf([link])) === oneLine(textOf([head]));
  return isWhole ? { url: link.attributes['href'] ?? '', label: oneLine(textOf([link])) } : undefined;
}

/** What the id of an article ends in, before numbers tell doubles apart: it stays when neighbours come and go. */
export function articleKey(heading: Heading, source: Source | undefined, isAnchorGiven: boolean): string {
  if (isAnchorGiven) return encodeURIComponent(heading.anchor);
  return fingerprint(source ? plainUrl(source.url) : heading.text.normalize('NFKC').toLowerCase()).toString(36);
}

/** An address without what trackers and servers vary: scheme, `www.`, `utm_...`, fragment, the slash at its end. */
function plainUrl(url: string): string {
  const [address = '', query = ''] = url
    .replace(/#.*$/, '')
    .replace(/^https?:\/\/(?:www\.)?/i, '')
    .split('?', 2);
  const kept = query.split('&').filter((pair) => pair !== '' && !/^(?:utm_|fbclid|gclid|spm=)/i.test(pair));
  return `${address.replace(/\/+$/, '')}${kept.length > 0 ? `?${kept.join('&')}` : ''}`;
}

/** Bold or bracketed as a whole. */
function isDecorated(head: ElementNode): boolean {
  return isBold(head) || /^[[【「『［〔].+[\]】」』］〕]$/u.test(oneLine(textOf([head])));
}

/** Whether all that an element says is bold. */
function isBold(node: ElementNode): boolean {
  let hasBold = false;
  for (const child of node.children) {
    if (elementNamed(child, 'strong', 'b')) hasBold = true;
    else if (/[\p{L}\p{N}]/u.test(textOf([child]))) return false;
  }
  return hasBold;
}

export function withoutEdgeRules(nodes: readonly TreeNode[]): readonly TreeNode[] {
  let end = nodes.length;
  while (elementNamed(nodes[end - 1], 'hr')) end -= 1;
  return nodes.slice(0, end);
}

function roleOf(
  node: TreeNode,
  next: TreeNode | undefined,
  before: ArticleBlock['role'] | undefined,
  earlier: readonly ArticleBlock[],
): ArticleBlock['role'] {
  if (!isElement(node)) return 'prose';
  const hasSeen = (...roles: readonly ArticleBlock['role'][]): boolean =>
    earlier.some(({ role }) => roles.includes(role));
  switch (node.name) {
    case 'blockquote':
      return before === 'abstract' || !hasSeen('abstract', 'label', 'details', 'prose') ? 'abstract' : 'prose';
    case 'ul':
    case 'ol':
      return hasSeen('details') && isLinkList(node) ? 'reference' : 'details';
    case 'p':
      if (before === 'source' && dateLine(node) !== undefined) return 'source';
      if (sourceLine(node)) return hasSeen('abstract', 'label', 'details', 'prose') ? 'reference' : 'source';
      return elementNamed(next, 'ul', 'ol') && isBold(node) ? 'label' : 'prose';
    default:
      return 'prose';
  }
}

/** A list each item of which is a link with a few words about it. */
export function isLinkList(list: ElementNode): boolean {
  const items = list.children.filter((child) => isElement(child));
  return items.length > 0 && items.every((item) => linksIn(item.children).length > 0 && isMostlyLink(item));
}

function isMostlyLink(item: ElementNode): boolean {
  const linked = linksIn(item.children).reduce((sum, link) => sum + textOf([link]).length, 0);
  return textOf([item]).trim().length <= linked * 2 + 20;
}

/** Neighbours of one role are one block, except that each list and each label stays its own. */
function merged(blocks: readonly ArticleBlock[]): readonly ArticleBlock[] {
  const result: ArticleBlock[] = [];
  for (const block of blocks) {
    const last = result.at(-1);
    const joins = last?.role === block.role && block.role !== 'label' && block.role !== 'details';
    if (last && joins) result[result.length - 1] = { role: last.role, nodes: [...last.nodes, ...block.nodes] };
    else result.push(block);
  }
  return result;
}
