// Addresses as they are shown where a page may be seen over a shoulder, printed or passed on: enough to recognise one's
// own, too little to know somebody else's. The domain stays, because that is what went wrong when something did.

/** `l***@readers.example`. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 1) return '***';
  return `${[...address][0] ?? ''}***${address.slice(at)}`;
}

/** What a server said, without the addresses that servers like to repeat; one line. */
export function maskedReply(reply: string): string {
  return reply
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[^\s<>()[\]"',;:=]+@[\p{L}\p{N}.-]+/gu, (address) => maskedAddress(address));
}
