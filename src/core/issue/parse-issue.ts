// The text of one file -> an Issue, or the problems that keep it from being one. This is the only way in: whatever the
// rest of the program knows of an issue has passed here.
import { Marked } from 'marked';
import sanitizeHtml from 'sanitize-html';
import { parse as parseYaml } from 'yaml';
import type { Newsletter } from '../newsletter.ts';
import type { Article, ArticleBlock, Heading, Issue, Part, Source } from './issue.ts';
import type { Problem } from './problem.ts';
import { elementNamed, parseTree, textOf, type ElementNode, type TreeNode } from './tree.ts';

export interface IssueFile {
  /** Relative to the newsletter's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** `issue` is absent exactly when `problems` holds an error. */
export interface ParsedIssue {
  readonly issue?: Issue;
  readonly problems: readonly Problem[];
}

export function parseIssue(file: IssueFile, newsletter: Newsletter): ParsedIssue {
  const match = /^---\n([\s\S]*?)\n---\n/.exec(file.text);
  const metadata = metadataOf(match?.[1]);
  const markdown = file.text.slice(match?.[0].length ?? 0);
  const name = file.path.replace(/^.*\//, '').replace(/\.md$/, '');
  const nodes = parseTree(sanitizeHtml(new Marked().parse(markdown) as string));
  const h1 = nodes.find((node) => elementNamed(node, 'h1'));
  const title = metadata['title'] ?? (h1 ? textOf([h1]) : name);
  const day = /\d{4}-\d{2}-\d{2}/.exec(metadata['date'] ?? name)?.[0];
  const slug = metadata['slug'] ?? name;
  if (day === undefined) {
    return { problems: [{ code: 'date-missing', path: file.path, message: `${file.path} has no date.` }] };
  }
  const at = `${day}T00:00:00+00:00`;
  const id = `tag:${newsletter.authority}:issue/${encodeURIComponent(slug)}`;
  const parts = partsOf(
    nodes.filter((node) => node !== h1),
    id,
  );
  const firstParagraph = nodes.find((node) => elementNamed(node, 'p'));
  const summary = firstParagraph ? textOf([firstParagraph]) : title;
  const issue: Issue = {
    path: file.path,
    slug,
    id,
    title,
    language: newsletter.language,
    date: { day, at, hasTime: false },
    updated: at,
    status: metadata['status'] === 'draft' ? 'draft' : 'published',
    summary,
    subject: title,
    preheader: summary,
    topics: [],
    corrections: [],
    parts,
    markdown,
  };
  return { issue, problems: [] };
}

function metadataOf(yaml = ''): Record<string, string> {
  const value: unknown = parseYaml(yaml, { schema: 'failsafe' });
  return (value ?? {}) as Record<string, string>;
}

function partsOf(nodes: readonly TreeNode[], issueId: string): readonly Part[] {
  return splitAt(nodes, 'h2').map((stretch, i): Part => {
    if (stretch.head === undefined) return { kind: 'prose', nodes: stretch.body };
    const parts = splitAt(stretch.body, 'h3').map((piece, j): Part => {
      if (piece.head === undefined) return { kind: 'prose', nodes: piece.body };
      return articleOf(piece.head, piece.body, `${issueId}/${i}-${j}`, `a${i}-${j}`);
    });
    return { kind: 'section', heading: headingOf(stretch.head, `s${i}`), parts };
  });
}

function splitAt(
  nodes: readonly TreeNode[],
  name: string,
): readonly { head?: ElementNode; body: readonly TreeNode[] }[] {
  const stretches: { head?: ElementNode; body: TreeNode[] }[] = [{ body: [] }];
  for (const node of nodes) {
    const head = elementNamed(node, name);
    if (head) stretches.push({ head, body: [] });
    else stretches.at(-1)?.body.push(node);
  }
  return stretches.filter((stretch) => stretch.head !== undefined || stretch.body.length > 0);
}

function headingOf(node: ElementNode, anchor: string): Heading {
  return { level: Number(node.name.slice(1)) as Heading['level'], text: textOf([node]), nodes: node.children, anchor };
}

function articleOf(head: ElementNode, body: readonly TreeNode[], id: string, anchor: string): Article {
  let source: Source | undefined;
  const blocks = body
    .filter((node) => node.kind === 'element' || node.text.trim() !== '')
    .map((node): ArticleBlock => {
      if (elementNamed(node, 'blockquote')) return { role: 'abstract', nodes: [node] };
      if (elementNamed(node, 'ul', 'ol')) return { role: 'details', nodes: [node] };
      const first = elementNamed(node, 'p')?.children[0];
      const link = elementNamed(first, 'a');
      if (link && source === undefined) {
        source = { url: link.attributes['href'] ?? '', label: textOf([link]) };
        return { role: 'source', nodes: [node] };
      }
      if (link) return { role: 'reference', nodes: [node] };
      return { role: elementNamed(first, 'strong') ? 'label' : 'prose', nodes: [node] };
    });
  return { kind: 'article', id, heading: headingOf(head, anchor), ...(source && { source }), topics: [], blocks };
}
