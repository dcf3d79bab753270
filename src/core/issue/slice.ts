// What of an issue a reader gets who chose topics: whole articles, or nothing. Choices that come to the same articles
// are the same slice, so that it is rendered once for all of them. docs/topics-and-digests.md says the rules to owners.
import type { Newsletter } from '../newsletter.ts';
import { articlesIn, highlightsAmong } from './article-topics.ts';
import { highlightOf } from './highlights.ts';
import type { Article, Group, Highlight, Highlights, Issue, Part, Section } from './issue.ts';
import { oneLine } from './outline.ts';
import { PREHEADER_COLUMNS, shortened, summaryOf } from './summary.ts';
import { topicOf } from './topic.ts';
import { elementNamed, isElement, textOf, type TreeNode } from './tree.ts';
import { withoutIdleNotes } from './used-notes.ts';

export interface Slice {
  /** The same for all choices that come to the same. */
  readonly key: string;
  readonly articleCount: number;
  /** Of the whole issue. */
  readonly articleTotal: number;
  /** The issue with nothing but the slice in it; ids and anchors are those of the whole. */
  readonly cut: () => Issue;
}

/**
 * What those get who chose these topics (slugs; none is every topic). An article has its own topics, else those of the
 * issue; what has none at all is for everybody. nothing: not one article is theirs.
 */
export function sliceOf(issue: Issue, chosen: readonly string[], newsletter: Newsletter): 'whole' | 'nothing' | Slice {
  if (chosen.length === 0) return 'whole';
  const isWanted = (topics: readonly string[]): boolean =>
    topics.length === 0 || topics.some((topic) => chosen.includes(topic));
  const units = unitsIn(issue, newsletter);
  if (units.length === 0) return isWanted(issue.topics) ? 'whole' : 'nothing';
  const wanted = units.map(({ topics }) => isWanted(topics));
  if (wanted.every(Boolean)) return 'whole';
  const kept = new Set(units.flatMap(({ part }, i) => (wanted[i] === true ? [part] : [])));
  const articles = articlesIn(issue.parts);
  const own = articles.filter((article) => kept.has(article));
  // Further reading by itself is no letter, but an issue without articles may be nothing else.
  if (articles.length > 0 ? own.length === 0 : kept.size === 0) return 'nothing';
  return {
    key: wanted.map((is) => (is ? '1' : '0')).join(''),
    articleCount: own.length,
    articleTotal: articles.length,
    cut: () => cutIssue(issue, { units: new Set(units.map(({ part }) => part)), kept, isWanted }),
  };
}

/** What is kept or left out as one. */
interface Unit {
  readonly part: Article | Group | Section;
  readonly topics: readonly string[];
}

/** Articles and groups, and sections that hold neither and have a topic for their heading. */
function unitsIn(issue: Issue, newsletter: Newsletter): readonly Unit[] {
  return issue.parts.flatMap((part): readonly Unit[] => {
    if (part.kind !== 'section') return ownUnit(part, undefined, issue);
    const topic = topicOf(part.heading.text, newsletter);
    const inner = part.parts.flatMap((one) => ownUnit(one, topic, issue));
    return inner.length === 0 && topic !== undefined ? [{ part, topics: [topic] }] : inner;
  });
}

function ownUnit(part: Part, section: string | undefined, issue: Issue): readonly Unit[] {
  if (part.kind === 'article') return [{ part, topics: part.topics.length > 0 ? part.topics : issue.topics }];
  if (part.kind !== 'group') return [];
  const topic = part.topic ?? section;
  return [{ part, topics: topic === undefined ? issue.topics : [topic] }];
}

interface Cut {
  readonly units: ReadonlySet<Part>;
  readonly kept: ReadonlySet<Part>;
  readonly isWanted: (topics: readonly string[]) => boolean;
}

function cutIssue(issue: Issue, cut: Cut): Issue {
  const left = leftOutHighlights(issue, cut);
  const parts = withoutIdleNotes(issue.parts.flatMap((part) => cutPart(part, cut, left)));
  // Derived words speak of what is there; the author's own stay.
  const isDerived = issue.summary === summaryOf(issue.parts, issue.title);
  const summary = isDerived ? summaryOf(parts, issue.title) : issue.summary;
  const isShort = isDerived && issue.preheader === shortened(issue.summary, PREHEADER_COLUMNS);
  return { ...issue, parts, summary, preheader: isShort ? shortened(summary, PREHEADER_COLUMNS) : issue.preheader };
}

function cutPart(part: Part, cut: Cut, left: ReadonlySet<Highlight>): readonly Part[] {
  switch (part.kind) {
    case 'article':
    case 'group':
      return cut.kept.has(part) ? [part] : [];
    case 'highlights':
      return cutHighlights(part, left);
    case 'section': {
      const parts = part.parts.flatMap((inner) => cutPart(inner, cut, left));
      return isLeft(part, parts, cut) ? [{ ...part, parts }] : [];
    }
    case 'prose':
    default:
      return [part];
  }
}

/** A section goes with the last of its articles and groups. One without them is the editor's words to all, unless its
 * heading names a topic. */
function isLeft(section: Section, parts: readonly Part[], { units, kept }: Cut): boolean {
  if (units.has(section)) return kept.has(section);
  if (section.parts.some((inner) => units.has(inner))) return parts.some((inner) => kept.has(inner));
  return parts.length > 0 || section.parts.length === 0;
}

/** Highlights of articles that are left out, and those that speak of no article and of another topic. */
function leftOutHighlights(issue: Issue, { kept, isWanted }: Cut): ReadonlySet<Highlight> {
  const items = highlightsAmong(issue.parts).flatMap((part) => part.items);
  const titled = articlesIn(issue.parts).map((article) => ({ article, title: article.heading.text }));
  const articleOf = new Map([...highlightOf(titled, items)].map(([{ article }, item]) => [item, article]));
  const left = items.filter((item) => {
    const article = articleOf.get(item);
    return article ? !kept.has(article) : !isWanted(item.topic === undefined ? [] : [item.topic]);
  });
  return new Set(left);
}

function cutHighlights(part: Highlights, left: ReadonlySet<Highlight>): readonly Part[] {
  const items = part.items.filter((item) => !left.has(item));
  if (items.length === part.items.length) return [part];
  if (items.length === 0) return [];
  const waiting = [...part.items];
  const isKept = (node: TreeNode): boolean => {
    const words = elementNamed(node, 'li') && oneLine(textOf([node]));
    const [next] = waiting;
    // Items of the list stand in its order; one that was out of shape is among the nodes alone.
    if (words === undefined || next === undefined || !words.includes(oneLine(next.title))) return true;
    waiting.shift();
    return !left.has(next);
  };
  const nodes = part.nodes.map((node) =>
    isElement(node) ? { ...node, children: node.children.filter(isKept) } : node,
  );
  return [{ ...part, nodes, items }];
}
