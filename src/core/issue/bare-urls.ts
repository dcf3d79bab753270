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

/** Overrides for a marked instance; `false` leaves the decision to marked. */
export const bareUrls = {
  url(this: Tokenizer, src: string): Tokens.Link | false | undefined {
    const address = ADDRESS.exec(src)?.[0];
    if (address === undefined) return false;
    const found = address.search(END);
    const end = found === -1 ? address.length : found;
    return end > MAX_ADDRESS ? undefined : Tokenizer.prototype.url.call(this, src.slice(0, end));
  },
  // GFM starts `www.` only behind a space or bracket: no Chinese sentence has one there.
  inlineText(this: Tokenizer, src: string): Tokens.Text | undefined {
    const token = Tokenizer.prototype.inlineText.call(this, src);
    if (token === undefined || !token.raw.includes('www.')) return token;
    const start = token.raw.search(WWW_BEHIND_CJK);
    return start > 0 ? Tokenizer.prototype.inlineText.call(this, src.slice(0, start)) : token;
  },
};
