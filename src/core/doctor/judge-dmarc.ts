// DMARC of the sender's domain, and whether signature and return path are aligned with it (RFC 9989).
import { policyIn, type DmarcWalk } from './dmarc-walk.ts';
import { failed, notChecked, ok, warning, type Finding } from './finding.ts';

/** `refusals`: domains elsewhere that are to get reports and have not agreed to take them (RFC 9990, 4). */
export function judgeDmarc(walk: DmarcWalk, refusals: readonly string[]): Finding {
  const [own] = walk.steps;
  const found = policyIn(walk);
  const several = walk.steps.find(({ recordCount }) => recordCount > 1);
  if (several !== undefined && (several === own || found === undefined)) {
    const sentence = `_dmarc.${several.domain} has ${several.recordCount} DMARC records; receivers follow none.`;
    return failed('dmarc', sentence, 'Leave one of them.');
  }
  if (found?.record === undefined) {
    if (walk.silent.length > 0) return notChecked('dmarc', `The DNS did not answer for ${walk.silent.join(', ')}.`);
    const record = '"v=DMARC1; p=none; rua=mailto:" and an address of yours';
    const fix = `Publish a TXT record at _dmarc.${own.domain}: ${record}.`;
    return failed('dmarc', `${own.domain} has no DMARC record.`, fix);
  }
  const { record, domain } = found;
  const policy = domain === own.domain ? record.policy : (record.subdomainPolicy ?? record.policy);
  if (!record.isPolicyReadable) {
    return failed('dmarc', `The DMARC record of ${domain} has no policy.`, 'Write p=none, p=quarantine or p=reject.');
  }
  if (record.reportDomains.length === 0) {
    const sentence = `The DMARC record of ${domain} asks for no reports (rua), so nobody tells you who uses your name.`;
    return warning('dmarc', sentence, 'Add rua=mailto: and an address of yours.');
  }
  const [refusal] = refusals;
  if (refusal !== undefined) {
    const sentence = `Reports on ${domain} would go to ${refusal}, which has not agreed to take them.`;
    const fix = `Have "v=DMARC1" published at ${domain}._report._dmarc.${refusal}, or name an address of your own.`;
    return warning('dmarc', sentence, fix);
  }
  const where = domain === own.domain ? domain : `${domain}, which holds for ${own.domain},`;
  const old = record.obsolete.length === 0 ? '' : ` ${record.obsolete.join(', ')} in it are no longer read.`;
  return ok('dmarc', `The DMARC record of ${where} says ${policy} and asks for reports.${old}`);
}

export interface AlignmentFacts {
  /** Domain of the sender. */
  readonly from: DmarcWalk;
  /** Domain of the signature; undefined without a key. */
  readonly dkim: DmarcWalk | undefined;
  /** Domain of the return path. */
  readonly bounce: DmarcWalk;
}

export function judgeAlignment({ from, dkim, bounce }: AlignmentFacts): Finding {
  const silent = [from, ...(dkim === undefined ? [] : [dkim]), bounce].flatMap((walk) => walk.silent);
  const record = policyIn(from)?.record;
  const name = from.steps[0].domain;
  const isAligned = (walk: DmarcWalk, mode: 'relaxed' | 'strict' = 'relaxed'): boolean =>
    walk.steps[0].domain === name || (mode === 'relaxed' && walk.organisation === from.organisation);
  const byDkim = dkim !== undefined && isAligned(dkim, record?.dkimMode);
  const bySpf = isAligned(bounce, record?.spfMode);
  const path = bounce.steps[0].domain;
  if (byDkim && bySpf)
    return ok('alignment', `The signature of ${dkim.steps[0].domain} and the return path at ${path} are for ${name}.`);
  if (silent.length > 0)
    return notChecked('alignment', `The DNS did not answer for ${[...new Set(silent)].join(', ')}.`);
  const mend = `Use ${name}, or a name of ${from.organisation} where the DMARC record does not ask for the very same.`;
  if (byDkim) return warning('alignment', `The return path is at ${path}, which does not belong to ${name}.`, mend);
  const signature =
    dkim === undefined ? 'There is no signature' : `The signature of ${dkim.steps[0].domain} is not for ${name}`;
  const cure = dkim === undefined ? 'Set DKIM_DOMAIN, DKIM_SELECTOR and DKIM_PRIVATE_KEY_FILE.' : mend;
  if (bySpf) {
    const sentence = `${signature}. Only the return path speaks for ${name}, and forwarding breaks that.`;
    return warning('alignment', sentence, cure);
  }
  return failed('alignment', `${signature}, and the return path at ${path} is not for it either.`, cure);
}
