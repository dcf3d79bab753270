// What a bad answer, or none, says about a link. Pure: a table of statuses, headers and codes.
import type { FaultyLink } from '../core/check/link-answer.ts';
import type { Answered } from './guarded-request.ts';

/** Statuses with which sites keep programs out; 999 is LinkedIn's own. */
const FORBIDDING: ReadonlySet<number> = new Set([401, 402, 403, 405, 406, 407, 429, 451, 999]);
const GONE: ReadonlySet<number> = new Set([404, 410]);

/** Headers by which services say that a puzzle for humans stands before the page, whatever the status. */
const PUZZLES: ReadonlyMap<string, RegExp> = new Map([
  ['cf-mitigated', /challenge/i],
  ['x-amzn-waf-action', /captcha|challenge/i],
  ['x-datadome', /./],
]);

/** In words, when the headers say that programs are kept out. */
export function refusedByHeader(headers: Answered['headers']): string | undefined {
  const isPuzzle = [...PUZZLES].some(([name, pattern]) => pattern.test(String(headers[name] ?? '')));
  return isPuzzle ? 'its server wants a human to solve a puzzle first' : undefined;
}

/** Of an answer that is not good. */
export function refusedAnswer({ status, headers }: Pick<Answered, 'status' | 'headers'>): FaultyLink {
  const puzzle = status < 500 && GONE.has(status) ? undefined : refusedByHeader(headers);
  if (puzzle !== undefined) return { kind: 'forbidden', why: puzzle };
  const why = `its server answers ${status}`;
  if (GONE.has(status)) return { kind: 'gone', why };
  return { kind: FORBIDDING.has(status) ? 'forbidden' : 'unsure', why };
}

const THROWN: Readonly<Record<string, FaultyLink>> = {
  ENOTFOUND: { kind: 'gone', why: 'its name is not in the DNS' },
  ENODATA: { kind: 'gone', why: 'its name has no address in the DNS' },
  ECONNREFUSED: { kind: 'gone', why: 'its server refuses to be called' },
  EAI_AGAIN: { kind: 'unsure', why: 'the DNS did not answer' },
  ECONNRESET: { kind: 'unsure', why: 'its server broke off' },
  EHOSTUNREACH: { kind: 'unsure', why: 'there is no way to its server' },
  ENETUNREACH: { kind: 'unsure', why: 'there is no way to its server' },
  ETIMEDOUT: { kind: 'unsure', why: 'its server is too slow' },
};

/** Of a request that ended without an answer. */
export function thrownAnswer(error: unknown): FaultyLink {
  const { name, code } = faultOf(error);
  // What AbortSignal.timeout ends has this name, or this code, by the place at which it is met.
  if (name === 'TimeoutError' || name === 'AbortError') return { kind: 'unsure', why: 'its server is too slow' };
  const known = THROWN[code];
  if (known) return known;
  if (/CERT|TLS|SSL/.test(code)) return { kind: 'unsure', why: `its certificate is broken (${code})` };
  return { kind: 'unsure', why: `its server could not be asked (${code})` };
}

/** Several addresses may have failed, each in its way; the first tells enough. */
function faultOf(error: unknown): { readonly name: string; readonly code: string } {
  if (error instanceof AggregateError) return faultOf(error.errors[0]);
  if (!(error instanceof Error)) return { name: '', code: 'unknown' };
  return { name: error.name, code: 'code' in error ? String(error.code) : error.message };
}
