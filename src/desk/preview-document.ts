// A document of the newsletter made fit for a frame of the desk: pictures that the newsletter has on this disk are
// taken from there, links open beside the desk, and what a mail program takes away is taken away. Nothing in it runs:
// the frame and the policy of its answer see to that.
import { asScheme, type ColourScheme } from './colour-scheme.ts';

export interface DocumentSettings {
  readonly scheme: ColourScheme;
  /** False drops the blocks of styles and keeps what stands at each element, as Gmail does (B6.13). */
  readonly hasStyles: boolean;
  /** Absolute: where the document will stand. */
  readonly documentUrl: string;
  /** Absolute, ends in a slash: what is below it lies in static/. */
  readonly siteUrl: string;
}

const OWN_POLICY = /<meta\b[^>]*http-equiv=["']?Content-Security-Policy[^>]*>/gi;
const SCRIPT = /<script\b[\s\S]*?<\/script>/gi;
const STYLES = /<style\b[\s\S]*?<\/style>|<link\b[^>]*\brel=["']?stylesheet[^>]*>/gi;
const LINK = /<a\b([^>]*?)\bhref=("[^"]*"|'[^']*')([^>]*)>/gi;
const PICTURE = /(<(?:img|source|video|audio)\b[^>]*?\s)(src|srcset|poster)=("[^"]*"|'[^']*')/gi;
/** Local files of the desk (preview-routes.ts). */
const FILES = '/files/';

export function previewDocument(html: string, settings: DocumentSettings): string {
  const bare = html.replace(OWN_POLICY, '').replace(SCRIPT, '');
  const styled = settings.hasStyles ? bare : bare.replace(STYLES, '');
  return asScheme(styled, settings.scheme)
    .replace(LINK, (_, before: string, quoted: string, after: string) => linkTag(before, quoted, after, settings))
    .replace(PICTURE, (_, before: string, name: string, quoted: string) => {
      return `${before}${name}="${pictureAddress(quoted.slice(1, -1), name, settings)}"`;
    });
}

/** A place in the document stays one; everything else opens in a tab of its own, with the address that it will have. */
function linkTag(before: string, quoted: string, after: string, { documentUrl }: DocumentSettings): string {
  const address = quoted.slice(1, -1);
  if (address.startsWith('#')) return `<a${before}href="${address}"${after}>`;
  const absolute = URL.parse(address.replaceAll('&amp;', '&'), documentUrl)?.href ?? '';
  const rest = `${before}${after}`.replace(/\s(?:target|rel)=("[^"]*"|'[^']*'|\S+)/gi, '');
  return `<a${rest} href="${escaped(absolute)}" target="_blank" rel="noopener noreferrer">`;
}

function pictureAddress(value: string, name: string, settings: DocumentSettings): string {
  if (name !== 'srcset') return localAddress(value, settings);
  return value.replace(/[^\s,]\S*[^\s,](?=\s|,|$)/g, (one) =>
    /^[\d.]+[wx]$/.test(one) ? one : localAddress(one, settings),
  );
}

function localAddress(address: string, { documentUrl, siteUrl }: DocumentSettings): string {
  const absolute = URL.parse(address.replaceAll('&amp;', '&'), documentUrl)?.href ?? address;
  return escaped(absolute.startsWith(siteUrl) ? FILES + absolute.slice(siteUrl.length) : absolute);
}

function escaped(address: string): string {
  return address.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
