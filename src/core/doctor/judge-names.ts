// Records about servers and keys: the published half of a DKIM key, the mail exchangers of the return path, and the
// names that addresses have.
import { isPublicAddress } from './address-scope.ts';
import { addressesOf, recordsIn, type DnsAnswer, type DnsInquiry } from './dns-inquiry.ts';
import { failed, notChecked, ok, warning, type Finding } from './finding.ts';
import type { SendingServer } from './judge-spf.ts';

/** Records of the bounce domain, and its address for want of one (RFC 5321, 5.1). */
export interface ExchangerFacts {
  readonly domain: string;
  readonly exchangers: DnsAnswer;
  readonly hasAddress: boolean;
  /** Exchangers that have no address. */
  readonly lost: readonly string[];
}

export function* exchangers(domain: string): DnsInquiry<ExchangerFacts> {
  const answer = yield { name: domain, type: 'MX' };
  const lost: string[] = [];
  for (const host of hostsOf(answer)) {
    const { addresses, isSilent } = yield* addressesOf(host);
    if (addresses.length === 0 && !isSilent) lost.push(host);
  }
  const own = answer.kind === 'none' ? yield* addressesOf(domain) : undefined;
  return { domain, exchangers: answer, hasAddress: (own?.addresses.length ?? 0) > 0, lost };
}

function hostsOf(answer: DnsAnswer): readonly string[] {
  return recordsIn(answer).map((record) => record.replace(/^\d+ /, ''));
}

export function judgeExchangers({ domain, exchangers: answer, hasAddress, lost }: ExchangerFacts): Finding {
  const hosts = hostsOf(answer);
  if (answer.kind === 'silence')
    return notChecked('bounce-mx', `The DNS did not answer for ${domain} (${answer.reason}).`);
  // RFC 7505: a lone dot says that the domain takes no mail.
  if (hosts.some((host) => host === '' || host === '.')) {
    const fix = 'Publish an MX record, or name another domain in BOUNCE_ADDRESS.';
    return failed('bounce-mx', `${domain} says that it takes no mail, so nothing comes back.`, fix);
  }
  if (hosts.length === 0 && !hasAddress) {
    const fix = `Publish an MX record at ${domain} that names the server which takes the bounces.`;
    return failed('bounce-mx', `${domain} has no MX record and no address, so nothing comes back.`, fix);
  }
  if (hosts.length === 0) {
    const sentence = `${domain} has no MX record; mail to it goes to its own address.`;
    return warning('bounce-mx', sentence, 'Publish an MX record, if a server there does not take the mail.');
  }
  if (lost.length > 0) {
    const sentence = `${domain} names ${lost.join(', ')} for its mail, which the DNS does not know.`;
    const state = lost.length === hosts.length ? failed : warning;
    return state('bounce-mx', sentence, 'Mend the MX record, or publish an address for that name.');
  }
  return ok('bounce-mx', `Mail to ${domain} goes to ${hosts.join(', ')}.`);
}

export interface ReverseFacts {
  readonly server: SendingServer;
  /** Of its public addresses. */
  readonly names: readonly ReverseName[];
}

interface ReverseName {
  readonly address: string;
  readonly answer: DnsAnswer;
  /** A name that has this very address. */
  readonly confirmed?: string;
}

/** A server with more addresses is a large provider's, and these tell enough. */
const MOST_ADDRESSES = 6;
/** An address may have many names; receivers look at few (RFC 7208, 5.5, for one). */
const MOST_NAMES = 10;

export function* reverseNames(server: SendingServer): DnsInquiry<ReverseFacts> {
  const names: ReverseName[] = [];
  for (const address of server.addresses.filter(isPublicAddress).slice(0, MOST_ADDRESSES)) {
    const answer = yield { name: address, type: 'PTR' };
    let confirmed: string | undefined;
    for (const name of recordsIn(answer).slice(0, MOST_NAMES)) {
      const { addresses } = yield* addressesOf(name);
      if (addresses.includes(address)) confirmed ??= name;
    }
    names.push({ address, answer, ...(confirmed !== undefined && { confirmed }) });
  }
  return { server, names };
}

export function judgeReverse({ server, names }: ReverseFacts): Finding {
  const { host, name: about } = server;
  if (names.length === 0) {
    const why = server.addresses.length === 0 ? 'is not in the DNS' : 'is on this machine or in a private network';
    return notChecked('reverse-dns', `${host} ${why}: the address that others see is not known.`, about);
  }
  const fix = 'The owner of the address sets its name. A provider of mail sends from others, and sees to theirs.';
  const silent = names.find(({ answer }) => answer.kind === 'silence');
  const nameless = names.find(({ answer }) => answer.kind === 'none');
  if (nameless !== undefined) {
    return warning('reverse-dns', `${nameless.address} of ${host} has no name (PTR).`, fix, about);
  }
  if (silent !== undefined) return notChecked('reverse-dns', `The DNS did not answer for ${silent.address}.`, about);
  const stray = names.find(({ confirmed }) => confirmed === undefined);
  if (stray !== undefined) {
    const given = recordsIn(stray.answer).join(', ');
    const sentence = `${stray.address} of ${host} is called ${given}, which does not have that address.`;
    return warning('reverse-dns', sentence, fix, about);
  }
  const shown = names.map(({ address, confirmed }) => `${address} is ${confirmed}`).join(', ');
  return ok('reverse-dns', `${shown}, both ways.`, about);
}
