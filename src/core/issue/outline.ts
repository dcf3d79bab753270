// The headings of an issue put in order: which one is the title, what level each has below it, and a stable anchor for
// each. Whatever levels the author used, readers get h2 for sections, h3 below them, none skipped and never a second
// h1.
import { elementNamed, isElement, textOf, type ElementNode, type TreeNode } from './tree.ts';

export interface Outline {
  /** Text of the H1 that is the title; it is not among `nodes` any more. */
  readonly title?: string;
  /** The body: headings carry their final name and an `id`. */
  readonly nodes: readonly TreeNode[];
  /** Anchors that the author has given by `{#id}` or in HTML: stable whatever the heading says. */
  readonly givenAnchors: ReadonlySet<string>;
  /** Everything that a link inside the issue can point at. */
  readonly anchors: ReadonlySet<string>;
}

/** `givenTitle` is the title of the metadata: an H1 that says something else is a heading of the body. */
export function outline(nodes: readonly TreeNode[], givenTitle: string | undefined): Outline {
  const titleNode = titleAmong(nodes, givenTitle);
  const body = nodes.filter((node) => node !== titleNode);
  const title = titleNode && headingText(titleNode);
  const levels = levelsOf(body);
  const headings = headingsIn(body);
  const takenIds = idsIn(body);
  const { anchors, given } = anchorsOf(headings, takenIds);
  const all = new Set([...takenIds, ...anchors.values()]);
  const byGitHubName = once(() => gitHubNames(anchors));
  const rewrite = rewriter(levels, anchors, (target) => (all.has(target) ? target : byGitHubName().get(target)));
  return { ...(title !== undefined && { title }), nodes: body.map(rewrite), givenAnchors: given, anchors: all };
}

export function isHeading(node: TreeNode | undefined): ElementNode | undefined {
  return elementNamed(node, 'h1', 'h2', 'h3', 'h4', 'h5', 'h6');
}

export function rawLevel(heading: ElementNode): number {
  return Number(heading.name.slice(1));
}

/** One line of plain text; of a heading that is a picture its description. */
function headingText(heading: ElementNode): string {
  return oneLine(textOf([heading])) || oneLine(altTexts(heading.children));
}

export function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}

/** Lower case, words joined by hyphens, letters and digits of every script kept; empty when there are none. */
function anchorOf(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
}

/**
 * The H1 that names the issue: the first heading, and either nothing with words stands before it or it is the only H1.
 * Where text comes first and further H1 follow, they are sections and the title is elsewhere.
 */
function titleAmong(nodes: readonly TreeNode[], givenTitle: string | undefined): ElementNode | undefined {
  const index = nodes.findIndex((node) => isHeading(node));
  const first = elementNamed(nodes[index], 'h1');
  if (!first || headingText(first) === '') return undefined;
  const isAlone = nodes.filter((node) => elementNamed(node, 'h1')).length === 1;
  if (!isAlone && textOf(nodes.slice(0, index)).trim() !== '') return undefined;
  const says = anchorOf(headingText(first));
  return givenTitle === undefined || anchorOf(givenTitle) === says ? first : undefined;
}

/** Final levels: 2 for what stands under no other heading, one more for each heading around it. */
function levelsOf(body: readonly TreeNode[]): ReadonlyMap<ElementNode, number> {
  const levels = new Map<ElementNode, number>();
  const headings = body.map(isHeading).filter((heading) => heading !== undefined);
  const h1Count = headings.filter((heading) => heading.name === 'h1').length;
  // A single H1 on top that is not the title is one more line above the sections, not a section around them all.
  const flat = h1Count === 1 && headings[0]?.name === 'h1';
  const open: number[] = [];
  for (const heading of headings) {
    const level = flat ? Math.max(2, rawLevel(heading)) : rawLevel(heading);
    while ((open.at(-1) ?? 0) >= level) open.pop();
    levels.set(heading, Math.min(6, 2 + open.length));
    open.push(level);
  }
  return levels;
}

