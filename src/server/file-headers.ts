// The headers of one file in one encoding, made once and used for every request: those of the whole answer and those of
// "not modified", which repeats what a cache needs (RFC 9110, 15.4.5) and nothing else. Flat lists, because that is
// what Node writes fastest.
import { linkHeader } from '../core/render/feed/feed-links.ts';
import type { FileBytes } from './file-bytes.ts';
import { CONTENT_SECURITY_POLICY, PAGE_HEADERS } from './page-response.ts';
import type { Validators } from './preconditions.ts';
import type { SiteFile } from './site.ts';

export interface FileHeaders extends Validators {
  readonly whole: readonly string[];
  readonly notModified: readonly string[];
}

type Shape = Pick<FileBytes, 'encoding'> & { readonly length: number };

export function fileHeaders(file: SiteFile, { encoding, length }: Shape): FileHeaders {
  const { kind, hash, modifiedAtMs } = file;
  // Each encoding is a representation of its own, and so is its strong tag (RFC 9110, 8.8.3.3).
  const etag = encoding === 'identity' ? `"${hash}"` : `"${hash}-${encoding === 'gzip' ? 'gz' : 'br'}"`;
  const link = file.links && linkHeader(file.links);
  const cached: readonly Field[] = [
    ['ETag', etag],
    ['Last-Modified', new Date(modifiedAtMs).toUTCString()],
    ['Cache-Control', `public, max-age=${kind.maxAgeSeconds}`],
    ...(kind.isCompressible ? VARIES : []),
    ...(link === undefined ? [] : [['Link', link] as const]),
    ...sharing(file),
  ];
  const whole: readonly Field[] = [
    ...cached,
    ['Content-Type', kind.mediaType],
    ['Content-Length', String(length)],
    encoding === 'identity' ? ['Accept-Ranges', 'bytes'] : ['Content-Encoding', encoding],
    ...Object.entries(PAGE_HEADERS).map(([name, value]): Field => [name, name === POLICY ? policyOf(file) : value]),
    ...(kind.isUnlisted ? UNLISTED : []),
  ];
  return { etag, modifiedAtMs, whole: whole.flat(), notModified: cached.flat() };
}

type Field = readonly [name: string, value: string];

const VARIES: readonly Field[] = [['Vary', 'Accept-Encoding']];
const UNLISTED: readonly Field[] = [['X-Robots-Tag', 'noindex']];
const POLICY = 'Content-Security-Policy';

/** Letters carry their styles in attributes, as mail must; pictures in SVG carry theirs inside. */
const INLINE_STYLES = CONTENT_SECURITY_POLICY.replace("style-src 'self'", "style-src 'unsafe-inline'");

function policyOf({ path }: SiteFile): string {
  return /(?:^|\/)email\.html$|\.svg$/.test(path) ? INLINE_STYLES : CONTENT_SECURITY_POLICY;
}

/** Feeds are read by programs in other pages; pictures and styles are shown in webmail and feed readers. */
function sharing({ kind }: SiteFile): readonly Field[] {
  if (kind.fileClass === 'page') return [['Cross-Origin-Resource-Policy', 'same-origin']];
  const embedded: Field = ['Cross-Origin-Resource-Policy', 'cross-origin'];
  if (kind.fileClass !== 'feed') return [embedded];
  return [
    embedded,
    ['Access-Control-Allow-Origin', '*'],
    ['Access-Control-Expose-Headers', 'ETag, Last-Modified, Link'],
  ];
}
