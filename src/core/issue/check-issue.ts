// What would embarrass the editor in one issue, each finding with its line: the rules that need no other issue, no
// clock and no network. None of them stops a build; errors are found where the issue is read.
import { bodyProblems } from './body-problems.ts';
import { displayWidth, graphemeCount } from './display-width.ts';
import type { FrontMatter, Place } from './front-matter.ts';
import type { Issue } from './issue.ts';
import { lineFinder } from './line-finder.ts';
import { placeOf } from './metadata.ts';
import { oneLine } from './outline.ts';
import { partProblems } from './part-problems.ts';
import type { Problem, ProblemCode } from './problem.ts';
import type { TreeNode } from './tree.ts';

export interface Checked {
  /** The body as parsed, with the author's levels. */
  readonly body: readonly TreeNode[];
  readonly anchors: ReadonlySet<string>;
  readonly front: FrontMatter;
  /** Whether metadata or body name the issue. */
  readonly hasTitle: boolean;
}

/** Phones show 30 to 40 Latin columns of a subject, 15 to 20 Chinese characters (B6.20). */
const SUBJECT_COLUMNS = 40;
const SUBJECT_GRAPHEMES = 30;
/** About an hour and a half of reading, and more than any mail program shows in one piece. */
const LONG_ISSUE_CHARACTERS = 300_000;
/** A broken generator repeats one slip in every item; the first few are enough to find it. */
const MOST_OF_A_KIND = 20;

export function checkIssue(issue: Issue, checked: Checked): readonly Problem[] {
  const { body, anchors, front } = checked;
  const found = [
    ...wholeProblems(issue, checked),
    ...partProblems(issue, checked.front.bodyLine),
    ...bodyProblems(issue, { body, anchors, firstLine: front.bodyLine }),
  ];
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
  for (const problem of subjectProblems(issue, front)) problems.push(problem);
  if (oneLine(issue.preheader) === oneLine(issue.subject)) {
    add('preheader-same', 'The preheader repeats the subject: write a "preheader" or a "summary" that adds to it.');
  }
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

function subjectProblems({ path, subject, markdown }: Issue, front: FrontMatter): readonly Problem[] {
  const codes: (readonly [ProblemCode, string])[] = [];
  if (graphemeCount(subject) > SUBJECT_GRAPHEMES || displayWidth(subject) > SUBJECT_COLUMNS) {
    const advice = `phones show about ${SUBJECT_COLUMNS} columns: write a shorter "subject"`;
    codes.push(['subject-long', `The subject is ${displayWidth(subject)} columns wide, and ${advice}.`]);
  }
  if (/\p{Lu}{4}/u.test(subject) && !/\p{Ll}|\p{Lo}/u.test(subject)) {
    const advice = 'filters take that for advertising: write lower case';
    codes.push(['subject-capitals', `The subject is all capitals, and ${advice}.`]);
  }
  if (codes.length === 0) return [];
  const place = placeOf(front, 'subject') ??
    placeOf(front, 'title') ?? { line: lineFinder(markdown, front.bodyLine)(subject) };
  return codes.map(([code, message]) => ({ code, path, line: place.line, message }));
}
