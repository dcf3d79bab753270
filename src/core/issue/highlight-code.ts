// Colours the words of code blocks in languages that are known, by shiki. Its grammars are loaded when the first block
// of a language is met and not before: most issues have no code, and shiki costs more than the rest of a build's start.
// Loading is synchronous, so that a tree depends on nothing but its text. The text itself never changes.
import { createRequire } from 'node:module';
import type { HighlighterCore, LanguageRegistration, ThemedToken } from 'shiki/core';
import { CODE_BACKGROUND, CODE_INKS, CODE_SCOPES, CODE_TEXT, type CodeRole } from './code-colours.ts';
import { element, elementNamed, mapElements, text, textOf, type ElementNode, type TreeNode } from './tree.ts';

/** Longer blocks are listings, not reading matter, and stay plain. */
const MAX_CODE_CHARACTERS = 20_000;

/** A grammar's patterns may look from each place of a line to its end. */
const MAX_LINE_CHARACTERS = 500;

/** Grammar -> what else may stand behind a fence and means it. */
const ALIASES = {
  bash: 'sh shell zsh console',
  c: 'h',
  cpp: 'c++',
  csharp: 'cs',
  css: '',
  diff: 'patch',
  go: 'golang',
  haskell: 'hs',
  html: '',
  java: '',
  javascript: 'js mjs',
  json: 'jsonc',
  jsx: '',
  kotlin: 'kt',
  lua: '',
  php: '',
  python: 'py',
  ruby: 'rb',
  rust: 'rs',
  sql: '',
  swift: '',
  toml: '',
  tsx: '',
  typescript: 'ts',
  viml: 'vim',
  xml: 'svg',
  yaml: 'yml',
  zig: '',
};
const GRAMMARS: ReadonlyMap<string, string> = new Map(
  Object.entries(ALIASES).flatMap(([grammar, aliases]) =>
    [grammar, ...aliases.split(' ')].map((name) => [name, grammar] as const),
  ),
);

/** The tree with spans in its code blocks: a class by role for pages, the same colour inline for mail and feeds. */
export function withHighlightedCode(nodes: readonly TreeNode[]): readonly TreeNode[] {
  if (!hasCode(nodes)) return nodes;
  return mapElements(nodes, (node) => (node.name === 'pre' ? highlighted(node) : node));
}

function hasCode(nodes: readonly TreeNode[]): boolean {
  return nodes.some((node) => node.kind === 'element' && (grammarOf(node) !== undefined || hasCode(node.children)));
}

/** Of `<pre><code class="language-…">`; a fence may say more behind a comma (`rust,ignore`). */
function grammarOf(node: ElementNode): string | undefined {
  if (node.name !== 'pre' || node.children.length !== 1) return undefined;
  const named = elementNamed(node.children[0], 'code')?.attributes['class'] ?? '';
  const language = /^language-([^\s,{]+)/.exec(named)?.[1]?.toLowerCase() ?? '';
  return language === '' ? undefined : GRAMMARS.get(language);
}

function highlighted(pre: ElementNode): ElementNode {
  const grammar = grammarOf(pre);
  const code = elementNamed(pre.children[0], 'code');
  if (grammar === undefined || code === undefined) return pre;
  const source = textOf([code]);
  if (source.length > MAX_CODE_CHARACTERS) return pre;
  const lines = loaded(grammar).codeToTokensBase(source, {
    lang: grammar,
    theme: THEME,
    tokenizeMaxLineLength: MAX_LINE_CHARACTERS,
    // A limit of time would make the outcome depend on the machine.
    tokenizeTimeLimit: 0,
  });
  const children = nodesOf(lines);
  // Whatever a grammar does, the author's text has the last word.
  if (textOf(children) !== source) return pre;
  const style = `background-color:${CODE_BACKGROUND.light};color:${CODE_TEXT.light}`;
  return { ...pre, attributes: { ...pre.attributes, style }, children: [{ ...code, children }] };
}

function nodesOf(lines: readonly (readonly ThemedToken[])[]): readonly TreeNode[] {
  const pieces: { role: CodeRole | undefined; text: string }[] = [];
  const add = (role: CodeRole | undefined, value: string): void => {
    const last = pieces.at(-1);
    // A space shows no colour: it joins what stands before it.
    if (last !== undefined && (last.role === role || /^[ \t]*$/.test(value))) last.text += value;
    else pieces.push({ role, text: value });
  };
  for (const [i, line] of lines.entries()) {
    if (i > 0) add(undefined, '\n');
    for (const token of line) add(ROLES.get(token.color?.toLowerCase() ?? ''), token.content);
  }
  return pieces.map((piece) => (piece.role === undefined ? text(piece.text) : span(piece.role, piece.text)));
}

function span(role: CodeRole, value: string): ElementNode {
  return element('span', { class: `code-${role}`, style: `color:${CODE_INKS[role].light}` }, [text(value)]);
}

const THEME = 'masthead';
// The keys of our own table.
const CODE_ROLES = Object.keys(CODE_INKS) as CodeRole[];
const ROLES: ReadonlyMap<string, CodeRole> = new Map(CODE_ROLES.map((role) => [CODE_INKS[role].light, role]));

const require = createRequire(import.meta.url);
let highlighter: HighlighterCore | undefined;
const grammars = new Set<string>();

/** The one highlighter of this process, with the grammar in it. What it gives depends on no order of loading. */
function loaded(grammar: string): HighlighterCore {
  highlighter ??= newHighlighter();
  if (!grammars.has(grammar)) {
    // Shiki's own modules, typed by hand because a name that is put together has no type.
    const module = require(`shiki/langs/${grammar}.mjs`) as { readonly default: LanguageRegistration[] };
    highlighter.loadLanguageSync(module.default);
    grammars.add(grammar);
  }
  return highlighter;
}

function newHighlighter(): HighlighterCore {
  const { createHighlighterCoreSync } = require('shiki/core') as typeof import('shiki/core');
  const { createJavaScriptRegexEngine } =
    require('shiki/engine/javascript') as typeof import('shiki/engine/javascript');
  const settings = CODE_ROLES.map((role) => ({
    scope: [...CODE_SCOPES[role]],
    settings: { foreground: CODE_INKS[role].light },
  }));
  const theme = { name: THEME, type: 'light' as const, fg: CODE_TEXT.light, bg: CODE_BACKGROUND.light, settings };
  return createHighlighterCoreSync({
    themes: [theme],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
}
