// Everything that the bytes of a mailing's messages depend on, frozen into the store when it starts: a retry after the
// settings or the issue have changed gives the same bytes (standards C4.08).
import { absoluteUrl, type Newsletter } from '../newsletter.ts';
import type { Letter } from '../render/letter/letter.ts';

export interface FrozenLetter {
  readonly subject: string;
  readonly language: string;
  /** With open slots (render/letter/slots.ts). */
  readonly html: string;
  readonly text: string;
  readonly sender: { readonly name: string; readonly address: string };
  readonly replyTo?: string;
  /** Where bounces and mailed unsubscriptions go; the sender's own address when absent. */
  readonly bounceAddress?: string;
  /** RFC 2919: name and identifier, the identifier stable for ever. */
  readonly list: { readonly name: string; readonly id: string };
  readonly authority: string;
  readonly baseUrl: string;
  readonly timeZone: string;
  /** In a correction: the mailing in which its readers got the issue, whose messages this one answers. */
  readonly answers?: AnsweredMailing;
}

/** What a Message-ID of that mailing follows from, beside the reader. */
export interface AnsweredMailing {
  readonly slug: string;
  readonly edition: string;
  readonly keyId: string;
  readonly senderAddress: string;
}

export function frozenLetter(letter: Letter, newsletter: Newsletter, bounceAddress?: string): FrozenLetter {
  return {
    subject: oneLine(letter.subject),
    language: letter.language,
    html: letter.html,
    text: letter.text,
    sender: { name: oneLine(newsletter.sender.name), address: newsletter.sender.address },
    ...(newsletter.reply_to === undefined ? {} : { replyTo: newsletter.reply_to }),
    ...(bounceAddress === undefined ? {} : { bounceAddress }),
    list: { name: oneLine(newsletter.title), id: listId(newsletter.authority) },
    authority: newsletter.authority,
    baseUrl: absoluteUrl(newsletter, '').replace(/\/$/, ''),
    timeZone: newsletter.schedule.time_zone,
  };
}

/**
 * `example.com,2026` gives `list-2026.example.com`, `news@example.com,2026` gives `news-2026.example.com`: as stable
 * and as much ours as the authority, from which every id of the newsletter is made.
 */
export function listId(authority: string): string {
  const [entity = '', date = ''] = authority.split(',');
  const at = entity.lastIndexOf('@');
  const name = entity.slice(0, Math.max(at, 0)).replace(/[^a-z0-9-]+/g, '-') || 'list';
  return `${name}-${date}.${entity.slice(at + 1)}`;
}

/** Control characters and line separators never reach a header, whatever an issue's metadata holds (E3.03). */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
