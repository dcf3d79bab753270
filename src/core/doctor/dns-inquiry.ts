// How pure code asks the DNS: as a generator that yields one question after the other and is handed the answers.
// Whoever runs it has the network, or a table of answers.

export interface DnsQuestion {
  /** A name without a dot at its end; for PTR the address itself. */
  readonly name: string;
  readonly type: 'TXT' | 'MX' | 'A' | 'AAAA' | 'PTR';
}

/**
 * Records as text: pieces of a TXT record joined, an MX as `10 mail.example`. none: the DNS says that there is nothing.
 * silence: it says nothing, or that it cannot tell.
 */
export type DnsAnswer =
  | { readonly kind: 'records'; readonly records: readonly [string, ...string[]] }
  | { readonly kind: 'none' }
  | { readonly kind: 'silence'; readonly reason: string };

export type DnsInquiry<T> = Generator<DnsQuestion, T, DnsAnswer>;

/** Addresses of a name; `isSilent` when either half was not answered. */
export function* addressesOf(
  name: string,
): DnsInquiry<{ readonly addresses: readonly string[]; readonly isSilent: boolean }> {
  const four = yield { name, type: 'A' };
  const six = yield { name, type: 'AAAA' };
  return {
    addresses: [...recordsIn(four), ...recordsIn(six)],
    isSilent: [four, six].some(({ kind }) => kind === 'silence'),
  };
}

export function recordsIn(answer: DnsAnswer): readonly string[] {
  return answer.kind === 'records' ? answer.records : [];
}
