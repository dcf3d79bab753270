// The parts of an issue -> the pieces of a letter's body, each in the forms that the budget may ask for. The markup around
// an article and a section is the owner's (email-templates/); what the author wrote comes as finished HTML.
import type { Article, ArticleBlock, Group, Heading, Highlights, Issue, Part, Section } from '../../issue/issue.ts';
import {
  element,
  elementNamed,
  isElement,
  mapElements,
  text,
  textOf,
  type ElementNode,
  type TreeNode,
} from '../../issue/tree.ts';
import { LABEL_CLASS, type EmailHtml } from './email-html.ts';
import type { Piece } from './letter-budget.ts';
import { anchorUrl } from './letter-values.ts';

export interface PieceContext {
  readonly email: EmailHtml;
  /** The issue's page, ends in a slash. */
  readonly pageUrl: string;
  /** Renders one of the owner's parts. */
  readonly render: (name: string, values: Readonly<Record<string, unknown>>) => string;
}

interface BlockHtml {
  readonly role: ArticleBlock['role'];
  readonly html: string;
}

/** Without an abstract, an article that gives way keeps its first paragraph up to this size. */
const LEAD_MAX_BYTES = 1500;

export function letterPieces(issue: Issue, context: PieceContext): readonly Piece[] {
  return issue.parts.flatMap((part) => partPieces(part, issue.title, context));
}

function partPieces(part: Part, title: string, context: PieceContext): readonly Piece[] {
  switch (part.kind) {
    case 'prose':
      return [blocksPiece(title, part.nodes, context)];
    case 'highlights':
      return highlightsPieces(part, title, context);
    case 'section':
      return sectionPieces(part, context);
    case 'group':
      return groupPieces(part, context);
    case 'article':
    default:
      return [articlePiece(part, context)];
  }
}

function highlightsPieces(part: Highlights, title: string, context: PieceContext): readonly Piece[] {
  const heading = part.heading ? [labelPiece(part.heading, true, context)] : [];
  const nodes = mapElements(part.nodes, labelled);
  return [
    ...heading,
    { ...blocksPiece(part.heading?.text ?? title, nodes, context), full: context.email.details(nodes) },
  ];
}

/** `**[label]** **title**` at the head of an item -> the label without its brackets, set as one. */
function labelled(node: ElementNode): TreeNode {
  const lead = elementNamed(node, 'li') && elementNamed(node.children[0], 'strong');
  const label = lead && /^\s*[[［【](.+)[\]］】]\s*$/.exec(textOf(lead.children))?.[1];
  if (label === undefined) return node;
  return { ...node, children: [element('span', { class: LABEL_CLASS }, [text(label)]), ...node.children.slice(1)] };
}

function sectionPieces(section: Section, context: PieceContext): readonly Piece[] {
  const isLabel = section.parts.some((part) => part.kind !== 'prose');
  const inner = section.parts.flatMap((part) => partPieces(part, section.heading.text, context));
  return [labelPiece(section.heading, isLabel, context), ...inner];
}

function labelPiece(heading: Heading, isLabel: boolean, { render, email }: PieceContext): Piece {
  const section = { title: email.html(withoutStrong(heading.nodes)), label: isLabel };
  return { title: heading.text, full: render('letter-section.liquid', { section }), isLabel: true };
}

function groupPieces(group: Group, context: PieceContext): readonly Piece[] {
  const { text: title, nodes, level } = group.heading;
  const full = context.email.heading(Math.max(level, 3), context.email.html(withoutStrong(nodes)));
  return [{ title, full, isLabel: true }, blocksPiece(title, group.nodes, context)];
}

/** Blocks without a form of their own; they can be cut between any two. */
function blocksPiece(title: string, nodes: readonly TreeNode[], { email }: PieceContext): Piece {
  return { title, full: email.html(nodes), cut: (roomBytes) => cutBlocks(nodes, email, roomBytes) };
}

/** These can be cut between their children as well; a paragraph or a heading cannot. */
const DIVISIBLE = ['ul', 'ol', 'blockquote', 'div', 'section', 'details', 'article', 'table', 'tbody'];

function cutBlocks(nodes: readonly TreeNode[], email: EmailHtml, roomBytes: number): string {
  const kept: TreeNode[] = [];
  let room = roomBytes;
  for (const node of nodes) {
    const bytes = Buffer.byteLength(email.html([node]));
    if (bytes <= room) {
      kept.push(node);
      room -= bytes;
      continue;
    }
    const divided = divide(node, email, room);
    if (divided) kept.push(divided);
    break;
  }
  while (isHeading(kept.at(-1))) kept.pop();
  return email.html(kept);
}

