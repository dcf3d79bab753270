// The syntax of one SPF record (RFC 7208, section 4.6 and 5): text -> terms, or what is wrong with it. What the names
// in it come to is for spf-survey.ts to ask.
import { isIP } from 'node:net';

export type SpfQualifier = '+' | '-' | '~' | '?';

export interface SpfNetwork {
  readonly address: string;
  readonly family: 4 | 6;
  readonly prefix: number;
}

export type SpfTerm =
  | { readonly kind: 'all'; readonly qualifier: SpfQualifier }
  | { readonly kind: 'network'; readonly qualifier: SpfQualifier; readonly network: SpfNetwork }
  | { readonly kind: 'include'; readonly qualifier: SpfQualifier; readonly domain: string }
  | { readonly kind: 'exists'; readonly qualifier: SpfQualifier; readonly domain: string }
  | {
      readonly kind: 'a' | 'mx' | 'ptr';
      readonly qualifier: SpfQualifier;
      /** The record's own domain when absent. */
      readonly domain?: string;
      readonly prefix4: number;
      readonly prefix6: number;
    }
  | { readonly kind: 'redirect'; readonly domain: string };

/** Terms that decide something, in their order, or the term that nobody can read. */
export type SpfReading = { readonly terms: readonly SpfTerm[] } | { readonly unreadable: string };

export function isSpfRecord(text: string): boolean {
  return /^v=spf1(?: |$)/i.test(text);
}

export function spfReading(record: string): SpfReading {
  const terms: SpfTerm[] = [];
  for (const word of record.split(/ +/).slice(1)) {
    // A space at the end makes an empty word, and other modifiers (exp=) decide nothing.
    if (word === '' || isOtherModifier(word)) continue;
    const term = /^redirect=/i.test(word) ? redirect(word) : directive(word);
    if (term === undefined) return { unreadable: word };
    terms.push(term);
  }
  return { terms };
}

function isOtherModifier(word: string): boolean {
  return /^[a-z][a-z0-9_.-]*=/i.test(word) && !/^redirect=/i.test(word);
}

function redirect(word: string): SpfTerm | undefined {
  const domain = word.slice('redirect='.length);
  return isDomainSpec(domain) ? { kind: 'redirect', domain: plain(domain) } : undefined;
}

function directive(word: string): SpfTerm | undefined {
  const [, sign = '', name = '', rest = ''] = /^([+\-~?]?)([a-z0-9]+)(.*)$/i.exec(word) ?? [];
  // The pattern admits these four alone.
  const qualifier = (sign === '' ? '+' : sign) as SpfQualifier;
  const kind = name.toLowerCase();
  if (kind === 'all') return rest === '' ? { kind, qualifier } : undefined;
  if (kind === 'ip4' || kind === 'ip6') return network(kind === 'ip4' ? 4 : 6, qualifier, rest);
  if (kind === 'include' || kind === 'exists') {
    const domain = rest.slice(1);
    return rest.startsWith(':') && isDomainSpec(domain) ? { kind, qualifier, domain: plain(domain) } : undefined;
  }
  return kind === 'a' || kind === 'mx' || kind === 'ptr' ? named(kind, qualifier, rest) : undefined;
}

function network(family: 4 | 6, qualifier: SpfQualifier, rest: string): SpfTerm | undefined {
  const [, address = '', digits] = /^:([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(rest) ?? [];
  const most = family === 4 ? 32 : 128;
  const prefix = digits === undefined ? most : Number(digits);
  if (isIP(address) !== family || prefix > most) return undefined;
  return { kind: 'network', qualifier, network: { address, family, prefix } };
}

function named(kind: 'a' | 'mx' | 'ptr', qualifier: SpfQualifier, rest: string): SpfTerm | undefined {
  const [whole, domain, four, six] = /^(?::([^/]+))?(?:\/(\d{1,2}))?(?:\/\/(\d{1,3}))?$/.exec(rest) ?? [];
  const [prefix4, prefix6] = [Number(four ?? 32), Number(six ?? 128)];
  if (whole === undefined || prefix4 > 32 || prefix6 > 128) return undefined;
  if (domain === undefined) return { kind, qualifier, prefix4, prefix6 };
  return isDomainSpec(domain) ? { kind, qualifier, domain: plain(domain), prefix4, prefix6 } : undefined;
}

/** Names with a dot, or with macros; underscores occur in both. */
function isDomainSpec(text: string): boolean {
  return /^[\w.%{}+/=-]+$/.test(text) && (text.includes('.') || text.includes('%'));
}

function plain(domain: string): string {
  return domain.replace(/\.$/, '').toLowerCase();
}
