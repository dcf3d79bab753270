// One email address, read once at the edge and trusted from then on. Only a single plain addr-spec passes, so nothing
// that a subscriber typed can add a header, a second recipient or a route (standards E3.01); sending keeps the local
// part's case.

declare const brand: unique symbol;
/** A checked address: local part as typed, domain in lower-case A-labels. */
export type EmailAddress = string & { readonly [brand]: 'EmailAddress' };

/** RFC 5321, 4.5.3.1: octets of the local part and of a whole address in a path. */
const LOCAL_OCTETS = 64;
const ADDRESS_OCTETS = 254;

/** RFC 5321 Dot-string. Quoted local parts are legal, and are how addresses smuggle spaces, commas and a second `@`. */
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** Checked before the URL parser, which would decode `%2e` and cut at a slash. */
const DOMAIN = /^[\p{L}\p{M}\p{N}.\u3002-]+$/u;
const LABELS = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The address in `text`, or undefined when it is not exactly one plain address. Trims, composes (NFC) and puts the
 * domain into lower-case A-labels; the local part stays as typed. A local part beyond ASCII is refused: it needs
 * SMTPUTF8 from every server on the way.
 */
export function emailAddress(text: string): EmailAddress | undefined {
  const typed = text.trim().normalize('NFC');
  const at = typed.lastIndexOf('@');
  const local = typed.slice(0, Math.max(at, 0));
  const typedDomain = typed.slice(at + 1);
  if (!LOCAL_PART.test(local) || local.length > LOCAL_OCTETS || !DOMAIN.test(typedDomain)) return undefined;
  // The WHATWG parser puts IDN into A-labels, and a number or an IPv4 address into a form that LABELS refuses.
  const domain = URL.parse(`http://${typedDomain}/`)?.hostname ?? '';
  const address = `${local}@${domain}`;
  if (!LABELS.test(domain) || address.length > ADDRESS_OCTETS) return undefined;
  // The one place where a string becomes an EmailAddress: everything above has checked it.
  return address as EmailAddress;
}

/** What two spellings of one mailbox have in common: unique in the store and matched against suppressions (D.13). */
export function addressKey(address: EmailAddress): string {
  return address.toLowerCase();
}

/** The part after the `@`, in A-labels. */
export function addressDomain(address: EmailAddress): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
