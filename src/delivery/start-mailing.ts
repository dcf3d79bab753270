// The start of a mailing: the letter and the audience are frozen together in one transaction, and a slug is mailed once
// whoever asks how often. Sending is deliver.ts.
import type { KeyRing } from '../core/audience/signed-link.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import { frozenLetter } from '../core/message/frozen-letter.ts';
import type { Newsletter } from '../core/newsletter.ts';
import type { Letter, SliceFor } from '../core/render/letter/letter.ts';
import type { MailingOrigin } from '../store/proof-store.ts';
import type { ChosenLetter } from '../store/slices-store.ts';
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
  /** What those who chose topics get; without it everybody gets the whole letter. */
  readonly sliceFor?: SliceFor;
  /** Of what the letters are made, for the ledger to keep. */
  readonly origin?: MailingOrigin;
}

export interface StartedMailing {
  readonly mailing: Mailing;
  /** False when it had been started before, in which case nothing has changed. */
  readonly isNew: boolean;
}

/** Starts the mailing of an issue to every active subscriber who wants each issue: what each has chosen of it. */
export function startMailing(store: Store, start: MailingStart): Promise<StartedMailing> {
  const letterFor = (topics: readonly string[]) => frozenSlice(start, topics);
  return store.startMailing({ ...frozen(start), edition: '', audience: 'active', letterFor }, start.at);
}

/**
 * Starts the mailing of a correction, named by its instant in the issue file, to those who got the issue and are active
 * still: of the corrected issue each gets what they got of it before. Where nothing of that is left they get the whole,
 * because what was corrected was in their hands. Undefined when the issue was never mailed.
 */
export async function startCorrection(
  store: Store,
  start: MailingStart & { readonly correctionAt: string },
): Promise<StartedMailing | undefined> {
  const issue = await store.mailing(start.slug, '');
  if (issue === undefined) return undefined;
  const audience = { recipientsOf: issue.id };
  const letterFor = async (topics: readonly string[]) => {
    const slice = await frozenSlice(start, topics);
    return slice === 'nothing' ? 'whole' : slice;
  };
  return store.startMailing({ ...frozen(start), edition: start.correctionAt, audience, letterFor }, start.at);
}

async function frozenSlice(start: MailingStart, topics: readonly string[]): Promise<ChosenLetter> {
  const { newsletter, bounceAddress } = start;
  const slice = (await start.sliceFor?.(topics)) ?? 'whole';
  if (typeof slice === 'string') return slice;
  return { key: slice.key, letter: () => frozenLetter(slice.letter(), newsletter, bounceAddress) };
}

function frozen({ slug, letter, newsletter, bounceAddress, keys, origin }: MailingStart) {
  const made = origin && { origin: () => origin };
  return { slug, letter: frozenLetter(letter, newsletter, bounceAddress), keyId: keys[0].id, ...made };
}
