// Whether an issue, built once more from what it was made of, is what was sent: every letter of every mailing that held
// it, by the hashes that the ledger keeps. Where it is not, which part of the letter and which words.
import type { App } from '../app.ts';
import { parseTree } from '../core/issue/tree.ts';
import { DIGEST_SLUGS, isDigest, mailingName, type Mailing } from '../core/ledger/mailing.ts';
import { frozenLetter, type FrozenLetter } from '../core/message/frozen-letter.ts';
import { letterProof, type LetterProof } from '../core/message/letter-proof.ts';
import type { Letter } from '../core/render/letter/letter.ts';
import { lineChanges, type ChangedLine } from '../core/revision/issue-changes.ts';
import { readableNodes, readableText, type ReadableLine } from '../core/revision/readable-lines.ts';
import { AppError } from '../errors.ts';
import { programMark } from '../publish/program-mark.ts';
import type { IssueMailing, MailedLetter } from '../store/proof-store.ts';
import type { Store } from '../store/store.ts';
import { rebuiltNewsletter, type RebuiltNewsletter } from './rebuilt-newsletter.ts';

/** ledger: the letter that the store holds is not the one that was hashed. */
export type LetterPart = keyof LetterProof | 'subject' | 'ledger' | 'all';

export interface LetterDifference {
  readonly letterNo: number;
  /** Slugs of the topics that it was made for; empty is all of them. */
  readonly topics: readonly string[];
  readonly parts: readonly LetterPart[];
  /** Words that were sent, as removed, and words that are built now, as added. */
  readonly changes: readonly ChangedLine[];
}

export interface MailingVerdict {
  readonly name: string;
  readonly slug: string;
  readonly edition: string;
  readonly startedAt: string;
  /** unknown: it began before the ledger kept what was mailed. */
  readonly verdict: 'same' | 'differs' | 'unknown';
  readonly letterCount: number;
  readonly differences: readonly LetterDifference[];
  readonly commit?: string;
  /** Of what it was built again: the commit, or the copy that the ledger keeps. */
  readonly from?: 'commit' | 'ledger';
  /** Why not of the commit, though that has every file: a shallow clone, or a commit that is not in this one. */
  readonly missing?: 'shallow' | 'absent';
  /** Files that no commit had as they were mailed. */
  readonly uncommitted?: readonly string[];
  /** Files that the commit has otherwise than they were mailed. */
  readonly otherFiles?: readonly string[];
  readonly program?: { readonly before: string; readonly now: string; readonly isSame: boolean };
}

/** One verdict for each mailing that held the issue, the oldest first. Throws ISSUE_UNKNOWN when there is none. */
export async function verifyIssue(app: App, slug: string): Promise<readonly MailingVerdict[]> {
  const store = await app.knownStore();
  const mailings = (await store?.mailingsOf(slug.normalize('NFC'))) ?? [];
  if (store === undefined || mailings.length === 0) {
    throw new AppError('ISSUE_UNKNOWN', `"${slug}" was never mailed, so there is nothing to hold it against.`);
  }
  const verdicts: MailingVerdict[] = [];
  for (const { mailing } of mailings) verdicts.push(await verdictOn(app, store, mailing, slug.normalize('NFC')));
  return verdicts;
}

async function verdictOn(
  app: App,
  store: Store,
  mailing: IssueMailing['mailing'],
  slug: string,
): Promise<MailingVerdict> {
  const { edition, startedAt } = mailing;
  const all = await store.mailedLetters(mailing.id);
  // A digest has no letter of its own: its first stands in for it.
  const letters = all.filter(({ slugs, letterNo }) => (isDigest(mailing) ? slugs?.includes(slug) : letterNo >= 0));
  const head = { name: mailingName(mailing), slug: mailing.slug, edition, startedAt, letterCount: letters.length };
  const origin = await store.origin(mailing.id);
  const [first] = letters;
  if (origin === undefined || first === undefined) return { ...head, verdict: 'unknown', differences: [] };
  using rebuilt = await rebuiltNewsletter(app, store, { origin, letter: first.letter });
  const differences: LetterDifference[] = [];
  for (const letter of letters) {
    const found = await differenceOf(letter, { mailing, rebuilt, store, slug });
    if (found) differences.push(found);
  }
  const { program, engine } = programMark();
  const uncommitted = origin.files.filter(({ isCommitted }) => !isCommitted).map(({ path }) => path);
  return {
    ...head,
    verdict: differences.length === 0 ? 'same' : 'differs',
    differences,
    ...(origin.commit !== undefined && { commit: origin.commit }),
    from: rebuilt.from,
    ...(rebuilt.missing && { missing: rebuilt.missing }),
    uncommitted,
    otherFiles: rebuilt.otherFiles,
    program: { before: origin.program, now: program, isSame: engine === origin.engine },
  };
}

