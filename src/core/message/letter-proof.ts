// What a letter of a mailing is known by afterwards: the SHA-256 of each of its parts as they were frozen, slots open,
// and of the headers that all its messages share. Nothing of a reader is in it, so that whoever has the files
// can make the same numbers again (flow/verify-issue.ts).
import { hash } from 'node:crypto';
import { sharedHeaders, type MessageOf } from './message.ts';

/** SHA-256 in hex. */
export interface LetterProof {
  /** Of the shared headers as they are on the wire, the subject among them. */
  readonly headers: string;
  readonly html: string;
  readonly text: string;
}

export function letterProof(mailing: MessageOf): LetterProof {
  const { before, after } = sharedHeaders(mailing);
  const { html, text } = mailing.letter;
  return { headers: hash('sha256', before + after), html: hash('sha256', html), text: hash('sha256', text) };
}
