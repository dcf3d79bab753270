// Real issues by others: none of their words is lost in a feed, and nothing in a feed depends on our page.
import { expect, test } from 'vitest';
import type { Part } from '../../../../src/core/issue/issue.ts';
import { parseIssue } from '../../../../src/core/issue/parse-issue.ts';
import { parseTree, textOf, type TreeNode } from '../../../../src/core/issue/tree.ts';
import { parseAtomFeed } from 'feedsmith';
import { corpusFiles, corpusMissing } from '../../../support/corpus.ts';
import { feedFile, feedFiles } from '../../../support/feed-files.ts';
import { aNewsletter } from '../../../support/newsletter.ts';

// vitest wants a test in every file, and the reason belongs into its report.
if (corpusMissing !== undefined) test.skip(`real issues: ${corpusMissing}`);

test.each(corpusFiles.map((file) => [file.path, file.text] as const))(
  'the feed entry of %s has all of its words and stands alone',
  (path, text) => {
    const name = path.replace(/^.*\//, '');
    const { issue, problems } = parseIssue({ path: `issues/2026-01-01-${name}`, text }, aNewsletter());
    if (issue === undefined) throw new Error(JSON.stringify(problems));
    const entry = parseAtomFeed(feedFile(feedFiles([issue], aNewsletter()), 'feed.atom')).entries?.[0];
    const html = entry?.content?.value ?? '';
    expect(wordsOf(parseTree(html))).toBe(wordsOf(issue.parts.flatMap(nodesOf)));
    const addresses = [...html.matchAll(/ (?:href|src|srcset|cite|poster)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses.filter((address = '') => !/^(?:https?|mailto|tel):/.test(address))).toEqual([]);
    expect(html).not.toMatch(/<(?:script|style|iframe|form|input)| (?:id|class|on\w+|data-[\w-]+)="/);
  },
);

/** Signs for checkboxes are ours, and blanks are no words. */
function wordsOf(nodes: readonly TreeNode[]): string {
  return textOf(nodes).replace(/[\s☐☑]+/g, '');
}

function nodesOf(part: Part): readonly TreeNode[] {
  if (part.kind === 'prose') return part.nodes;
  const heading = part.heading?.nodes ?? [];
  if (part.kind === 'section') return [...heading, ...part.parts.flatMap(nodesOf)];
  return [...heading, ...(part.kind === 'article' ? part.blocks.flatMap((block) => block.nodes) : part.nodes)];
}
