// The body of an issue -> its parts. A digest is recognised by its shape: highlights first, sections, articles below
// them, lists of further reading last. What has none of these shapes is prose; every node of the body ends up in
// exactly one part, in the author's order, save rules that only drew a line where the design draws one.
import type { Newsletter } from '../newsletter.ts';
import { articleBlocks, articleKey, articleSource, hasArticleShape, isLinkList, withoutEdgeRules } from './article.ts';
import { articlesIn, highlightsAmong, withTopics } from './article-topics.ts';
import { bracketed, headingOf } from './heading.ts';
import { withHighlightLinks } from './highlight-links.ts';
import { highlightsIn } from './highlights.ts';
import type { Article, Group, Highlights, Part } from './issue.ts';
import { oneLine } from './outline.ts';
import { linksIn } from './source-line.ts';
import { topicOf } from './topic.ts';
import { elementNamed, isElement, textOf, type ElementNode, type TreeNode } from './tree.ts';

export interface DigestContext {
  readonly newsletter: Newsletter;
  readonly issueId: string;
  readonly givenAnchors: ReadonlySet<string>;
}

/** `body` is what outline.ts gives: h2 on top, ids on all headings. */
export function digest(body: readonly TreeNode[], context: DigestContext): readonly Part[] {
  const footnotes = body.filter((node) => isFootnotes(node));
  const nodes = footnotes.length > 0 ? body.filter((node) => !isFootnotes(node)) : body;
  const stretches = splitAt(nodes, 'h2').map((stretch) => withPieces(stretch));
  const isDigest = stretches.some(({ head, body: below, pieces }) => {
    return pieces.some((piece) => piece.kind === 'article') || (head !== undefined && hasArticleShape(head, below));
  });
  const parts: Part[] = [];
  // Highlights stand before the first article, and once.
  let isOpening = true;
  for (const stretch of stretches) {
    const found = stretchParts(stretch, { ...context, isDigest, isOpening });
    isOpening &&= articlesIn(found).length === 0 && highlightsAmong(found).length === 0;
    parts.push(...found);
  }
  const topical = withTopics(parts, context.newsletter);
  return [...withHighlightLinks(withIds(topical)), ...prose(footnotes)];
}

/** They belong to the whole issue, wherever its last article ends. */
function isFootnotes(node: TreeNode): boolean {
  return elementNamed(node, 'section')?.attributes['class'] === 'footnotes';
}

interface Stretch {
  readonly head?: ElementNode;
  readonly body: readonly TreeNode[];
}

interface Piece extends Stretch {
  readonly kind: 'article' | 'group' | 'prose';
}

interface StretchContext extends DigestContext {
  readonly isDigest: boolean;
  readonly isOpening: boolean;
}

function splitAt(nodes: readonly TreeNode[], name: 'h2' | 'h3'): readonly Stretch[] {
  const stretches: { head?: ElementNode; body: TreeNode[] }[] = [{ body: [] }];
  for (const node of nodes) {
    const head = elementNamed(node, name);
    if (head) stretches.push({ head, body: [] });
    else stretches.at(-1)?.body.push(node);
  }
  return stretches.filter((stretch) => stretch.head !== undefined || stretch.body.length > 0);
}

function withPieces(stretch: Stretch): Stretch & { readonly pieces: readonly Piece[] } {
  return { ...stretch, pieces: splitAt(stretch.body, 'h3').map((piece) => withKind(piece)) };
}

function withKind(piece: Stretch): Piece {
  return { ...piece, kind: kindOf(piece) };
}

function kindOf({ head, body }: Stretch): Piece['kind'] {
  if (head === undefined) return 'prose';
  if (hasArticleShape(head, body)) return 'article';
  return bracketed(oneLine(textOf([head]))) !== undefined && isReading(body) ? 'group' : 'prose';
}

/** Nothing but lists of links: further reading. An empty one counts, for generation may have found nothing. */
function isReading(body: readonly TreeNode[]): boolean {
  return withoutEdgeRules(body).every((node) => elementNamed(node, 'ul', 'ol') && isElement(node) && isLinkList(node));
}

/** Among articles a heading over nothing, or over one link, is an article too. */
function isFurtherReading(body: readonly TreeNode[], isAmongArticles: boolean): boolean {
  return isReading(body) && (!isAmongArticles || linksIn(body).length > 1);
}

