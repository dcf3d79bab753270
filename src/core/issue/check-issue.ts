// What would embarrass the editor in one issue, each finding with its line: the rules that need no other issue, no
// clock and no network. None of them stops a build; errors are found where the issue is read.
import { checkedSources, type ArticleSource } from '../check/article-source.ts';
import { subjectProblems } from '../check/subject-problems.ts';
import { wordProblems } from '../check/word-problems.ts';
import { articlesIn } from './article-topics.ts';
import { bodyProblems } from './body-problems.ts';
import type { FrontMatter, Place } from './front-matter.ts';
import type { Issue } from './issue.ts';
import { placeOf, type Metadata } from './metadata.ts';
import { partProblems } from './part-problems.ts';
import type { Problem, ProblemCode } from './problem.ts';
import type { TreeNode } from './tree.ts';

export interface Checked {
  /** The body as parsed, with the author's levels. */
  readonly body: readonly TreeNode[];
  readonly anchors: ReadonlySet<string>;
  readonly front: FrontMatter;
  /** What the metadata says by itself. */
  readonly given: Metadata;
  /** Whether metadata or body name the issue. */
  readonly hasTitle: boolean;
  /** Articles older than this on the day of the issue are asked about. */
  readonly articleAgeDays: number;
}

export interface CheckedIssue {
  readonly problems: readonly Problem[];
  /** Where its articles come from, for whoever knows other issues. */
  readonly sources: readonly ArticleSource[];
}

/** About an hour and a half of reading, and more than any mail program shows in one piece. */
const LONG_ISSUE_CHARACTERS = 300_000;
/** A broken generator repeats one slip in every item; the first few are enough to find it. */
const MOST_OF_A_KIND = 20;

export function checkIssue(issue: Issue, checked: Checked): CheckedIssue {
  const { body, anchors, front, articleAgeDays } = checked;
  const { sources, problems } = checkedSources(issue, front.bodyLine, articleAgeDays);
  const urls = new Set(articlesIn(issue.parts).flatMap(({ source }) => source?.url ?? []));
  const found = [
    ...wholeProblems(issue, checked),
    ...subjectProblems(issue, checked),
    ...wordProblems(issue, checked),
    ...partProblems(issue, front.bodyLine),
    ...problems,
    ...bodyProblems(issue, { body, anchors, sources: urls, firstLine: front.bodyLine }),
  ];
  return { sources, problems: firstOfEach(found) };
}

function firstOfEach(found: readonly Problem[]): readonly Problem[] {
  const counts = new Map<ProblemCode, number>();
  return found.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= MOST_OF_A_KIND;
  });
}

/** An issue of tomorrow is no fault, but good to know; only whoever asks knows what time it is. */
export function futureDate(issue: Pick<Issue, 'path' | 'date' | 'status'>, nowMs: number): readonly Problem[] {
  const { path, date } = issue;
  if (issue.status === 'draft' || Date.parse(date.at) <= nowMs) return [];
  const when = date.hasTime ? date.at : date.day;
  const message = `The issue is dated ${when}, which is still to come: it is mailed when it is due.`;
  return [{ code: 'date-future', path, message }];
}

function wholeProblems(issue: Issue, { front, hasTitle }: Checked): readonly Problem[] {
  const { path, date, title } = issue;
  const problems: Problem[] = [];
  const add = (code: ProblemCode, message: string, place?: Place): void => {
    problems.push({ code, path, ...place, message });
  };
  if (!hasTitle) add('title-missing', `The issue has no title, so it is called "${title}": write one.`);
  if (issue.markdown.length > LONG_ISSUE_CHARACTERS) {
    add('issue-long', `The issue has ${issue.markdown.length} characters: think of making two of it.`);
  }
  for (const correction of issue.corrections) {
    if (correction.day >= date.day) continue;
    const message = `The correction of ${correction.day} is dated before the issue itself (${date.day}).`;
    add('correction-early', message, placeOf(front, 'corrections'));
  }
  return problems;
}
