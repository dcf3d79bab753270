// One DMARC record (RFC 9989, 4.7): text -> its tags, as far as anything follows from them.

export interface DmarcRecord {
  readonly policy: 'none' | 'quarantine' | 'reject';
  /** For names below the one that has the record; `policy` when absent. */
  readonly subdomainPolicy?: 'none' | 'quarantine' | 'reject';
  readonly dkimMode: 'relaxed' | 'strict';
  readonly spfMode: 'relaxed' | 'strict';
  /** Domains of the addresses that get reports. */
  readonly reportDomains: readonly string[];
  /** Whether the name is one below which others have domains (y), is expressly not (n), or does not say. */
  readonly psd: 'y' | 'n' | 'u';
  /** Tags that RFC 9989 took out. */
  readonly obsolete: readonly string[];
  /** A policy that is missing or cannot be read counts as none. */
  readonly isPolicyReadable: boolean;
}

const POLICIES = ['none', 'quarantine', 'reject'] as const;
const OBSOLETE = ['pct', 'rf', 'ri'];

/** Undefined for a TXT record that is none of DMARC. */
export function dmarcRecord(text: string): DmarcRecord | undefined {
  if (!/^v\s*=\s*DMARC1\s*(?:;|$)/.test(text)) return undefined;
  const tags = new Map(
    text.split(';').flatMap((part): readonly (readonly [string, string])[] => {
      const [, name = '', value = ''] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(part) ?? [];
      return name === '' ? [] : [[name.toLowerCase(), value]];
    }),
  );
  const policyOf = (name: string) => POLICIES.find((policy) => policy === tags.get(name)?.toLowerCase());
  const modeOf = (name: string) => (tags.get(name)?.toLowerCase() === 's' ? 'strict' : 'relaxed');
  const subdomainPolicy = policyOf('sp');
  const psd = tags.get('psd')?.toLowerCase();
  return {
    policy: policyOf('p') ?? 'none',
    ...(subdomainPolicy !== undefined && { subdomainPolicy }),
    dkimMode: modeOf('adkim'),
    spfMode: modeOf('aspf'),
    reportDomains: reportDomains(tags.get('rua') ?? ''),
    psd: psd === 'y' || psd === 'n' ? psd : 'u',
    obsolete: OBSOLETE.filter((name) => tags.has(name)),
    isPolicyReadable: policyOf('p') !== undefined,
  };
}

/** Addresses may carry a size limit behind an exclamation mark (RFC 7489), and have commas between them. */
function reportDomains(rua: string): readonly string[] {
  const domains = rua
    .split(',')
    .flatMap((uri) => /^\s*mailto:[^@\s]+@([^@\s!?]+)/i.exec(uri)?.[1] ?? [])
    .map((domain) => domain.toLowerCase());
  return [...new Set(domains)];
}