function divide(node: TreeNode, email: EmailHtml, roomBytes: number): ElementNode | undefined {
  const whole = elementNamed(node, ...DIVISIBLE);
  if (!whole) return undefined;
  let room = roomBytes - Buffer.byteLength(email.html([{ ...whole, children: [] }]));
  const children: TreeNode[] = [];
  for (const child of whole.children) {
    const bytes = Buffer.byteLength(email.html([child]));
    if (bytes <= room) {
      children.push(child);
      room -= bytes;
      continue;
    }
    const divided = divide(child, email, room);
    if (divided) children.push(divided);
    break;
  }
  return children.some(isElement) ? { ...whole, children } : undefined;
}

function isHeading(node: TreeNode | undefined): boolean {
  return (isElement(node) && /^h[1-6]$/.test(node.name)) || (node?.kind === 'text' && node.text.trim() === '');
}

function articlePiece(article: Article, context: PieceContext): Piece {
  const blocks = article.blocks.map((block) => blockHtml(block, context.email));
  const lead = blocks.filter((block) => block.role === 'source' || block.role === 'abstract');
  const kept = lead.some((block) => block.role === 'abstract') ? lead : withFirstParagraph(blocks);
  return {
    title: article.heading.text,
    full: articleHtml(article, 'full', blocks, context),
    ...(kept.length < blocks.length && { abridged: () => articleHtml(article, 'abridged', kept, context) }),
    headline: () => articleHtml(article, 'headline', [], context),
  };
}

/** The first block that is not the source line stands in for a missing abstract, unless it is long itself. */
function withFirstParagraph(blocks: readonly BlockHtml[]): readonly BlockHtml[] {
  const sources = blocks.filter((block) => block.role === 'source');
  const first = blocks.find((block) => block.role !== 'source');
  const isShort = first !== undefined && Buffer.byteLength(first.html) <= LEAD_MAX_BYTES;
  return isShort ? blocks.filter((block) => block === first || sources.includes(block)) : sources;
}

function articleHtml(
  article: Article,
  form: 'full' | 'abridged' | 'headline',
  blocks: readonly BlockHtml[],
  { render, email, pageUrl }: PieceContext,
): string {
  const url = anchorUrl(pageUrl, article.heading);
  const headline = headlineHtml(article.heading, email, url);
  return render('letter-article.liquid', { article: { form, url, headline, title: article.heading.text, blocks } });
}

/** The headline leads to the article's place on the web, unless the author linked it to something else. */
function headlineHtml(heading: Heading, email: EmailHtml, url: string): string {
  const nodes = withoutStrong(heading.nodes);
  const inner = email.html(nodes);
  return inner.includes('<a ') ? inner : `<a href="${url}" style="color:inherit;text-decoration:none">${inner}</a>`;
}

/** A headline is bold already; `### **Title**` is how some editors write every one of them. */
function withoutStrong(nodes: readonly TreeNode[]): readonly TreeNode[] {
  return nodes.flatMap((node) => elementNamed(node, 'strong', 'b')?.children ?? [node]);
}

/** Roles whose markup is the owner's come without the paragraph or quote around them. */
function blockHtml(block: ArticleBlock, email: EmailHtml): BlockHtml {
  const nodes = block.nodes.filter((node) => isElement(node) || node.text.trim() !== '');
  const [only] = nodes;
  const wrapper = block.role === 'abstract' ? 'blockquote' : 'p';
  const inner = nodes.length === 1 ? elementNamed(only, wrapper)?.children : undefined;
  if (block.role === 'details') return { role: 'details', html: email.details(nodes) };
  if (block.role === 'prose' || !inner) return { role: 'prose', html: email.html(nodes) };
  return { role: block.role, html: email.html(block.role === 'source' ? inner.map(dateAsText) : inner) };
}

/** The date beside a source stands in code by habit: a way to set it apart in Markdown, not in print. */
function dateAsText(node: TreeNode): TreeNode {
  const code = elementNamed(node, 'code');
  const [only] = code?.children ?? [];
  return only?.kind === 'text' ? text(only.text.replace(/^\[(.*)\]$/, '$1')) : node;
}
