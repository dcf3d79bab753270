// SPF of the return path's domain: whether there is one record that receivers can follow to its end, and whether the
// servers that we send by are in it.
import { isPublicAddress } from './address-scope.ts';
import { failed, notChecked, ok, warning, type Finding } from './finding.ts';
import { lastWord, spfResult } from './spf-result.ts';
import { SPF_LOOKUP_LIMIT, SPF_VOID_LIMIT, type SpfSurvey } from './spf-survey.ts';

export function judgeSpf(domain: string, survey: SpfSurvey): Finding {
  const { records, faults, lookupCount, voidCount, silent } = survey;
  if (records.length > 1) {
    const sentence = `${domain} has ${records.length} SPF records, and receivers follow none of them.`;
    return failed('spf', sentence, 'Make one record of them: the terms of all between one v=spf1 and one -all.');
  }
  if (records.length === 0) {
    if (silent.length > 0) return notChecked('spf', `The DNS did not answer for ${domain}.`);
    const fix = `Publish a TXT record at ${domain}: "v=spf1", what your provider names or ip4: and ip6: of your server, "-all".`;
    return failed('spf', `${domain} has no SPF record.`, fix);
  }
  const [fault] = faults;
  if (fault !== undefined) return failed('spf', `${fault} Receivers give the whole record up.`, 'Mend that term.');
  if (lookupCount > SPF_LOOKUP_LIMIT) {
    const sentence = `The record of ${domain} costs ${lookupCount} lookups; ${SPF_LOOKUP_LIMIT} are the most (RFC 7208).`;
    return failed('spf', sentence, 'Drop what you no longer send through, or write ip4: and ip6: instead of names.');
  }
  if (voidCount > SPF_VOID_LIMIT) {
    const sentence = `${voidCount} lookups of the record of ${domain} find nothing; ${SPF_VOID_LIMIT} are the most.`;
    return failed('spf', sentence, 'Take the names out that are not there any more.');
  }
  if (silent.length > 0) return notChecked('spf', `The DNS did not answer for ${silent.join(', ')}.`);
  return ending(domain, survey);
}

function ending(domain: string, { policy, lookupCount, usesPtr }: SpfSurvey): Finding {
  const last = lastWord(policy);
  if (last === '+') {
    return failed('spf', `The record of ${domain} lets everybody send in its name (+all).`, 'End it in -all or ~all.');
  }
  if (last === undefined || last === '?') {
    const sentence = `The record of ${domain} does not say what holds for everybody else.`;
    return warning('spf', sentence, 'End it in -all or ~all.');
  }
  if (usesPtr) {
    const sentence = `The record of ${domain} uses ptr, which receivers may leave out (RFC 7208, 5.5).`;
    return warning('spf', sentence, 'Write a, mx, ip4: or ip6: instead.');
  }
  const cost = `${lookupCount} of ${SPF_LOOKUP_LIMIT} lookups`;
  return ok('spf', `${domain} has one SPF record: ${cost}, ends in ${last}all.`);
}

export interface SendingServer {
  /** What people call the route. */
  readonly name: string;
  readonly host: string;
  readonly addresses: readonly string[];
}

/** Whether the servers are in the record. */
export function judgeSpfServer(domain: string, survey: SpfSurvey, server: SendingServer): Finding {
  const { name, host, addresses } = server;
  const outside = addresses.filter(isPublicAddress);
  if (survey.records.length !== 1 || survey.faults.length > 0) {
    return notChecked('spf-server', `${domain} has no SPF record that could name ${host}, or none was heard of.`, name);
  }
  if (outside.length === 0) {
    const why = addresses.length === 0 ? 'is not in the DNS' : 'is on this machine or in a private network';
    return notChecked('spf-server', `${host} ${why}: the address that others see is not known.`, name);
  }
  const results = outside.map((address) => ({ address, result: spfResult(survey.policy, address) }));
  const unsure = results.find(({ result }) => result === 'unknown');
  const missing = results.filter(({ result }) => result !== 'pass' && result !== 'unknown');
  if (missing.length > 0) {
    const listed = missing.map(({ address, result }) => `${address} (${result})`).join(', ');
    const sentence = `The SPF record of ${domain} does not name ${host}: ${listed}.`;
    const fix = 'Add it, unless your provider sends from other addresses: then see that its include: is in the record.';
    return warning('spf-server', sentence, fix, name);
  }
  if (unsure !== undefined) {
    return notChecked('spf-server', `What the record of ${domain} says of ${host} depends on the message.`, name);
  }
  return ok('spf-server', `The SPF record of ${domain} names ${host}.`, name);
}
