// The parts of an issue -> the pieces of a letter's body, each in the forms that the budget may ask for. The markup
// around an article and a section is the owner's (email-templates/); what the author wrote comes as finished HTML.
import type { Group, Heading, Highlights, Issue, Part, Section } from '../../issue/issue.ts';
import { element, elementNamed, mapElements, text, textOf, type ElementNode, type TreeNode } from '../../issue/tree.ts';
import { articlePiece, blockMarkup, withoutStrong, type ArticleContext } from './article-piece.ts';
import { cutBlocks } from './cut-blocks.ts';
import { LABEL_CLASS, LEAP_CLASS } from './email-html.ts';
import type { Piece } from './letter-budget.ts';

/** The pieces of the issue's body in its order. */
export function letterPieces(issue: Issue, given: Omit<ArticleContext, 'around'>): readonly Piece[] {
  const context = { ...given, around: blockMarkup(given.render) };
  return issue.parts.flatMap((part) => partPieces(part, issue.title, context));
}

function partPieces(part: Part, title: string, context: ArticleContext): readonly Piece[] {
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

function highlightsPieces(part: Highlights, title: string, context: ArticleContext): readonly Piece[] {
  const heading = part.heading ? [labelPiece(part.heading, true, context)] : [];
  const nodes = mapElements(part.nodes, (node) => labelled(leaping(node)));
  return [
    ...heading,
    { ...blocksPiece(part.heading?.text ?? title, nodes, context), full: context.email.details(nodes) },
  ];
}

/** The link of a highlight's title to its article: set as a headline's, for thirteen underlined titles are none. */
function leaping(node: ElementNode): ElementNode {
  const isLeap = node.name === 'a' && node.attributes['href']?.startsWith('#');
  return isLeap ? { ...node, attributes: { ...node.attributes, class: LEAP_CLASS } } : node;
}

/** `**[label]** **title**` at the head of an item -> the label without its brackets, set as one. */
function labelled(node: ElementNode): TreeNode {
  const lead = elementNamed(node, 'li') && elementNamed(node.children[0], 'strong');
  const label = lead && /^\s*[[［【](.+)[\]］】]\s*$/.exec(textOf(lead.children))?.[1];
  if (label === undefined) return node;
  return { ...node, children: [element('span', { class: LABEL_CLASS }, [text(label)]), ...node.children.slice(1)] };
}

function sectionPieces(section: Section, context: ArticleContext): readonly Piece[] {
  const isLabel = section.parts.some((part) => part.kind !== 'prose');
  const inner = section.parts.flatMap((part) => partPieces(part, section.heading.text, context));
  return [labelPiece(section.heading, isLabel, context), ...inner];
}

function labelPiece(heading: Heading, isLabel: boolean, { render, email }: ArticleContext): Piece {
  const section = { title: email.html(withoutStrong(heading.nodes)), label: isLabel };
  return { title: heading.text, full: render('letter-section.liquid', { section }), isLabel: true };
}

function groupPieces(group: Group, context: ArticleContext): readonly Piece[] {
  const { text: title, nodes, level } = group.heading;
  const full = context.email.heading(Math.max(level, 3), context.email.html(withoutStrong(nodes)));
  return [{ title, full, isLabel: true }, blocksPiece(title, group.nodes, context)];
}

/** Blocks without a form of their own; they can be cut between any two. */
function blocksPiece(title: string, nodes: readonly TreeNode[], { email }: ArticleContext): Piece {
  return { title, full: email.html(nodes), cut: (roomBytes) => cutBlocks(nodes, email, roomBytes) };
}
