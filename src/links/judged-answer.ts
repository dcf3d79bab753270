// What a bad answer, or none, says about a link. Pure: a table of statuses, headers and codes.
import type { FaultyLink } from '../core/check/link-answer.ts';
import type { Answer, Fault, FetchFault } from '../system/guarded-fetch.ts';

/** Statuses with which sites keep programs out; 999 is LinkedIn's own. */
const FORBIDDING: ReadonlySet<number> = new Set([401, 402, 403, 405, 406, 407, 429, 451, 999]);
const GONE: ReadonlySet<number> = new Set([404, 410]);

/** Headers by which services say that a puzzle for humans stands before the page, whatever the status. */
const PUZZLES: ReadonlyMap<string, RegExp> = new Map([
  ['cf-mitigated', /challenge/i],
  ['x-amzn-waf-action', /captcha|challenge/i],
]);

/** Whether the headers say that programs are kept out. */
export function isRefusedByHeader(headers: Answer['headers']): boolean {
  return [...PUZZLES].some(([name, pattern]) => pattern.test(String(headers[name] ?? '')));
}

/** Of an answer that is not good. */
export function refusedAnswer({ status, headers }: Pick<Answer, 'status' | 'headers'>): FaultyLink {
  const why = `its server answers ${status}`;
  if (GONE.has(status)) return { kind: 'gone', why };
  if (isRefusedByHeader(headers)) {
    return { kind: 'forbidden', why: 'its server wants a human to solve a puzzle first' };
  }
  return { kind: FORBIDDING.has(status) ? 'forbidden' : 'unsure', why };
}

const BY_CODE: ReadonlyMap<string, FaultyLink> = new Map([
  ['ENOTFOUND', { kind: 'gone', why: 'its name is not in the DNS' }],
  ['ENODATA', { kind: 'gone', why: 'its name has no address in the DNS' }],
  ['EAI_AGAIN', { kind: 'unsure', why: 'the DNS did not answer' }],
  ['ECONNREFUSED', { kind: 'gone', why: 'its server refuses to be called' }],
  ['ECONNRESET', { kind: 'unsure', why: 'its server broke off' }],
  ['EHOSTUNREACH', { kind: 'unsure', why: 'there is no way to its server' }],
  ['ENETUNREACH', { kind: 'unsure', why: 'there is no way to its server' }],
  ['ETIMEDOUT', { kind: 'unsure', why: 'its server is too slow' }],
]);

const BY_FAULT: Readonly<Record<Exclude<FetchFault, 'address'>, FaultyLink>> = {
  scheme: { kind: 'private', why: 'it leads on to what is no address of the web, or holds a name and a password' },
  redirects: { kind: 'unsure', why: 'it is sent on again and again' },
  name: { kind: 'gone', why: 'its name is not in the DNS' },
  time: { kind: 'unsure', why: 'its server is too slow' },
  size: { kind: 'unsure', why: 'its answer is too large' },
  connection: { kind: 'unsure', why: 'its server could not be asked' },
};

/** Of a request that ended without an answer. */
export function faultAnswer({ fault, code = '', detail }: Fault): FaultyLink {
  if (fault === 'address') return { kind: 'private', why: detail };
  const known = BY_CODE.get(code);
  if (known) return known;
  const certificate = /CERT|TLS|SSL/.test(code);
  return certificate ? { kind: 'unsure', why: `its certificate is broken (${code})` } : BY_FAULT[fault];
}
