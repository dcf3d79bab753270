// The HTML of a letter as a reader's program sees it: each element with what it inherits, in light and in dark, and
// whether it can be seen. The rules about letters ask here and read no HTML of their own. Comments are gone, those that
// speak to Outlook included.
import { UNREAD_ELEMENTS } from '../issue/sanitise-html.ts';
import { elementNamed, isElement, parseTree, textOf, type ElementNode, type TreeNode } from '../issue/tree.ts';
import { backgroundColour, cssColour } from './css-colour.ts';
import { declarations, isMatch, styleRules, type Declaration, type StyleRule } from './style-rules.ts';

/** The colours of a text, `#rrggbb`. */
export interface Colours {
  readonly ink: string;
  readonly ground: string;
}

export interface LetterElement {
  readonly node: ElementNode;
  /** Its own, from the style attribute. */
  readonly inline: readonly Declaration[];
  readonly light: Colours;
  readonly dark: Colours;
  /** Nobody sees its words. What is in it may have a size of its own, but nothing else brings it back. */
  readonly isHidden: boolean;
}

/** What an element hands down to those in it. */
interface Inherited extends Pick<LetterElement, 'light' | 'dark'> {
  readonly isRemoved: boolean;
  /** By the size of its letters: a frame around others often has none. */
  readonly isTiny: boolean;
}

export interface LetterElements {
  /** In the order of the text, the body's alone. */
  readonly elements: readonly LetterElement[];
  readonly rules: readonly StyleRule[];
  /** Texts of all style elements together. */
  readonly css: string;
  readonly head: readonly ElementNode[];
}

/** Mail programs write black on white unless told otherwise. */
const UNTOLD: Colours = { ink: '#000000', ground: '#ffffff' };

export function letterElements(html: string): LetterElements {
  const all = parseTree(html);
  const head = below(all).filter(({ name }) => ['style', 'link', 'meta', 'base', 'script', 'title'].includes(name));
  const css = head
    .filter(({ name }) => name === 'style')
    .map((node) => textOf(node.children))
    .join('\n');
  const rules = styleRules(css);
  const coloured = rules.filter(({ declarations: found }) => found.some(({ property }) => COLOURING.has(property)));
  const elements: LetterElement[] = [];
  const ancestors: ElementNode[] = [];
  const visit = (node: ElementNode, above: Inherited): void => {
    const inline = declarations(node.attributes['style'] ?? '');
    const matching = coloured.filter((rule) => isMatch(rule, node, ancestors));
    const light = coloursOf(node, above.light, [
      ...matching.filter(({ isDark }) => !isDark).map(weighed),
      ...told(inline),
    ]);
    const dark = coloursOf(node, above.dark, [...matching.map(weighed), ...told(inline)]);
    const own = { light, dark, isRemoved: above.isRemoved || isRemoving(node, inline), isTiny: isTiny(inline, above) };
    elements.push({ node, inline, light, dark, isHidden: own.isRemoved || own.isTiny });
    ancestors.push(node);
    for (const child of node.children) if (isElement(child)) visit(child, own);
    ancestors.pop();
  };
  const body = bodyOf(all);
  if (body) visit(body, { light: UNTOLD, dark: UNTOLD, isRemoved: false, isTiny: false });
  return { elements, rules, css, head };
}

const COLOURING: ReadonlySet<string> = new Set(['color', 'background-color', 'background']);

interface Told {
  readonly declarations: readonly Declaration[];
  readonly weight: number;
}

const weighed = (rule: StyleRule): Told => rule;

/** The style attribute outweighs every selector. */
function told(inline: readonly Declaration[]): readonly Told[] {
  return inline.length === 0 ? [] : [{ declarations: inline, weight: 1_000_000 }];
}

function coloursOf(node: ElementNode, above: Colours, sources: readonly Told[]): Colours {
  const { color, bgcolor } = node.attributes;
  if (sources.length === 0 && color === undefined && bgcolor === undefined) return above;
  const ink = winner(sources, ['color']);
  const ground = winner(sources, ['background-color', 'background']);
  return {
    ink: cssColour(ink ?? color ?? '') ?? above.ink,
    ground: backgroundColour(ground ?? bgcolor ?? '') ?? above.ground,
  };
}

/** What counts of all that is said: the important, then the weightier, then the later. */
function winner(sources: readonly Told[], properties: readonly string[]): string | undefined {
  let best: { readonly value: string; readonly rank: number } | undefined;
  for (const { declarations: found, weight } of sources) {
    for (const { property, value, isImportant } of found) {
      if (!properties.includes(property)) continue;
      const rank = weight + (isImportant ? 10_000_000 : 0);
      if (!best || rank >= best.rank) best = { value, rank };
    }
  }
  return best?.value;
}

/** The last size that is written counts; one without a number in px is relative to the one above. */
function isTiny(inline: readonly Declaration[], above: Inherited): boolean {
  const sizes = inline.flatMap(({ property, value }) => {
    const [, px] =
      (property === 'font-size' || property === 'font' ? /(?:^|\s)([\d.]+)(?:px|(?=$|;))/.exec(value) : null) ?? [];
    return px === undefined ? [] : [Number(px)];
  });
  const size = sizes.at(-1);
  return size === undefined ? above.isTiny : size <= 1;
}

/** By the ways in which text is hidden on purpose. */
function isRemoving(node: ElementNode, inline: readonly Declaration[]): boolean {
  if ('hidden' in node.attributes) return true;
  return inline.some(({ property, value }) => {
    if (property === 'display') return value === 'none';
    if (property === 'visibility') return value === 'hidden';
    return (property === 'opacity' || property === 'max-height') && /^0(?:\.0+)?(?:px)?$/.test(value);
  });
}

function bodyOf(nodes: readonly TreeNode[]): ElementNode | undefined {
  for (const node of nodes) {
    if (!isElement(node)) continue;
    const found = elementNamed(node, 'body') ?? bodyOf(node.children);
    if (found) return found;
  }
  return undefined;
}

function below(nodes: readonly TreeNode[]): readonly ElementNode[] {
  return nodes.flatMap((node) => (isElement(node) ? [node, ...below(node.children)] : []));
}

/** The texts that stand in the element itself, each with a letter or a digit in it. */
export function ownTexts({ node }: LetterElement): readonly string[] {
  if (UNREAD_ELEMENTS.has(node.name)) return [];
  return node.children.flatMap((child) =>
    child.kind === 'text' && /[\p{L}\p{N}]/u.test(child.text) ? [child.text] : [],
  );
}
