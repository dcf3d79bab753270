// Letters that a build does not make: slices of issues by topics, and digests of several. They are rendered when their
// mailing starts, from the same files, and live in the store from then on.
import { parseIssue, type IssueFile } from '../core/issue/parse-issue.ts';
import type { Issue } from '../core/issue/issue.ts';
import { sliceOf, type Slice } from '../core/issue/slice.ts';
import type { Newsletter } from '../core/newsletter.ts';
import { issueChanges } from '../core/revision/issue-changes.ts';
import { digestLetter, type DigestIssue } from '../core/render/letter/digest-letter.ts';
import {
  correctionLetter,
  letter,
  sliceLetter,
  type Letter,
  type LetterSetting,
  type SlicedLetter,
  type SliceSize,
} from '../core/render/letter/letter.ts';
import { numberedLetter } from '../core/render/letter/numbered-letter.ts';
import type { RenderContext } from './render-issue.ts';
import type { Sources } from './sources.ts';

/** A file of `issues/` that has been listed without errors, and its place, counted from the oldest. */
export interface NumberedFile {
  readonly path: string;
  readonly number?: number;
}

export interface IssueSlices {
  /** What those who chose these topics get of it. */
  readonly slice: (file: NumberedFile, topics: readonly string[]) => Promise<SlicedLetter>;
  /**
   * The same of an issue that has been corrected, with what has changed since `before`, the file as it was mailed; `''`
   * is the key of the whole.
   */
  readonly correction: (
    file: NumberedFile,
    topics: readonly string[],
    before: IssueFile | undefined,
  ) => Promise<DigestedLetter>;
  /** The same of several, newest first, as one letter; of one alone it is that one's own. */
  readonly digest: (
    files: readonly NumberedFile[],
    topics: readonly string[],
    frequency: 'daily' | 'weekly',
  ) => Promise<DigestedLetter>;
}

export type DigestedLetter = Exclude<SlicedLetter, 'whole'>;

/** `context` is asked for once, when there is something to make. */
export function issueSlices(sources: Sources, context: () => Promise<RenderContext>): IssueSlices {
  const parsed = new Map<string, Promise<Issue>>();
  let known: Promise<RenderContext> | undefined;
  const shared = (): Promise<RenderContext> => (known ??= context());
  const issue = (path: string): Promise<Issue> => {
    const one = parsed.get(path) ?? parse(path);
    parsed.set(path, one);
    return one;
  };
  const parse = async (path: string): Promise<Issue> => {
    const file = sources.issues.find((source) => source.path === path);
    const { issue: made } = file ? parseIssue(file, (await shared()).newsletter) : {};
    if (!made) throw new Error(`${path} was listed without errors but cannot be read`);
    return made;
  };
  const setting = async (): Promise<LetterSetting> => {
    const { newsletter, compiledLetter, emailTemplates } = await shared();
    return { newsletter, compiledTemplate: compiledLetter, templates: emailTemplates };
  };
  return {
    slice: async ({ path, number }, topics) => {
      const letters = await setting();
      const slice = sliceOf(await issue(path), topics, letters.newsletter);
      if (typeof slice === 'string') return slice;
      return { key: slice.key, letter: () => numberedLetter(sliceLetter(slice.cut(), slice, letters), number) };
    },
    correction: async ({ path, number }, topics, before) => {
      const letters = await setting();
      const { newsletter } = letters;
      const now = cutFor(await issue(path), topics, newsletter);
      if (now === undefined) return 'nothing';
      const read = before && parseIssue(before, newsletter).issue;
      const old = read && cutFor(read, topics, newsletter);
      const made = (): Letter => {
        const changes = old === undefined ? [] : issueChanges(old.issue(), now.issue());
        return numberedLetter(correctionLetter(now.issue(), changes, letters, now.size), number);
      };
      const isWhole = now.key === '' && (read === undefined || old?.key === '');
      return { key: isWhole ? '' : `${now.key}/${old?.key ?? '-'}`, letter: made };
    },
    digest: async (files, topics, frequency) => {
      const letters = await setting();
      const owed: OwedIssue[] = [];
      for (const file of files) {
        const whole = await issue(file.path);
        const slice = sliceOf(whole, topics, letters.newsletter);
        if (slice !== 'nothing') owed.push({ ...file, whole, slice });
      }
      if (owed.length === 0) return 'nothing';
      const key = owed.map(({ path, slice }) => `${path} ${slice === 'whole' ? slice : slice.key}`).join('\n');
      return { key, letter: () => owedLetter(owed, frequency, letters) };
    },
  };
}

interface CutIssue {
  /** The same for choices that come to the same; empty for the whole. */
  readonly key: string;
  readonly issue: () => Issue;
  /** Of a slice. */
  readonly size?: SliceSize;
}

/** What those who chose these topics get of it; undefined when nothing of it is theirs. */
function cutFor(issue: Issue, topics: readonly string[], newsletter: Newsletter): CutIssue | undefined {
  const slice = sliceOf(issue, topics, newsletter);
  if (slice === 'nothing') return undefined;
  if (slice === 'whole') return { key: '', issue: () => issue };
  return { key: slice.key, issue: slice.cut, size: slice };
}

interface OwedIssue extends NumberedFile {
  readonly whole: Issue;
  readonly slice: 'whole' | Slice;
}

function owedLetter(owed: readonly OwedIssue[], frequency: 'daily' | 'weekly', setting: LetterSetting): Letter {
  const [only, second] = owed;
  if (only === undefined || second !== undefined) return digestLetter(owed.map(digestIssue), frequency, setting);
  const { whole, slice, number } = only;
  const { newsletter, compiledTemplate, templates } = setting;
  const open =
    slice === 'whole'
      ? letter(whole, newsletter, compiledTemplate, templates)
      : sliceLetter(slice.cut(), slice, setting);
  return numberedLetter(open, number);
}

function digestIssue({ whole, slice, number }: OwedIssue): DigestIssue {
  const place = number === undefined ? {} : { number };
  return slice === 'whole' ? { issue: whole, ...place } : { issue: slice.cut(), size: slice, ...place };
}