function rewriter(
  levels: ReadonlyMap<ElementNode, number>,
  anchors: ReadonlyMap<ElementNode, string>,
  anchorFor: (target: string) => string | undefined,
): (node: TreeNode) => TreeNode {
  let level = 1;
  return (node) => {
    if (!isElement(node)) return node;
    level = levels.get(node) ?? level;
    const inner: number[] = [];
    return rewritten(node, inner);
  };

  function rewritten(node: ElementNode, inner: number[]): ElementNode {
    const anchor = anchors.get(node);
    const name = anchor === undefined ? node.name : `h${levels.get(node) ?? innerLevel(rawLevel(node), inner)}`;
    const children = node.children.map((child) => (isElement(child) ? rewritten(child, inner) : child));
    return { ...node, name, attributes: attributesOf(node, anchor), children };
  }

  /** Headings inside quotes and other containers stand below the heading around the container. */
  function innerLevel(raw: number, inner: number[]): number {
    while ((inner.at(-1) ?? 0) >= raw) inner.pop();
    inner.push(raw);
    return Math.min(6, level + inner.length);
  }

  function attributesOf(node: ElementNode, anchor: string | undefined): Readonly<Record<string, string>> {
    const href = node.name === 'a' ? node.attributes['href'] : undefined;
    const target = href?.startsWith('#') === true ? anchorFor(targetOf(href)) : undefined;
    if (anchor === undefined && target === undefined) return node.attributes;
    return {
      ...node.attributes,
      ...(anchor !== undefined && { id: anchor }),
      ...(target !== undefined && { href: `#${target}` }),
    };
  }
}

/** The id that an in-page link means, percent-encoding undone. */
export function targetOf(href: string): string {
  try {
    return decodeURIComponent(href.slice(1)).normalize('NFC');
  } catch {
    return href.slice(1);
  }
}

function headingsIn(nodes: readonly TreeNode[]): readonly ElementNode[] {
  return nodes.flatMap((node) => {
    if (!isElement(node)) return [];
    return isHeading(node) ? [node] : headingsIn(node.children);
  });
}

/** Ids of all elements that are no headings: footnotes, HTML anchors. */
function idsIn(nodes: readonly TreeNode[], ids: Set<string> = new Set()): Set<string> {
  for (const node of nodes) {
    if (!isElement(node)) continue;
    const id = isHeading(node)
      ? undefined
      : (node.attributes['id'] ?? (node.name === 'a' ? node.attributes['name'] : undefined));
    if (id !== undefined && id !== '') ids.add(id);
    idsIn(node.children, ids);
  }
  return ids;
}

function anchorsOf(
  headings: readonly ElementNode[],
  takenIds: ReadonlySet<string>,
): { readonly anchors: ReadonlyMap<ElementNode, string>; readonly given: ReadonlySet<string> } {
  const anchors = new Map<ElementNode, string>();
  const used = new Set(takenIds);
  const given = new Set<string>();
  for (const heading of headings) {
    const id = heading.attributes['id']?.normalize('NFC');
    if (id === undefined || id === '' || used.has(id)) continue;
    used.add(id);
    given.add(id);
    anchors.set(heading, id);
  }
  const nameFor = freeNames(used);
  for (const heading of headings) {
    if (anchors.has(heading)) continue;
    const wanted = anchorOf(heading.attributes['id'] ?? '') || anchorOf(headingText(heading)) || 'section';
    anchors.set(heading, nameFor(wanted));
  }
  return { anchors, given };
}

/** Gives `name`, else `name-1`, `name-2`...: GitHub's way of counting, because links are written with it in mind. */
function freeNames(used: Set<string>): (name: string) => string {
  const counts = new Map<string, number>();
  return (name) => {
    let free = name;
    let count = counts.get(name) ?? 0;
    for (; used.has(free); free = `${name}-${count}`) count += 1;
    counts.set(name, count);
    used.add(free);
    return free;
  };
}

/** Only links that lead nowhere ask for it, and most issues have none. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function gitHubNames(anchors: ReadonlyMap<ElementNode, string>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [heading, anchor] of anchors) {
    const name = gitHubName(textOf([heading]));
    if (!names.has(name)) names.set(name, anchor);
  }
  return names;
}

/** The anchor that GitHub gives a heading: authors copy links from its pages. */
function gitHubName(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

function altTexts(nodes: readonly TreeNode[]): string {
  return nodes
    .map((node) => (isElement(node) ? `${node.attributes['alt'] ?? ''} ${altTexts(node.children)}` : ''))
    .join(' ');
}
