// One article as a piece of the letter, in its three forms. The markup around the article and around each of its blocks
// is the owner's (letter-article.liquid, letter-block.liquid); what the author wrote comes as finished HTML.
import { AppError } from '../../../errors.ts';
import type { Article, ArticleBlock, Heading } from '../../issue/issue.ts';
import { element, elementNamed, isElement, text, type TreeNode } from '../../issue/tree.ts';
import { DATE_CLASS, type EmailHtml } from './email-html.ts';
import type { Piece } from './letter-budget.ts';
import { anchorUrl } from './letter-values.ts';

export type RenderPart = (name: string, values: Readonly<Record<string, unknown>>) => string;

export interface ArticleContext {
  readonly email: EmailHtml;
  /** The page, ends in a slash. */
  readonly pageUrl: string;
  /** Renders one of the owner's parts. */
  readonly render: RenderPart;
  /** The owner's markup around a block of a role. */
  readonly around: (role: ArticleBlock['role'], html: string) => string;
}

interface BlockHtml {
  readonly role: ArticleBlock['role'];
  readonly html: string;
}

/** Without an abstract, an article that gives way keeps its first paragraph up to this size. */
const LEAD_MAX_BYTES = 1500;

/** Stands where a block's HTML goes; source cleaning lets no such character through. */
const BLOCK_MARK = '\uF8F6';

export function articlePiece(article: Article, context: ArticleContext): Piece {
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
  { render, around, email, pageUrl }: ArticleContext,
): string {
  const url = anchorUrl(pageUrl, article.heading);
  const body = blocks.map((block) => around(block.role, block.html)).join('\n');
  const headline = headlineHtml(article.heading, email, url);
  return render('letter-article.liquid', { article: { form, url, headline, title: article.heading.text, body } });
}

/** The headline leads to the article's place on the web, unless the author linked it to something else. */
function headlineHtml(heading: Heading, email: EmailHtml, url: string): string {
  const nodes = withoutStrong(heading.nodes);
  const inner = email.html(nodes);
  return inner.includes('<a ') ? inner : `<a href="${url}" style="color:inherit;text-decoration:none">${inner}</a>`;
}

/** The markup of each role is rendered once for an issue and not once for each of its hundred blocks. */
export function blockMarkup(render: RenderPart): ArticleContext['around'] {
  const known = new Map<string, readonly [string, string]>();
  return (role, html) => {
    const [before, after] = known.get(role) ?? halves(role, render);
    known.set(role, [before, after]);
    return before + html + after;
  };
}

function halves(role: ArticleBlock['role'], render: RenderPart): readonly [string, string] {
  const [before, after, ...more] = render('letter-block.liquid', { block: { role, html: BLOCK_MARK } }).split(
    BLOCK_MARK,
  );
  if (before !== undefined && after !== undefined && more.length === 0) return [before, after];
  const message = `email-templates/letter-block.liquid must say {{ block.html | raw }} once for "${role}"`;
  throw new AppError('TEMPLATE_INVALID', `${message}. See docs/email.md.`);
}

/** A headline is bold already; `### **Title**` is how some editors write every one of them. */
export function withoutStrong(nodes: readonly TreeNode[]): readonly TreeNode[] {
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
  return { role: block.role, html: email.html(block.role === 'source' ? inner.map(dateInLine) : inner) };
}

/** The date beside a source stands in code by habit: a way to set it apart in Markdown, not in print. */
function dateInLine(node: TreeNode): TreeNode {
  const code = elementNamed(node, 'code');
  const [only] = code?.children ?? [];
  if (only?.kind !== 'text') return node;
  return element('span', { class: DATE_CLASS }, [text(only.text.replace(/^\[(.*)\]$/, '$1'))]);
}
