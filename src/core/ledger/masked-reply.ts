// What a server said, as it may be shown on a page and printed: servers like to repeat whom they refuse.
import { maskedAddress } from '../audience/masked-address.ts';

const ADDRESS = /[^\s<>()[\]"',;:=]+@[\p{L}\p{N}.-]+/gu;

/** In one line, with nobody's whole address in it. */
export function maskedReply(reply: string): string {
  return reply
    .replace(/\s+/g, ' ')
    .trim()
    .replace(ADDRESS, (address) => maskedAddress(address));
}
