// The answers of the server that are pages of their own and no files: readers' pages and pages that say what went
// wrong. One place for the headers that keep them private and harmless (standards E1.05, E4.05); what stands on the
// page is the caller's.

/**
 * Nothing runs, nothing is framed, styles are ours alone; images may come from anywhere over https. The pages say the
 * same in a meta element, which cannot carry frame-ancestors.
 */
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; img-src https: 'self'; form-action 'self'; base-uri 'none'; " +
  "frame-ancestors 'none'";

/** On every page, whether it is a file or not. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** On everything that is for one reader alone, and on everything that went wrong. */
const PRIVATE_HEADERS: Readonly<Record<string, string>> = {
  ...PAGE_HEADERS,
  'Cache-Control': 'no-store',
  'X-Robots-Tag': 'noindex',
};

/** A page that no cache keeps, no search engine lists and no link of which tells where the reader came from. */
export function pageResponse(html: string, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(html, {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', ...PRIVATE_HEADERS, ...headers },
  });
}

/** The same for programs: one JSON document. */
export function jsonResponse(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${JSON.stringify(value)}\n`, {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...PRIVATE_HEADERS, ...headers },
  });
}
