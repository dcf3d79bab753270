// Marked's tokens -> the tree, without a detour over HTML: building nodes is much cheaper than writing tags and reading
// them again. It gives exactly what reading marked's own HTML would give; where a block holds what only HTML can say,
// it gives nothing, and the caller goes the long way for that block.
import { Renderer, type Token, type Tokens } from 'marked';
import { withoutComments } from './sanitise-html.ts';
import { element, elementNamed, parseTree, text, textOf, type TreeNode } from './tree.ts';

/** Deeper ones go the long way, which has a bound of its own. */
const MAX_DEPTH = 150;

/** The nodes of one top-level block; undefined for raw HTML, footnotes and whatever else is not known here. */
export function treeOfToken(token: Token): readonly TreeNode[] | undefined {
  // Numbers stand for any character, and `parseTree` keeps out those that no text may hold.
  if (token.raw.includes('&#')) return undefined;
  const nodes: TreeNode[] = [];
  return addBlock(token, nodes, 0) ? nodes : undefined;
}

/** What the functions below answer: false when the whole block has to go the long way. */
type IsDone = boolean;

type BlockToken =
  | Tokens.Space
  | Tokens.Def
  | Tokens.Paragraph
  | Tokens.Heading
  | Tokens.Blockquote
  | Tokens.List
  | Tokens.Code
  | Tokens.Hr
  | Tokens.Table;

type InlineToken =
  | Tokens.Text
  | Tokens.Escape
  | Tokens.Strong
  | Tokens.Em
  | Tokens.Del
  | Tokens.Link
  | Tokens.Image
  | Tokens.Codespan
  | Tokens.Br
  | Tokens.Checkbox
  | Tokens.HTML
  | UndefinedReference;

/** Of tolerant-links.ts. */
interface UndefinedReference {
  readonly type: 'undefinedReference';
  readonly tokens: readonly Token[];
}

// Without the white space between the tags of marked's HTML: no surface shows it, and the tree is rid of it anyway.
function addBlock(anyToken: Token, nodes: TreeNode[], depth: number): IsDone {
  const token = anyToken as BlockToken; // All others end in the default branch.
  switch (token.type) {
    case 'space':
    case 'def':
      return true;
    case 'paragraph':
      return addElement('p', nodes, addInline, token.tokens, depth);
    case 'heading':
      return addElement(`h${token.depth}`, nodes, addInline, token.tokens, depth);
    case 'blockquote':
      return addElement('blockquote', nodes, addBlock, token.tokens, depth);
    case 'list':
      return addList(token, nodes, depth);
    case 'code':
      return addCode(token, nodes);
    case 'hr':
      return add(nodes, element('hr', {}));
    case 'table':
      return addTable(token, nodes, depth);
    default:
      return addInline(anyToken, nodes, depth);
  }
}

function addInline(anyToken: Token, nodes: TreeNode[], depth: number): IsDone {
  const token = anyToken as InlineToken; // All others end in the default branch.
  switch (token.type) {
    case 'text':
      if (token.tokens !== undefined) return addAll(token.tokens, nodes, addInline, depth);
      // What stands between tags such as <pre> is HTML already.
      return token.escaped !== true && addText(nodes, decoded(token.text));
    case 'escape':
      return addText(nodes, token.text);
    case 'strong':
    case 'em':
    case 'del':
      return addElement(token.type, nodes, addInline, token.tokens, depth);
    case 'link':
      return addLink(token, nodes, depth);
    case 'image':
      return addImage(token, nodes);
    case 'codespan':
      return add(nodes, element('code', {}, token.text === '' ? [] : [text(token.text)]));
    case 'br':
      return add(nodes, element('br', {}));
    case 'checkbox': {
      const checked = token.checked ? { checked: '' } : {};
      return add(nodes, element('input', { ...checked, disabled: '', type: 'checkbox' })) && addText(nodes, ' ');
    }
    case 'undefinedReference':
      return addAll(token.tokens, nodes, addInline, depth);
    case 'html':
      return withoutComments(token.text) === '';
    default:
      return false;
  }
}

type AddToken = (token: Token, nodes: TreeNode[], depth: number) => IsDone;

function addAll(tokens: readonly Token[], nodes: TreeNode[], addToken: AddToken, depth: number): IsDone {
  for (const token of tokens) if (!addToken(token, nodes, depth)) return false;
  return true;
}

