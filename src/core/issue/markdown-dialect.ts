// Our Markdown: GFM as marked reads it, with footnotes, emphasis and bare addresses fit for CJK text, and a
// tolerance for links. It gives HTML that is not yet safe; markdown-tree.ts cleans it. An instance serves one
// document, because footnotes and warnings are kept in it.
import { Marked, type Token, type Tokenizer, type Tokens, type TokensList } from 'marked';
import markedFootnote from 'marked-footnote';
import { bareUrls } from './bare-urls.ts';
import { emphasisSpans, type EmphasisSpan } from './cjk-emphasis.ts';
import { wideTables } from './wide-tables.ts';
import { spacedLinks, undefinedReferences, type Report } from './tolerant-links.ts';

/** Emphasis within emphasis beyond this depth stays literal: nobody writes it, and each level costs a pass. */
const MAX_EMPHASIS_DEPTH = 16;

export interface DialectOptions {
  /** Begins the ids of footnotes, so that issues can share a page. */
  readonly idPrefix: string;
  readonly report: Report;
  /** Gets every piece of raw HTML as it stands, and gives what is put in its place. */
  readonly html: (raw: string) => string;
}

export function markdownDialect(options: DialectOptions): Marked {
  return new Marked(
    { gfm: true, tokenizer: { ...bareUrls, ...wideTables, ...spacedLinks(options.report), ...emphasis() } },
    { extensions: [undefinedReferences(options.report)] },
    {
      renderer: { html: (token) => options.html(token.text) },
    },
    { hooks: { processAllTokens: (tokens) => withUnusedFootnotes(tokens, options.report) } },
    markedFootnote({ prefixId: `${options.idPrefix}fn-`, backRefLabel: '{0}' }),
  );
}

interface Footnote extends Tokens.Generic {
  readonly label: string;
}

/** marked-footnote forgets definitions that nothing refers to, and the second of one name; their words go behind. */
function withUnusedFootnotes(tokens: Token[] | TokensList, report: Report): Token[] | TokensList {
  for (const token of tokens) {
    if (token.type !== 'footnotes') continue;
    // The token is marked-footnote's: all definitions, and those of them that were referred to.
    const { rawItems, items } = token as unknown as { rawItems: Footnote[]; items: Footnote[] };
    for (const footnote of rawItems) {
      if (items.includes(footnote)) continue;
      items.push(footnote);
      const name = `[^${footnote.label}]`;
      report('footnote-unused', footnote.raw, `Nothing refers to this footnote: write ${name} where it belongs.`);
    }
  }
  return tokens;
}

type EmphasisToken = Tokens.Em | Tokens.Strong | Tokens.Del;

function emphasis(): {
  emStrong(this: Tokenizer, src: string, masked: string): Tokens.Em | Tokens.Strong | undefined;
  del(this: Tokenizer, src: string, masked: string): Tokens.Del | undefined;
} {
  // The stretches that are being read, the outermost first: marked comes back to each when the inner ones are done.
  const levels: { masked: string; spans: ReadonlyMap<number, EmphasisSpan> }[] = [];
  let depth = 0;

  function spanAt(masked: string, offset: number): EmphasisSpan | undefined {
    const place = levels.findLastIndex((level) => level.masked === masked);
    if (place !== -1) levels.length = place + 1;
    else levels.push({ masked, spans: emphasisSpans(masked) });
    if (levels.length > 2 * MAX_EMPHASIS_DEPTH) levels.shift();
    return levels.at(-1)?.spans.get(offset);
  }

  function tokenAt(tokenizer: Tokenizer, src: string, masked: string): EmphasisToken | undefined {
    const offset = masked.length - src.length;
    const span = depth < MAX_EMPHASIS_DEPTH ? spanAt(masked, offset) : undefined;
    if (span === undefined) return undefined;
    const raw = src.slice(0, span.end - offset);
    const text = raw.slice(span.width, -span.width);
    depth++;
    try {
      return { type: span.kind, raw, text, tokens: tokenizer.lexer.inlineTokens(text) };
    } finally {
      depth--;
    }
  }

  return {
    emStrong(src, masked) {
      const token = /^[*_]/.test(src) ? tokenAt(this, src, masked) : undefined;
      return token?.type === 'del' ? undefined : token;
    },
    del(src, masked) {
      const token = src.startsWith('~') ? tokenAt(this, src, masked) : undefined;
      return token?.type === 'del' ? token : undefined;
    },
  };
}
