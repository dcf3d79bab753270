// Links that the author evidently meant and CommonMark does not see: with raw spaces in the address, or to a reference
// that is defined nowhere. The first become links, of the second the text remains; both are reported, none is silent.
import { Tokenizer, type TokenizerExtension, type RendererExtension, type Tokens } from 'marked';
import { CJK } from './east-asian.ts';

/** Tells of a construct, given as it stands in the source, so that its line can be found. */
export type Report = (
  code: 'footnote-unused' | 'link-spaces' | 'reference-undefined',
  raw: string,
  message: string,
) => void;

// Longer labels than CommonMark allows are no labels, and cost time.
const LABEL = '(?:\\[[^\\[\\]]{0,999}\\]|`[^`]{0,999}`|\\\\.|[^\\[\\]\\\\`]){0,999}';
// Only what looks like an address by its beginning: `[note](see the text)` is prose.
const SPACED_LINK = new RegExp(
  `^(!?\\[${LABEL}\\]\\(\\s*)((?:https?://|mailto:|\\.{0,2}/)(?:\\([^()\\s]*\\)|[^\\s<>()"'])*` +
    `(?:[ \\t]+(?:\\([^()\\s]*\\)|[^\\s<>()"'])+)+)(\\s*(?:"[^"\\n]*")?\\))`,
);

export function spacedLinks(report: Report): {
  link(this: Tokenizer, src: string): Tokens.Link | Tokens.Image | false;
} {
  return {
    link(src) {
      const match = SPACED_LINK.exec(src);
      if (match === null || Tokenizer.prototype.link.call(this, src) !== undefined) return false;
      const [raw = '', before = '', address = '', after = ''] = match;
      const repaired = Tokenizer.prototype.link.call(this, before + address.trim().replace(/[ \t]/g, '%20') + after);
      if (repaired === undefined) return false;
      report('link-spaces', raw, `The address "${address}" has spaces: write %20 for each, or put it between < and >.`);
      return { ...repaired, raw };
    },
  };
}

const REFERENCE = new RegExp(`^!?\\[(${LABEL})\\]\\[([^\\[\\]\\n]{0,999})\\](?![[(])`);

/** `[text][label]` and `[label][]` without a definition: the text without its brackets. */
export function undefinedReferences(report: Report): TokenizerExtension & RendererExtension {
  return {
    name: 'undefinedReference',
    level: 'inline',
    childTokens: ['tokens'],
    tokenizer(src, tokens) {
      if (!/^!?\[/.test(src)) return undefined;
      reportFootnote(src, report);
      const [raw, shown = '', label = ''] = REFERENCE.exec(src) ?? [];
      if (raw === undefined || !isReference(shown, label, tokens.at(-1)?.raw.at(-1) ?? '')) return undefined;
      const name = label.trim() === '' ? shown : label;
      if (Object.hasOwn(this.lexer.tokens.links, normalisedLabel(name))) return undefined;
      const message = `The link ${raw} refers to "${name}", which is defined nowhere: add a line [${name}]: https://…`;
      report('reference-undefined', raw, message);
      return { type: 'undefinedReference', raw, tokens: this.lexer.inlineTokens(shown) };
    },
    renderer(token) {
      return this.parser.parseInline(token.tokens ?? []);
    },
  };
}

/** The footnotes that are defined have been read before this; what is left stays as it stands. */
function reportFootnote(src: string, report: Report): void {
  const [raw] = /^\[\^[\p{L}\p{N}_-]{1,100}\](?![[(:])/u.exec(src) ?? [];
  if (raw === undefined) return;
  const cure = `add a line ${raw}: with its text, or put it between backticks`;
  report(
    'reference-undefined',
    raw,
    `The footnote ${raw} is defined nowhere, so readers see it as it stands: ${cure}.`,
  );
}

/** `a[i][j]`, footnotes, and two labels in a row such as `[研究][工具]` are something else, and stay as they are. */
function isReference(shown: string, label: string, before: string): boolean {
  return /\p{L}/u.test(shown) && !/[\w\])]/.test(before) && !label.startsWith('^') && !CJK.test(label);
}

/** Labels match without regard to case and to the kind of white space (CommonMark 0.31.2, section 4.7). */
function normalisedLabel(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase().toLowerCase();
}
