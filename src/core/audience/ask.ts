// What somebody asked for in a form, until the mailbox itself confirms it: to subscribe, or to move to another address.
// An ask is no consent. It expires, works once, is reminded of once at most, and is forgotten when it has come to
// nothing.
import type { EmailAddress } from './email-address.ts';
import type { Frequency, Standing } from './subscriber.ts';

/**
 * asked: nobody has been mailed yet. mailed: waits for the mailbox. confirmed: done. closed: answered in another way,
 * or overtaken by another ask.
 */
export type AskState = 'asked' | 'mailed' | 'confirmed' | 'closed';

/** Who was at the other end, and what they were shown (standards D.02). */
export interface Evidence {
  readonly ip?: string;
  readonly userAgent?: string;
  /** The form or page. */
  readonly form?: string;
  /** The exact text beside the button, and the name of this wording. */
  readonly text?: string;
  readonly textVersion?: string;
  readonly privacyVersion?: string;
  /** Names the token, without being it. */
  readonly tokenId?: string;
  /** The language of the page. */
  readonly language?: string;
}

export interface NewAsk {
  /** 128 random bits as hex. */
  readonly id: string;
  readonly address: EmailAddress;
  readonly topics: readonly string[];
  readonly frequency: Frequency;
  readonly language: string;
  readonly evidence: Evidence;
  /** Who wants to move to `address`; absent for an ask to subscribe. */
  readonly movingId?: string;
}

export interface Ask extends NewAsk {
  readonly state: AskState;
  readonly askedAt: string;
  readonly expiresAt: string;
}

/** Long enough for a holiday, short enough that a link in an old mailbox opens nothing (E1.03). */
export const ASK_LIFE_DAYS = 7;

/** What a mailbox is told when somebody asked in its name. Nothing to those who must not be mailed, whoever asks. */
export type AskAnswer = 'confirm' | 'already' | 'silence';

/** The answer by what is known of the address; the person at the form never learns which it was (E5.01). */
export function askAnswer(standing: Standing | undefined): AskAnswer {
  if (standing?.state === 'active') return 'already';
  // A mailbox that bounced may live again; a complaint and the operator's word are not for a form to lift (D.12).
  if (standing?.state === 'suppressed') return standing.reason === 'bounce' ? 'confirm' : 'silence';
  return 'confirm';
}
