// The opening list of a digest: items of the shape `**[topic]** **title**: sentence`. What was recognised goes into
// items; the list itself stays as written. Which article a highlight speaks of is found by likeness of the words.
import type { Newsletter } from '../newsletter.ts';
import type { Highlight } from './issue.ts';
import { oneLine } from './outline.ts';
import { topicOf } from './topic.ts';
import { elementNamed, isElement, type ElementNode, type TreeNode } from './tree.ts';

/** A label is a word or two; what is longer in brackets is a title, and so is a quotation that the sentence goes on. */
const LABEL =
  /^\s*(?:\[([^\][]{1,30})\]|【([^【】]{1,30})】|「([^「」]{1,30})」(?=\s)|［([^［］]{1,30})］|〔([^〔〕]{1,30})〕)\s*/u;
/** Below this two titles share only the words that all titles share. */
const MIN_LIKENESS = 0.4;

/** The items of a list if it is one of highlights, else undefined. */
export function highlightsIn(list: ElementNode, newsletter: Newsletter): readonly Highlight[] | undefined {
  const items = list.children.filter((child) => isElement(child));
  if (items.length === 0 || items.some((item) => hasBlocks(item))) return undefined;
  const read = items.map((item) => highlightIn(item, newsletter));
  const highlights = read.filter((item) => item !== undefined);
  // One item may be out of shape, for programs stumble; a list of prose is none of ours.
  return highlights.length * 4 >= items.length * 3 ? highlights : undefined;
}

export interface Titled {
  readonly title: string;
}

/** For each of `articles` the highlight that speaks of it, each highlight at most once, the most alike first. */
export function highlightOf<A extends Titled>(
  articles: readonly A[],
  highlights: readonly Highlight[],
): ReadonlyMap<A, Highlight> {
  const grams = highlights.map(({ title, sentence }) => ({
    title: gramsOf(title),
    all: gramsOf(`${title} ${sentence}`),
  }));
  const pairs = articles.flatMap((article) => {
    const own = gramsOf(article.title);
    return highlights.map((highlight, i) => {
      const score = Math.max(shareOf(own, grams[i]?.title), shareOf(own, grams[i]?.all) * 0.9);
      return { article, highlight, score };
    });
  });
  const found = new Map<A, Highlight>();
  const used = new Set<Highlight>();
  for (const { article, highlight, score } of pairs.toSorted((a, b) => b.score - a.score)) {
    if (score < MIN_LIKENESS || found.has(article) || used.has(highlight)) continue;
    found.set(article, highlight);
    used.add(highlight);
  }
  // As many highlights as articles, and all but one paired: the last two are left to each other.
  const lastArticle = articles.find((article) => !found.has(article));
  const lastHighlight = highlights.find((highlight) => !used.has(highlight));
  const isLastPair = articles.length === highlights.length && found.size === articles.length - 1 && found.size > 1;
  if (isLastPair && lastArticle && lastHighlight) found.set(lastArticle, lastHighlight);
  return found;
}

/** More than one paragraph, or a list in the item: more than a highlight. */
function hasBlocks(item: ElementNode): boolean {
  const blocks = item.children.filter((child) => elementNamed(child, 'p', 'ul', 'ol', 'blockquote', 'pre', 'table'));
  return blocks.length > 1 || (blocks.length === 1 && !elementNamed(blocks[0], 'p'));
}

function highlightIn(item: ElementNode, newsletter: Newsletter): Highlight | undefined {
  const runs = runsIn(item.children, false);
  const whole = oneLine(runs.map((run) => run.text).join(''));
  const labelMatch = LABEL.exec(whole);
  const label = labelMatch
    ?.slice(1)
    .find((group) => group !== undefined)
    ?.trim();
  const rest = oneLine(whole.slice(labelMatch?.[0].length ?? 0));
  const boldTitle = boldAfterLabel(runs, labelMatch?.[0].length ?? 0);
  if (rest === '' || (label === undefined && boldTitle === undefined)) return undefined;
  const colon = /^(.{1,80}?)\s*[:：]\s*(?=\S)/u.exec(rest);
  const title = boldTitle ?? colon?.[1] ?? rest;
  // Without a label the colon is what tells a highlight from a bold word.
  const behind = boldTitle === undefined ? (colon ? rest.slice(colon[0].length) : '') : rest.slice(title.length);
  const hasColon = /[:：]$/.test(title) || /^\s*[:：—–-]/.test(behind) || (boldTitle === undefined && colon !== null);
  if (label === undefined && !hasColon) return undefined;
  const topic = label === undefined ? undefined : topicOf(label, newsletter);
  const sentence = behind.replace(/^[\s:：—–-]+/, '');
  return {
    ...(label !== undefined && { label }),
    ...(topic !== undefined && { topic }),
    title: title.replace(/[\s:：]+$/, ''),
    sentence,
  };
}

interface Run {
  readonly text: string;
  readonly isBold: boolean;
}

function runsIn(nodes: readonly TreeNode[], isBold: boolean): readonly Run[] {
  return nodes.flatMap((node) => {
    if (!isElement(node)) return [{ text: node.text, isBold }];
    return runsIn(node.children, isBold || node.name === 'strong' || node.name === 'b' || node.name === 'a');
  });
}

/** The bold or linked words right behind the label, in one line; undefined when plain text stands there. */
function boldAfterLabel(runs: readonly Run[], labelLength: number): string | undefined {
  let seen = 0;
  let title = '';
  for (const run of runs) {
    const start = Math.max(0, labelLength - seen);
    // Lengths are those of the text in one line: leading space counts for nothing.
    const text = seen === 0 ? run.text.trimStart() : run.text;
    seen += text.length;
    if (seen <= labelLength) continue;
    const part = text.slice(start);
    if (run.isBold) title += part;
    else if (title !== '' || part.trim() !== '') break;
  }
  return oneLine(title) === '' ? undefined : oneLine(title);
}

/** Words of alphabets and pairs of Chinese characters: what two texts may have in common. */
function gramsOf(text: string): ReadonlySet<string> {
  const grams = new Set<string>();
  for (const [run] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/\p{Script=Han}+|[[\p{L}\p{N}]--\p{Script=Han}]+/gv)) {
    if (!/^\p{Script=Han}/u.test(run) || run.length === 1) grams.add(run);
    else for (let i = 0; i + 1 < run.length; i += 1) grams.add(run.slice(i, i + 2));
  }
  return grams;
}

/** How much of `own` is in `other`, 0 to 1. */
function shareOf(own: ReadonlySet<string>, other: ReadonlySet<string> | undefined): number {
  if (own.size === 0 || other === undefined) return 0;
  let common = 0;
  for (const gram of own) if (other.has(gram)) common += 1;
  return common / own.size;
}
