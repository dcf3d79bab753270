// A whole SPF policy with all that it includes: what it comes to, and what it costs. Lookups are counted as RFC 7208,
// 4.6.4 does, for a message whose address no term matches, because such a message is what a record must survive.
import { addressesOf, recordsIn, type DnsInquiry } from './dns-inquiry.ts';
import { isSpfRecord, spfReading, type SpfNetwork, type SpfQualifier, type SpfTerm } from './spf-record.ts';

/** RFC 7208, 4.6.4. */
export const SPF_LOOKUP_LIMIT = 10;
export const SPF_VOID_LIMIT = 2;
const MX_LIMIT = 10;
/** Enough to say by how much a record is over the limit; a hostile one could go on for ever. */
const MOST_LOOKUPS = 40;

/** unknown: depends on the message, or the DNS was silent. */
export type SpfMatch = 'all' | 'unknown' | readonly SpfNetwork[] | SpfPolicy;

export interface SpfPolicy {
  readonly rules: readonly { readonly qualifier: SpfQualifier; readonly match: SpfMatch }[];
  readonly redirect?: SpfPolicy;
}

export interface SpfSurvey {
  /** The records found at the domain itself: one, if all is well. */
  readonly records: readonly string[];
  readonly policy: SpfPolicy;
  readonly lookupCount: number;
  /** Lookups that found nothing. */
  readonly voidCount: number;
  /** What makes receivers give the whole record up, one sentence each. */
  readonly faults: readonly string[];
  /** Names that the DNS did not answer for. */
  readonly silent: readonly string[];
  readonly usesPtr: boolean;
}

interface Tally {
  lookupCount: number;
  voidCount: number;
  usesPtr: boolean;
  readonly faults: string[];
  readonly silent: string[];
}

const NOTHING: SpfPolicy = { rules: [] };

export function* spfSurvey(domain: string): DnsInquiry<SpfSurvey> {
  const tally: Tally = { lookupCount: 0, voidCount: 0, usesPtr: false, faults: [], silent: [] };
  const answer = yield { name: domain, type: 'TXT' };
  if (answer.kind === 'silence') tally.silent.push(domain);
  const records = recordsIn(answer).filter(isSpfRecord);
  const [only] = records;
  const policy = only === undefined || records.length > 1 ? NOTHING : yield* policyOf(domain, only, [domain], tally);
  return { records, policy, ...tally };
}

function* policyOf(domain: string, record: string, path: readonly string[], tally: Tally): DnsInquiry<SpfPolicy> {
  const reading = spfReading(record);
  if ('unreadable' in reading) {
    tally.faults.push(`The record of ${domain} holds "${reading.unreadable}", which is no SPF.`);
    return NOTHING;
  }
  const rules: SpfPolicy['rules'][number][] = [];
  let redirect: SpfPolicy | undefined;
  for (const term of reading.terms) {
    if (tally.lookupCount >= MOST_LOOKUPS) break;
    if (term.kind === 'redirect') {
      // Only looked at when there is no `all` (RFC 7208, 6.1).
      const hasAll = reading.terms.some(({ kind }) => kind === 'all');
      const below = hasAll ? NOTHING : yield* policyBelow(term.domain, path, tally);
      if (!hasAll) redirect = below === 'unknown' ? { rules: [{ qualifier: '?', match: below }] } : below;
      continue;
    }
    rules.push({ qualifier: term.qualifier, match: yield* matchOf(term, domain, path, tally) });
    // Nothing behind `all` is ever looked at (RFC 7208, 5.1).
    if (term.kind === 'all') break;
  }
  return { rules, ...(redirect !== undefined && { redirect }) };
}

type Directive = Exclude<SpfTerm, { kind: 'redirect' }>;

function* matchOf(term: Directive, own: string, path: readonly string[], tally: Tally): DnsInquiry<SpfMatch> {
  if (term.kind === 'all') return 'all';
  if (term.kind === 'network') return [term.network];
  if (term.kind === 'include') return yield* policyBelow(term.domain, path, tally);
  tally.lookupCount += 1;
  if (term.kind === 'ptr') {
    tally.usesPtr = true;
    return 'unknown';
  }
  const domain = term.domain ?? own;
  // A macro stands for something of the message, and there is none.
  if (domain.includes('%')) return 'unknown';
  if (term.kind === 'mx') return yield* networksOfMx(domain, term, tally);
  const addresses = yield* addressesAt(domain, tally);
  // Without a macro it says the same of every message.
  if (term.kind === 'exists') return addresses.length > 0 ? 'all' : [];
  return asNetworks(addresses, term);
}

function* policyBelow(domain: string, path: readonly string[], tally: Tally): DnsInquiry<SpfPolicy | 'unknown'> {
  tally.lookupCount += 1;
  if (domain.includes('%')) return 'unknown';
  if (path.includes(domain)) {
    tally.faults.push(`${domain} includes itself.`);
    return NOTHING;
  }
  const answer = yield { name: domain, type: 'TXT' };
  if (answer.kind === 'silence') {
    tally.silent.push(domain);
    return 'unknown';
  }
  if (answer.kind === 'none') tally.voidCount += 1;
  const records = recordsIn(answer).filter(isSpfRecord);
  const [only] = records;
  if (only === undefined || records.length > 1) {
    const found = only === undefined ? 'has no SPF record' : `has ${records.length} SPF records`;
    tally.faults.push(`${path.at(-1)} includes ${domain}, which ${found}.`);
    return NOTHING;
  }
  return yield* policyOf(domain, only, [...path, domain], tally);
}

interface Prefixes {
  readonly prefix4: number;
  readonly prefix6: number;
}

function* networksOfMx(domain: string, prefixes: Prefixes, tally: Tally): DnsInquiry<readonly SpfNetwork[]> {
  const answer = yield { name: domain, type: 'MX' };
  if (answer.kind === 'silence') tally.silent.push(domain);
  if (answer.kind === 'none') tally.voidCount += 1;
  const hosts = recordsIn(answer).map((record) => record.replace(/^\d+ /, ''));
  if (hosts.length > MX_LIMIT) tally.faults.push(`${domain} has ${hosts.length} MX records; ${MX_LIMIT} are the most.`);
  const networks: SpfNetwork[] = [];
  for (const host of hosts.slice(0, MX_LIMIT)) {
    networks.push(...asNetworks(yield* addressesAt(host, tally), prefixes));
  }
  return networks;
}

function* addressesAt(domain: string, tally: Tally): DnsInquiry<readonly string[]> {
  const { addresses, isSilent } = yield* addressesOf(domain);
  if (isSilent) tally.silent.push(domain);
  else if (addresses.length === 0) tally.voidCount += 1;
  return addresses;
}

function asNetworks(addresses: readonly string[], { prefix4, prefix6 }: Prefixes): readonly SpfNetwork[] {
  return addresses.map((address) =>
    address.includes(':') ? { address, family: 6, prefix: prefix6 } : { address, family: 4, prefix: prefix4 },
  );
}
