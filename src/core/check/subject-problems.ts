// What an inbox shows of an issue before it is opened: subject and preheader, measured as they are shown.
import { displayWidth, graphemeCount } from '../issue/display-width.ts';
import type { FrontMatter, Place } from '../issue/front-matter.ts';
import type { Issue } from '../issue/issue.ts';
import { lineFinder } from '../issue/line-finder.ts';
import { placeOf, type Metadata } from '../issue/metadata.ts';
import { oneLine } from '../issue/outline.ts';
import type { Problem, ProblemCode } from '../issue/problem.ts';
import { PREHEADER_COLUMNS } from '../issue/summary.ts';

/** Phones show 30 to 40 Latin columns of a subject, 15 to 20 Chinese characters (B6.20). */
const SUBJECT_COLUMNS = 40;
const SUBJECT_GRAPHEMES = 30;
/** Less than this leaves most of the line empty (B6.11). */
const LEAST_PREHEADER_COLUMNS = 40;

export interface GivenWords {
  readonly front: FrontMatter;
  readonly given: Pick<Metadata, 'preheader' | 'summary'>;
}

export function subjectProblems(issue: Issue, words: GivenWords): readonly Problem[] {
  return [...ofSubject(issue, words.front), ...ofPreheader(issue, words)];
}

function ofSubject({ path, subject, title, markdown }: Issue, front: FrontMatter): readonly Problem[] {
  const codes: (readonly [ProblemCode, string])[] = [];
  if (graphemeCount(subject) > SUBJECT_GRAPHEMES || displayWidth(subject) > SUBJECT_COLUMNS) {
    const advice = `phones show 30 to ${SUBJECT_COLUMNS}: write a shorter "subject"`;
    codes.push(['subject-long', `The subject is ${displayWidth(subject)} columns wide, and ${advice}.`]);
  }
  if (/\p{Lu}{4}/u.test(subject) && !/\p{Ll}|\p{Lo}/u.test(subject)) {
    const advice = 'filters take that for advertising: write lower case';
    codes.push(['subject-capitals', `The subject is all capitals, and ${advice}.`]);
  }
  if (codes.length === 0) return [];
  const place = placeOf(front, 'subject') ??
    placeOf(front, 'title') ?? { line: lineFinder(markdown, front.bodyLine)(title) };
  return codes.map(([code, message]) => ({ code, path, line: place.line, message }));
}

function ofPreheader(issue: Issue, { front, given }: GivenWords): readonly Problem[] {
  const { path, title, subject, preheader } = issue;
  const isGiven = given.preheader !== undefined || given.summary !== undefined;
  const place = (isGiven ? (placeOf(front, 'preheader') ?? placeOf(front, 'summary')) : undefined) ?? {};
  const problem = (code: ProblemCode, message: string): readonly Problem[] => [
    { code, path, ...(place satisfies Partial<Place>), message },
  ];
  const columns = displayWidth(preheader);
  if (oneLine(preheader) === oneLine(subject) && (isGiven || subject !== title)) {
    const message = 'The preheader repeats the subject: write a "preheader" or a "summary" that adds to it.';
    return problem('preheader-same', message);
  }
  if (!isGiven && (oneLine(preheader) === oneLine(title) || columns < LEAST_PREHEADER_COLUMNS)) {
    const shown = `and "${preheader}", with which the issue begins, is all that an inbox shows beside the subject`;
    return problem('preheader-missing', `There is no "preheader" and no "summary", ${shown}: write one.`);
  }
  const range = `${LEAST_PREHEADER_COLUMNS} to ${PREHEADER_COLUMNS} are shown`;
  if (columns > PREHEADER_COLUMNS) {
    return problem('preheader-long', `The preheader is ${columns} columns wide, and ${range}: shorten it.`);
  }
  if (columns < LEAST_PREHEADER_COLUMNS) {
    return problem('preheader-short', `The preheader is ${columns} columns wide, and ${range}: say more in it.`);
  }
  return [];
}