function addElement(
  name: string,
  nodes: TreeNode[],
  addToken: AddToken,
  tokens: readonly Token[],
  depth: number,
  attributes: Readonly<Record<string, string>> = {},
): IsDone {
  const children: TreeNode[] = [];
  nodes.push(element(name, attributes, children));
  return depth < MAX_DEPTH && addAll(tokens, children, addToken, depth + 1);
}

function add(nodes: TreeNode[], node: TreeNode): true {
  nodes.push(node);
  return true;
}

/** Neighbouring texts are one. */
function addText(nodes: TreeNode[], value: string): true {
  const last = nodes.at(-1);
  if (last?.kind === 'text') nodes[nodes.length - 1] = text(last.text + value);
  else if (value !== '') nodes.push(text(value));
  return true;
}

function addList(list: Tokens.List, nodes: TreeNode[], depth: number): IsDone {
  const items: TreeNode[] = [];
  const attributes = list.ordered && list.start !== 1 ? { start: String(list.start) } : {};
  nodes.push(element(list.ordered ? 'ol' : 'ul', attributes, items));
  return list.items.every((item) => addElement('li', items, addBlock, item.tokens, depth + 2));
}

function addCode({ lang = '', text: code }: Tokens.Code, nodes: TreeNode[]): IsDone {
  const language = /^\S*/.exec(lang)?.[0] ?? '';
  const attributes = language === '' ? {} : { class: `language-${decodedAttribute(language)}` };
  const children = code === '' ? [] : [text(`${code.replace(/\n$/, '')}\n`)];
  return add(nodes, element('pre', {}, [element('code', attributes, children)]));
}

function addTable(table: Tokens.Table, nodes: TreeNode[], depth: number): IsDone {
  const addRow = (cells: readonly Tokens.TableCell[], rows: TreeNode[]): IsDone => {
    const row: TreeNode[] = [];
    rows.push(element('tr', {}, row));
    return cells.every((cell) => {
      const align = cell.align ? { align: cell.align } : {};
      return addElement(cell.header ? 'th' : 'td', row, addInline, cell.tokens, depth + 3, align);
    });
  };
  const head: TreeNode[] = [];
  const body: TreeNode[] = [];
  const isDone = addRow(table.header, head) && table.rows.every((row) => addRow(row, body));
  const parts = [element('thead', {}, head), ...(body.length > 0 ? [element('tbody', {}, body)] : [])];
  nodes.push(element('table', {}, parts));
  return isDone;
}

function addLink(
  { href, title, text: words, tokens, autolink }: Tokens.Link,
  nodes: TreeNode[],
  depth: number,
): IsDone {
  const address = cleanUrl(href);
  if (address === undefined) return false;
  // A bare address is shown and meant as it stands.
  if (autolink === true) return add(nodes, element('a', { href: address }, [text(words)]));
  const attributes = { href: decodedAttribute(address), ...(title && { title: decodedAttribute(title) }) };
  return addElement('a', nodes, addInline, tokens, depth, attributes);
}

function addImage({ href, title, tokens }: Tokens.Image, nodes: TreeNode[]): IsDone {
  const address = cleanUrl(href);
  const alt = altOf(tokens);
  if (address === undefined || alt === undefined) return false;
  const attributes = {
    src: decodedAttribute(address),
    alt: decodedAttribute(alt),
    ...(title && { title: decodedAttribute(title) }),
  };
  return add(nodes, element('img', attributes));
}

/** The words of an image's description without their marks; undefined where there is more than words. */
function altOf(tokens: readonly Token[]): string | undefined {
  let alt = '';
  for (const anyToken of tokens) {
    const token = anyToken as InlineToken; // As above.
    if (token.type === 'text' || token.type === 'escape' || token.type === 'codespan') alt += token.text;
    else return undefined;
  }
  return alt;
}

/** As marked writes addresses: undefined for what no address can hold. */
function cleanUrl(href: string): string | undefined {
  try {
    return encodeURI(href).replaceAll('%25', '%');
  } catch {
    return undefined;
  }
}

const ENTITY = /&[#\w]+;/;
const RENDERER = new Renderer();

// Entities are rare; marked's own escaping and the HTML parser say what each means.
function decoded(value: string): string {
  return ENTITY.test(value) ? textOf(parseTree(escaped(value))) : value;
}

function decodedAttribute(value: string): string {
  if (!ENTITY.test(value)) return value;
  return elementNamed(parseTree(`<br title="${escaped(value)}">`)[0], 'br')?.attributes['title'] ?? '';
}

function escaped(value: string): string {
  return RENDERER.text({ type: 'text', raw: value, text: value });
}