function stretchParts(
  { head, body, pieces }: Stretch & { readonly pieces: readonly Piece[] },
  context: StretchContext,
): readonly Part[] {
  if (head === undefined) return opening(withoutEdgeRules(body), context);
  const hasPieces = pieces.some((piece) => piece.head !== undefined);
  if (!hasPieces && hasArticleShape(head, body)) return [article(head, body, context)];
  const heading = headingOf(head);
  const parts = piecesParts(pieces, context);
  const [only] = parts;
  // A heading over highlights alone is theirs and no section.
  if (parts.length === 1 && only?.kind === 'highlights') return [{ ...only, heading }];
  return [{ kind: 'section', heading, parts }];
}

/** Prose with the list of highlights, if there is one, taken out of it as a part of its own. */
function opening(nodes: readonly TreeNode[], context: StretchContext): readonly Part[] {
  const index = context.isOpening ? nodes.findIndex((node) => elementNamed(node, 'ul', 'ol')) : -1;
  const list = elementNamed(nodes[index], 'ul', 'ol');
  const items = list && highlightsIn(list, context.newsletter);
  const isMeant = items && (context.isDigest || items.some((item) => item.label !== undefined));
  if (!list || !items || !isMeant) return prose(nodes);
  const found: Highlights = { kind: 'highlights', nodes: [list], items };
  return [...prose(nodes.slice(0, index)), found, ...prose(nodes.slice(index + 1))];
}

function piecesParts(pieces: readonly Piece[], context: StretchContext): readonly Part[] {
  const hasArticle = pieces.some((piece) => piece.kind === 'article');
  const hasGroup = pieces.some((piece) => piece.kind === 'group');
  const parts: Part[] = [];
  for (const [index, piece] of pieces.entries()) {
    const { head } = piece;
    const isLast = index === pieces.length - 1;
    if (head === undefined)
      parts.push(...opening(hasArticle || isLast ? withoutEdgeRules(piece.body) : piece.body, context));
    else if (piece.kind === 'group' || ((hasGroup || context.isDigest) && isFurtherReading(piece.body, hasArticle))) {
      parts.push(group(head, piece.body, context));
      // Among articles everything that has a heading of their level is one, even where its making has failed.
    } else if (piece.kind === 'article' || hasArticle) parts.push(article(head, piece.body, context));
    else {
      const last = parts.at(-1);
      const nodes = [head, ...(isLast ? withoutEdgeRules(piece.body) : piece.body)];
      if (last?.kind === 'prose') parts[parts.length - 1] = { kind: 'prose', nodes: [...last.nodes, ...nodes] };
      else parts.push({ kind: 'prose', nodes });
    }
  }
  return parts;
}

function prose(nodes: readonly TreeNode[]): readonly Part[] {
  return nodes.length > 0 ? [{ kind: 'prose', nodes }] : [];
}

function group(head: ElementNode, body: readonly TreeNode[], { newsletter }: DigestContext): Group {
  const heading = headingOf(head);
  const topic = topicOf(heading.text, newsletter);
  return { kind: 'group', heading, ...(topic !== undefined && { topic }), nodes: withoutEdgeRules(body) };
}

function article(head: ElementNode, body: readonly TreeNode[], context: DigestContext): Article {
  const heading = headingOf(head);
  const blocks = articleBlocks(body);
  const source = articleSource(head, blocks);
  const id = `${context.issueId}/${articleKey(heading, source, context.givenAnchors.has(heading.anchor))}`;
  const label = /^\s*[[【「［]([^\][【】「」［］]{1,30})[\]】」］]\s*\S/u.exec(heading.text)?.[1];
  const topic = label === undefined ? undefined : topicOf(label, context.newsletter);
  return {
    kind: 'article',
    id,
    heading,
    ...(source && { source }),
    topics: topic === undefined ? [] : [topic],
    blocks,
  };
}

/** Numbers behind the keys of articles that share one, in the author's order. */
function withIds(parts: readonly Part[]): readonly Part[] {
  const used = new Set<string>();
  const counts = new Map<string, number>();
  const change = (part: Part): Part => {
    if (part.kind === 'section') return { ...part, parts: part.parts.map(change) };
    if (part.kind !== 'article') return part;
    let { id } = part;
    let count = counts.get(part.id) ?? 1;
    for (; used.has(id); id = `${part.id}-${count}`) count += 1;
    counts.set(part.id, count);
    used.add(id);
    return { ...part, id };
  };
  return articlesIn(parts).length > 0 ? parts.map(change) : parts;
}
