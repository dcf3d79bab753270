// The start of a mailing: the letter and the audience are frozen together in one transaction, and a slug is mailed once
// whoever asks how often. Sending is deliver.ts.
import type { KeyRing } from '../core/audience/signed-link.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import { frozenLetter, type AnsweredMailing, type FrozenLetter } from '../core/message/frozen-letter.ts';
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

/** What a corrected issue is mailed as, to those who chose these topics; `''` is the key of the whole. */
export type CorrectionFor = (
  topics: readonly string[],
) => Promise<'nothing' | { readonly key: string; readonly letter: () => Letter }>;

export type CorrectionStart = Omit<MailingStart, 'letter' | 'sliceFor'> & {
  /** The instant of the correction in the issue file. */
  readonly correctionAt: string;
  readonly correctionFor: CorrectionFor;
};

/**
 * Starts the mailing of a correction to those who got the issue and are active still, as an answer to the message in
 * which each got it: its own or that of a digest. Of the corrected issue each gets what they got of it before. Where
 * nothing of that is left they get the whole, because what was corrected was in their hands. Undefined when the issue
 * was never mailed.
 */
export async function startCorrection(store: Store, start: CorrectionStart): Promise<StartedMailing | undefined> {
  const issue = await store.mailing(start.slug, '');
  if (issue === undefined) return undefined;
  const earlier = new Map((await store.mailings()).map((mailing) => [mailing.id, mailing]));
  const whole = await start.correctionFor([]);
  if (whole === 'nothing') throw new Error(`${start.slug} has nothing for those who want all of it`);
  const frozenAs = (letter: Letter, answered: Mailing): FrozenLetter => ({
    ...frozenLetter(letter, start.newsletter, start.bounceAddress),
    answers: answersTo(answered),
  });
  const letterFor = async (topics: readonly string[], earlierId: number = issue.id): Promise<ChosenLetter> => {
    const answered = earlier.get(earlierId) ?? issue;
    const cut = await start.correctionFor(topics);
    const made = cut === 'nothing' ? whole : cut;
    if (made.key === whole.key && answered.id === issue.id) return 'whole';
    return { key: `${answered.id} ${made.key}`, letter: () => frozenAs(made.letter(), answered) };
  };
  const own = { slug: start.slug, edition: start.correctionAt, keyId: start.keys[0].id, ...madeOf(start) };
  const letter = frozenAs(whole.letter(), issue);
  return store.startMailing({ ...own, letter, audience: { recipientsOf: issue.id }, letterFor }, start.at);
}

function answersTo({ slug, edition, keyId, letter }: Mailing): AnsweredMailing {
  return { slug, edition, keyId, senderAddress: letter.sender.address };
}

async function frozenSlice(start: MailingStart, topics: readonly string[]): Promise<ChosenLetter> {
  const { newsletter, bounceAddress } = start;
  const slice = (await start.sliceFor?.(topics)) ?? 'whole';
  if (typeof slice === 'string') return slice;
  return { key: slice.key, letter: () => frozenLetter(slice.letter(), newsletter, bounceAddress) };
}

function frozen(start: MailingStart) {
  const { slug, letter, newsletter, bounceAddress, keys } = start;
  return { slug, letter: frozenLetter(letter, newsletter, bounceAddress), keyId: keys[0].id, ...madeOf(start) };
}

function madeOf({ origin }: Pick<MailingStart, 'origin'>): { readonly origin?: () => MailingOrigin } {
  return origin ? { origin: () => origin } : {};
}
