// What a surveyed SPF policy says of one address (RFC 7208, 4.6 and 5): the first rule that matches decides.
import { BlockList, isIP } from 'node:net';
import type { SpfNetwork, SpfQualifier } from './spf-record.ts';
import type { SpfMatch, SpfPolicy } from './spf-survey.ts';

/** unknown: a rule on the way there depends on the message, or on a name that was not answered. */
export type SpfResult = 'pass' | 'fail' | 'softfail' | 'neutral' | 'unknown';

const RESULTS: Readonly<Record<SpfQualifier, SpfResult>> = {
  '+': 'pass',
  '-': 'fail',
  '~': 'softfail',
  '?': 'neutral',
};

export function spfResult(policy: SpfPolicy, address: string): SpfResult {
  let isUncertain = false;
  for (const { qualifier, match } of policy.rules) {
    const verdict = matches(match, address);
    if (verdict === 'unknown') isUncertain = true;
    // Whoever passes for certain by a later rule passes, unless an earlier one may refuse, which nobody writes.
    else if (verdict) return isUncertain && qualifier !== '+' ? 'unknown' : RESULTS[qualifier];
  }
  if (isUncertain) return 'unknown';
  return policy.redirect === undefined ? 'neutral' : spfResult(policy.redirect, address);
}

/** What is said of an address that no rule names: the sign of `all`; undefined when there is none. */
export function lastWord(policy: SpfPolicy): SpfQualifier | undefined {
  const all = policy.rules.find(({ match }) => match === 'all');
  if (all !== undefined) return all.qualifier;
  return policy.redirect === undefined ? undefined : lastWord(policy.redirect);
}

function matches(match: SpfMatch, address: string): boolean | 'unknown' {
  if (match === 'all') return true;
  if (match === 'unknown') return 'unknown';
  if ('rules' in match) {
    const included = spfResult(match, address);
    return included === 'unknown' ? 'unknown' : included === 'pass';
  }
  return match.some((network) => isWithin(network, address));
}

function isWithin({ address: start, family, prefix }: SpfNetwork, address: string): boolean {
  if (isIP(address) !== family) return false;
  const list = new BlockList();
  list.addSubnet(start, prefix, family === 4 ? 'ipv4' : 'ipv6');
  return list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
