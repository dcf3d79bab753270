// Slices of issues as letters. A build renders every issue whole; what readers with topics of their own get is rendered
// when its mailing starts, from the same file, and lives in the store from then on.
import { parseIssue } from '../core/issue/parse-issue.ts';
import type { Issue } from '../core/issue/issue.ts';
import { sliceOf } from '../core/issue/slice.ts';
import { sliceLetter, type SlicedLetter } from '../core/render/letter/letter.ts';
import { numberedLetter } from '../core/render/letter/numbered-letter.ts';
import type { RenderContext } from './render-issue.ts';
import type { Sources } from './sources.ts';

export interface IssueSlices {
  /** The parsed issue of a file that has been listed without errors. */
  readonly issue: (path: string) => Promise<Issue>;
  /** What those who chose these topics get of it; `number` is its place, counted from the oldest. */
  readonly slice: (path: string, topics: readonly string[], number: number | undefined) => Promise<SlicedLetter>;
}

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
  return {
    issue,
    slice: async (path, topics, number) => {
      const { newsletter, compiledLetter, emailTemplates } = await shared();
      const slice = sliceOf(await issue(path), topics, newsletter);
      if (typeof slice === 'string') return slice;
      const setting = { newsletter, compiledTemplate: compiledLetter, templates: emailTemplates };
      return { key: slice.key, letter: () => numberedLetter(sliceLetter(slice.cut(), slice, setting), number) };
    },
  };
}
