// Line breaks inside of a paragraph. Between two characters of a writing without spaces a break leaves nothing,
// anywhere else it stays a newline, which counts as a space. A bold line alone above its text keeps a visible
// break, and so do lines that an author numbered or marked by hand: run together they could not be read.
import { CJK_WITHOUT_SPACES, SHARED_PUNCTUATION } from './east-asian.ts';
import { element, elementNamed, text, type ElementNode, type TreeNode } from './tree.ts';

const BLOCKS: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote caption col colgroup dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 ' +
    'h6 header hr li ol p pre section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
);
const PREFORMATTED: ReadonlySet<string> = new Set(['pre', 'code', 'kbd', 'samp']);
// 「一、」「（二）」 and the bullets that editors put where they know no Markdown.
const MARKED_LINE = /^(?:[（(]?[一二三四五六七八九十百]{1,3}[、）)]|[①-⑳]|[•●▪◦・‣])/;

/** The node if it is a block element. A type guard would call every other element a text. */
export function asBlock(node: TreeNode): ElementNode | undefined {
  return node.kind === 'element' && BLOCKS.has(node.name) ? node : undefined;
}

/** The tree with every soft break settled (CSS Text 3, 4.1.3) and without white space between blocks. */
export function withSoftBreaks(nodes: readonly TreeNode[]): readonly TreeNode[] {
  const settled: TreeNode[] = [];
  let inline: TreeNode[] = [];
  const flush = (): void => {
    if (inline.length > 0) settled.push(...settledInline(inline));
    inline = [];
  };
  for (const node of nodes) {
    const block = asBlock(node);
    if (block === undefined) inline.push(node);
    else {
      flush();
      settled.push(PREFORMATTED.has(block.name) ? block : { ...block, children: withSoftBreaks(block.children) });
    }
  }
  flush();
  return settled;
}

/** One run of inline nodes between two blocks. */
function settledInline(nodes: readonly TreeNode[]): readonly TreeNode[] {
  const trimmed = trimmedEnds(nodes);
  const whole = visible(trimmed);
  if (!whole.includes('\n')) return trimmed;
  const broken = withLeadBreak(trimmed);
  return rebuilt(broken, { whole: visible(broken), at: 0 });
}

function trimmedEnds(nodes: readonly TreeNode[]): readonly TreeNode[] {
  return nodes
    .map((node, i) => {
      if (node.kind !== 'text') return node;
      const start = i === 0 ? node.text.trimStart() : node.text;
      const value = i === nodes.length - 1 ? start.trimEnd() : start;
      return value === node.text ? node : text(value);
    })
    .filter((node) => node.kind !== 'text' || node.text !== '');
}

/** What stands beside a break, across the borders of elements; an image or a forced break is a character of its own. */
function visible(nodes: readonly TreeNode[]): string {
  let all = '';
  for (const node of nodes) all += node.kind === 'text' ? node.text : visible(node.children) || '\uFFFC';
  return all;
}

/** `**Lead**` alone on the first line. */
function withLeadBreak(nodes: readonly TreeNode[]): readonly TreeNode[] {
  const [lead, next] = nodes;
  if (!elementNamed(lead, 'strong', 'b') || next?.kind !== 'text' || lead === undefined) return nodes;
  const rest = /^[ \t]*\n\s*([^]*)$/.exec(next.text)?.[1];
  if (rest === undefined) return nodes;
  return [lead, element('br', {}), ...(rest === '' ? [] : [text(rest)]), ...nodes.slice(2)];
}

function rebuilt(nodes: readonly TreeNode[], cursor: { readonly whole: string; at: number }): readonly TreeNode[] {
  return nodes.flatMap((node): readonly TreeNode[] => {
    if (node.kind === 'element') {
      const start = cursor.at;
      if (PREFORMATTED.has(node.name) || node.children.length === 0) {
        cursor.at = start + visible([node]).length;
        return [node];
      }
      return [{ ...node, children: rebuilt(node.children, cursor) }];
    }
    const start = cursor.at;
    cursor.at += node.text.length;
    return node.text.includes('\n') ? settledText(node.text, start, cursor.whole) : [node];
  });
}

function settledText(value: string, start: number, whole: string): readonly TreeNode[] {
  const nodes: TreeNode[] = [];
  let current = '';
  let from = 0;
  for (const match of value.matchAll(/[ \t]*\n\s*/g)) {
    current += value.slice(from, match.index);
    from = match.index + match[0].length;
    const before = whole.slice(0, start + match.index).trimEnd();
    const after = whole.slice(start + from).trimStart();
    if (MARKED_LINE.test(after)) {
      nodes.push(text(current), element('br', {}));
      current = '';
    } else if (before !== '' && after !== '' && !joins(lastCharacter(before), firstCharacter(after))) current += '\n';
  }
  nodes.push(text(current + value.slice(from)));
  return nodes.filter((node) => node.kind === 'element' || node.text !== '');
}

/** CSS Text 3, 4.1.3; and by level 4 full-width punctuation has its space within itself. */
function joins(before: string, after: string): boolean {
  if (isWidePunctuation(before) || isWidePunctuation(after)) return true;
  const left = CJK_WITHOUT_SPACES.test(before);
  const right = CJK_WITHOUT_SPACES.test(after);
  return (left && right) || (left && SHARED_PUNCTUATION.test(after)) || (right && SHARED_PUNCTUATION.test(before));
}

function isWidePunctuation(character: string): boolean {
  return CJK_WITHOUT_SPACES.test(character) && /\p{P}/u.test(character);
}

function firstCharacter(value: string): string {
  const code = value.codePointAt(0);
  return code === undefined ? '' : String.fromCodePoint(code);
}

function lastCharacter(value: string): string {
  return /[\uDC00-\uDFFF]$/.test(value) ? value.slice(-2) : value.slice(-1);
}
