// An address as it may be shown where others could look on: enough for its owner to know it by.

/** `l***@readers.example`. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}***${at === -1 ? '' : address.slice(at)}`;
}
