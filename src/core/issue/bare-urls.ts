// Where an address without brackets ends in Chinese, Japanese and Korean text, which puts no space behind it:
// before the first character of that writing. What is an address at all stays GFM's business (its section 6.9).
import { Tokenizer, type Tokens } from 'marked';
import { CJK } from './east-asian.ts';

// Longer ones are no addresses: browsers and servers refuse them.
const MAX_ADDRESS = 4000;
const ADDRESS = new RegExp(`^(?:(?:https?|ftp)://|www\\.)[^\\s<]{0,${MAX_ADDRESS}}`, 'i');
// Quotation marks of both worlds are no part of an address either.
const END = new RegExp(`${CJK.source}|[“”‘’…]`, 'u');
const WWW_BEHIND_CJK = new RegExp(`(?<=${CJK.source})www\\.`, 'u');

/** Overrides for a marked instance. */
export const bareUrls = {
  url(this: Tokenizer, src: string): Tokens.Link | undefined {
    // Asked at every place of a text; these are the characters that an address can begin with.
    if (!/^[\w.+-]/.test(src)) return undefined;
    const address = ADDRESS.exec(src)?.[0];
    if (address === undefined) return Tokenizer.prototype.url.call(this, src);
    const found = address.search(END);
    const end = found === -1 ? address.length : found;
    return end > MAX_ADDRESS ? undefined : Tokenizer.prototype.url.call(this, src.slice(0, end));
  },
  // GFM starts `www.` only behind a space or bracket: no Chinese sentence has one there.
  inlineText(this: Tokenizer, src: string): Tokens.Text | undefined {
    const plain = plainStart(src);
    if (plain !== undefined) {
      return { type: 'text', raw: plain, text: plain, escaped: this.lexer.state.inRawBlock };
    }
    const token = Tokenizer.prototype.inlineText.call(this, src);
    if (token === undefined || !token.raw.includes('www.')) return token;
    const start = token.raw.search(WWW_BEHIND_CJK);
    return start > 0 ? Tokenizer.prototype.inlineText.call(this, src.slice(0, start)) : token;
  },
};

// Where marked's own pattern for text stops in a text without mail addresses.
const STOP = /[\\<![`*~_]|http|ftp:\/\/|www\.| {2,}\n/gi;

/**
 * The text before the next mark; undefined where only marked's own pattern can tell, which looks around at every
 * character for addresses that hardly a text has.
 */
function plainStart(src: string): string | undefined {
  if (src.includes('@') || /^[`~]/.test(src)) return undefined;
  STOP.lastIndex = 1;
  const stop = STOP.exec(src);
  const plain = stop === null ? src : src.slice(0, stop.index);
  return plain.includes('&#') || stop?.[0].toLowerCase() === 'www.' ? undefined : plain;
}
