// Whose message a report is about, proven by what only we can have made (standards C5.04): first the return path, then
// the signed unsubscribe link, then the Message-ID, which is a keyed hash too. An address in a report proves nothing:
// whoever writes another's address into one harms nobody.
import { keyOf, readLinkToken, type KeyRing } from '../audience/signed-link.ts';
import { messageDigest, type MailingId } from '../message/message-headers.ts';
import { readReturnPath } from '../message/return-path.ts';
import type { Traces } from './report.ts';

export interface ReportOwner {
  readonly publicId: string;
  /** Known from a return path or a Message-ID alone. */
  readonly mailingId?: number;
}

/** The owner that a signature proves. `list` is the newsletter's authority. */
export function signedOwner({ returnPaths, links }: Traces, list: string, ring: KeyRing): ReportOwner | undefined {
  for (const address of returnPaths) {
    const owner = readReturnPath(address, list, ring);
    if (owner !== undefined) return owner;
  }
  for (const text of links) {
    for (const [, token = ''] of text.matchAll(/unsubscribe[/-]([\w-]{48})(?![\w-])/gi)) {
      const publicId = readLinkToken('unsubscribe', list, token, ring);
      if (publicId !== undefined) return { publicId };
    }
  }
  return undefined;
}

export interface KnownMailing extends MailingId {
  readonly id: number;
  readonly keyId: string;
}

/** The mailing of which one of the Message-IDs is that of this subscriber. */
export function mailingOfMessage(
  { messageIds }: Traces,
  publicId: string,
  mailings: readonly KnownMailing[],
  ring: KeyRing,
): number | undefined {
  const digests = new Set(messageIds.flatMap((id) => /<?([0-9a-f]{32})@/i.exec(id)?.[1]?.toLowerCase() ?? []));
  if (digests.size === 0) return undefined;
  return mailings.find((mailing) => {
    const key = keyOf(ring, mailing.keyId);
    return key !== undefined && digests.has(messageDigest(mailing, publicId, key));
  })?.id;
}