interface Verification {
  readonly mailing: IssueMailing['mailing'];
  readonly rebuilt: RebuiltNewsletter;
  readonly store: Store;
  readonly slug: string;
}

async function differenceOf(mailed: MailedLetter, place: Verification): Promise<LetterDifference | undefined> {
  const { letterNo, topics, letter: kept, proof } = mailed;
  const { mailing, rebuilt } = place;
  const { newsletter, bounceAddress } = rebuilt;
  const head = { letterNo, topics };
  const built = await builtLetter(mailed, place);
  if (built === undefined) return { ...head, parts: ['all'], changes: [] };
  const now: FrozenLetter = {
    ...frozenLetter(built, newsletter, bounceAddress),
    ...(kept.answers && { answers: kept.answers }),
  };
  const proofOf = (letter: FrozenLetter): LetterProof => letterProof({ ...mailing, letter });
  const [own, held] = [proofOf(now), proofOf(kept)];
  const differing = (['headers', 'html', 'text'] as const).filter((part) => proof?.[part] !== own[part]);
  const isIntact = (['headers', 'html', 'text'] as const).every((part) => proof?.[part] === held[part]);
  const parts: readonly LetterPart[] = [
    ...(kept.subject === now.subject ? [] : (['subject'] as const)),
    ...differing,
    ...(isIntact ? [] : (['ledger'] as const)),
  ];
  return parts.length === 0 ? undefined : { ...head, parts, changes: wordsBetween(kept, now) };
}

/** What the files give for the same readers today; undefined when they give them nothing. */
async function builtLetter(
  { letterNo, topics, slugs = [] }: MailedLetter,
  { mailing, rebuilt, store, slug }: Verification,
): Promise<Letter | undefined> {
  const { library } = rebuilt;
  if (isDigest(mailing)) {
    const frequency = mailing.slug === DIGEST_SLUGS.daily ? 'daily' : 'weekly';
    const made = await library.digest(slugs, topics, frequency);
    return made === 'nothing' ? undefined : made.letter();
  }
  const issue = library.issues.find(({ card }) => card.slug === slug);
  if (issue === undefined) return undefined;
  if (mailing.edition !== '') {
    const before = await textBefore(store, mailing, slug);
    const chosen = library.correction(issue, before === undefined ? undefined : { path: issue.path, text: before });
    const made = await chosen(topics);
    const whole = made === 'nothing' ? await chosen([]) : made;
    return whole === 'nothing' ? undefined : whole.letter();
  }
  const slice = letterNo === 0 ? 'whole' : await library.slices(issue)(topics);
  if (typeof slice !== 'string') return slice.letter();
  return slice === 'nothing' ? undefined : (await library.load(issue)).letter;
}

/** The issue as it had been mailed before a correction of it was. */
async function textBefore(store: Store, { id }: Pick<Mailing, 'id'>, slug: string): Promise<string | undefined> {
  const own = (await store.mailingsOf(slug)).filter(({ mailing }) => !isDigest(mailing) && mailing.id < id);
  const before = own.at(-1)?.mailing;
  const file = before && (await store.origin(before.id))?.files.find((one) => one.slug === slug);
  return file && store.mailedText(file.sha256);
}

/** By the text part, else by what the HTML says: markup that says the same gives no words. */
function wordsBetween(before: FrozenLetter, now: FrozenLetter): readonly ChangedLine[] {
  const subjects = lineChanges(readableText(before.subject), readableText(now.subject), now.language);
  const texts = lineChanges(readableText(before.text), readableText(now.text), now.language);
  if (texts.length > 0) return [...subjects, ...texts];
  return [...subjects, ...lineChanges(wordsOf(before), wordsOf(now), now.language)];
}

function wordsOf({ html }: FrozenLetter): readonly ReadableLine[] {
  return readableNodes(parseTree(html.replace(/<(style|title)\b[^]*?<\/\1>/gi, '')));
}
