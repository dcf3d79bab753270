// What the DNS says about the selectors that sign: a record that is missing or holds another key means that no receiver
// can verify a message, so it stops a mailing. A DNS that does not answer stops nothing and is only told.
import { Resolver } from 'node:dns/promises';
import { AppError } from '../errors.ts';
import type { Signer } from './dkim.ts';
import type { DkimKey } from './dkim-key.ts';

/** TXT records of a name, each in its pieces. Rejects as node:dns does. */
export type ResolveTxt = (name: string) => Promise<readonly (readonly string[])[]>;

const DNS_TIMEOUT_MS = 3000;
/** The answer is no: there is no such name, or it has no TXT record. Everything else is no answer. */
const NO_SUCH_RECORD = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Looks every selector up. Throws DKIM_RECORD_WRONG, which names all that are wrong; gives a sentence for each that the
 * DNS did not answer for.
 */
export async function checkDkimRecords(
  { domain, keys }: Pick<Signer, 'domain' | 'keys'>,
  resolveTxt: ResolveTxt = systemDns(),
): Promise<readonly string[]> {
  const findings = await Promise.all(keys.map((key) => check(key, domain, resolveTxt)));
  const faults = findings.flatMap((finding) => finding?.fault ?? []);
  if (faults.length > 0) {
    const why = 'Receivers could verify no message, so none was sent.';
    throw new AppError('DKIM_RECORD_WRONG', `${faults.join(' ')} ${why}`);
  }
  return findings.flatMap((finding) => finding?.notice ?? []);
}

async function check(key: DkimKey, domain: string, resolveTxt: ResolveTxt): Promise<Finding | undefined> {
  const name = `${key.selector}._domainkey.${domain}`;
  let records: readonly string[];
  try {
    records = (await resolveTxt(name)).map((pieces) => pieces.join(''));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code';
    if (!NO_SUCH_RECORD.has(code))
      return { notice: `The DKIM record ${name} could not be looked up (${code}); mail is signed.` };
    records = [];
  }
  const fault = dkimRecordFault(key, name, records);
  return fault === undefined ? undefined : { fault: `${fault.what} ${fault.cure}` };
}

interface Finding {
  readonly fault?: string;
  readonly notice?: string;
}

/** What keeps receivers from verifying with this key, by the TXT records of its selector; undefined when nothing does. */
export function dkimRecordFault(
  key: Pick<DkimKey, 'algorithm' | 'published' | 'keyFile'>,
  name: string,
  records: readonly string[],
): { readonly what: string; readonly cure: string } | undefined {
  const record = records.find((text) => /(^|;)\s*p=/.test(text));
  const wanted = `v=DKIM1; k=${key.algorithm === 'rsa-sha256' ? 'rsa' : 'ed25519'}; p=${key.published}`;
  const cure = `Publish this TXT record, or name the selector that fits: "${wanted}".`;
  if (record === undefined) return { what: `There is no DKIM record ${name}.`, cure };
  const published = /(?:^|;)\s*p=([^;]*)/.exec(record)?.[1]?.replace(/\s+/g, '') ?? '';
  if (published === '') return { what: `The DKIM record ${name} says that its key is revoked.`, cure };
  if (published !== key.published)
    return { what: `The DKIM record ${name} holds another key than ${key.keyFile}.`, cure };
  return undefined;
}

function systemDns(): ResolveTxt {
  const resolver = new Resolver({ timeout: DNS_TIMEOUT_MS, tries: 1 });
  return (name) => resolver.resolveTxt(name);
}
