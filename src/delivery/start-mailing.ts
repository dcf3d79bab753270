// The start of a mailing: the letter and the audience are frozen together in one transaction, and a slug is mailed once
// whoever asks how often. Sending is deliver.ts.
import type { KeyRing } from '../core/audience/signed-link.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import { frozenLetter } from '../core/message/frozen-letter.ts';
import type { Newsletter } from '../core/newsletter.ts';
import type { Letter } from '../core/render/letter/letter.ts';
import type { Store } from '../store/store.ts';

export interface MailingStart {
  readonly slug: string;
  readonly letter: Letter;
  readonly newsletter: Newsletter;
  readonly keys: KeyRing;
  /** Where bounces go; to the sender's address when absent. */
  readonly bounceAddress?: string | undefined;
  /** RFC 3339 in UTC. */
  readonly at: string;
}

export interface StartedMailing {
  readonly mailing: Mailing;
  /** False when it had been started before, in which case nothing has changed. */
  readonly isNew: boolean;
}

/** Starts the mailing of an issue to every active subscriber. */
export function startMailing(store: Store, start: MailingStart): Promise<StartedMailing> {
  return store.startMailing({ ...frozen(start), edition: '', audience: 'active' }, start.at);
}

/**
 * Starts the mailing of a correction, named by its instant in the issue file, to those who got the issue and are active
 * still. Undefined when the issue was never mailed.
 */
export async function startCorrection(
  store: Store,
  start: MailingStart & { readonly correctionAt: string },
): Promise<StartedMailing | undefined> {
  const issue = await store.mailing(start.slug, '');
  if (issue === undefined) return undefined;
  const audience = { recipientsOf: issue.id };
  return store.startMailing({ ...frozen(start), edition: start.correctionAt, audience }, start.at);
}

function frozen({ slug, letter, newsletter, bounceAddress, keys }: MailingStart) {
  return { slug, letter: frozenLetter(letter, newsletter, bounceAddress), keyId: keys[0].id };
}
