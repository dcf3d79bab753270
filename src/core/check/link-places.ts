// Where an issue leads to: every address of a link or an image that is asked for over the network, with the line on
// which it stands. The newsletter's own pages are left out, because a new issue links to what is not on the web yet.
import type { Issue, Part } from '../issue/issue.ts';
import { lineFinder } from '../issue/line-finder.ts';
import { isElement, type TreeNode } from '../issue/tree.ts';
import { absoluteUrl, type Newsletter } from '../newsletter.ts';

export interface LinkPlace {
  /** As the author wrote it. */
  readonly url: string;
  readonly kind: 'link' | 'image';
  readonly path: string;
  readonly line: number;
}

/** In the order of the text; `source` is the whole file. */
export function linkPlaces(issue: Issue, source: string, newsletter: Newsletter): readonly LinkPlace[] {
  const lineOf = lineFinder(source, 1);
  const own = absoluteUrl(newsletter, '');
  const places: LinkPlace[] = [];
  const visit = (nodes: readonly TreeNode[]): void => {
    for (const node of nodes) {
      if (!isElement(node)) continue;
      const url = node.attributes[node.name === 'img' ? 'src' : 'href'] ?? '';
      if (/^https?:/i.test(url) && !url.startsWith(own)) {
        const kind = node.name === 'img' ? 'image' : 'link';
        // An address may begin another one that stands before it, so its end is looked for as well.
        const line = lineOf(`(${url})`, `(${url} `, `<${url}>`, `"${url}"`, `: ${url}\n`, url, written(url));
        places.push({ url, kind, path: issue.path, line });
      }
      visit(node.children);
    }
  };
  visit(issue.parts.flatMap(nodesOf));
  return places;
}

/** As it stands where Markdown or HTML had to escape it. */
function written(url: string): string {
  return url.replaceAll('&', '&amp;');
}

/** Everything that a part shows, in its order. */
function nodesOf(part: Part): readonly TreeNode[] {
  const heading = 'heading' in part ? (part.heading?.nodes ?? []) : [];
  if (part.kind === 'section') return [...heading, ...part.parts.flatMap(nodesOf)];
  if (part.kind === 'article') return [...heading, ...part.blocks.flatMap(({ nodes }) => nodes)];
  return [...heading, ...part.nodes];
}
