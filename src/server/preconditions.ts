// Whether a file has to be sent at all (RFC 9110, 13) and which part of it (14). Pure: headers and validators in, a
// verdict out. Entity tags are ours and strong; a proxy that compresses may have made them weak, which counts as the
// same for a reader that asks whether anything is new.
import type { IncomingHttpHeaders } from 'node:http';

export interface Validators {
  /** With its quotes. */
  readonly etag: string;
  readonly modifiedAtMs: number;
}

/** The first precondition that holds decides, in the order of RFC 9110, 13.2.2. */
export function precondition(headers: IncomingHttpHeaders, is: Validators): 'go' | 'not modified' | 'failed' {
  const match = headers['if-match'];
  if (match !== undefined && !isListed(match, is.etag, 'strong')) return 'failed';
  if (match === undefined && isAfter(is.modifiedAtMs, headers['if-unmodified-since'])) return 'failed';
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) return isListed(noneMatch, is.etag, 'weak') ? 'not modified' : 'go';
  const since = instant(headers['if-modified-since']);
  return since !== undefined && is.modifiedAtMs <= since ? 'not modified' : 'go';
}

export interface ByteRange {
  readonly first: number;
  /** The last byte itself is part of it. */
  readonly last: number;
}

/**
 * The one range that is asked for; undefined for none, for several, and for one of another version (If-Range): then the
 * whole file is the right answer.
 */
export function byteRange(
  headers: IncomingHttpHeaders,
  is: Validators,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const wanted = /^bytes=(\d*)-(\d*)$/.exec(headers.range?.trim() ?? '');
  // Of a file without a byte there is no part.
  if (!wanted || size === 0 || !isOfThisVersion(headers['if-range'], is)) return undefined;
  const [, from = '', to = ''] = wanted;
  if (from === '' && to === '') return undefined;
  if (from === '')
    return Number(to) === 0 ? 'unsatisfiable' : { first: Math.max(size - Number(to), 0), last: size - 1 };
  const [first, last] = [Number(from), to === '' ? size - 1 : Math.min(Number(to), size - 1)];
  if (to !== '' && Number(to) < first) return undefined;
  return first < size ? { first, last } : 'unsatisfiable';
}

function isOfThisVersion(ifRange: string | string[] | undefined, is: Validators): boolean {
  if (ifRange === undefined) return true;
  const text = String(ifRange).trim();
  return text === is.etag || instant(text) === is.modifiedAtMs;
}

function isListed(header: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (header === etag || header.trim() === '*') return true;
  if (!header.includes(etag)) return false;
  return [...header.matchAll(/(W\/)?("[^"]*")/g)].some(
    ([, weak, tag]) => tag === etag && (comparison === 'weak' || weak === undefined),
  );
}

function isAfter(modifiedAtMs: number, header: string | undefined): boolean {
  const since = instant(header);
  return since !== undefined && modifiedAtMs > since;
}

/** The three forms of RFC 9110, 5.6.7; whatever else Date.parse would take is no date of HTTP. */
const HTTP_DATE =
  /^(?:[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4}|[A-Z][a-z]+, \d{2}-[A-Z][a-z]{2}-\d{2}) \d{2}:\d{2}:\d{2} GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

function instant(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const date = ASCTIME.test(text) ? `${text} GMT` : text;
  if (date === text && !HTTP_DATE.test(text)) return undefined;
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? undefined : ms;
}
