// What can be wrong with an issue: the one table of all rules, and the finding that one of them is broken. Whoever
// finds something names the code alone; how bad it is follows from the table, or from what masthead.yaml makes of it
// (core/check/switched-problems.ts). docs/checks.md explains each code, and a test holds the lists together.
import { CONTENT_RULES } from '../check/content-rules.ts';
import { FILE_RULES } from '../check/file-rules.ts';
import { LETTER_RULES } from '../check/letter-rules.ts';
import { LINK_RULES } from '../check/link-rules.ts';
import { MARKDOWN_RULES } from '../check/markdown-rules.ts';
import type { Level, Rule } from '../check/rule.ts';

const RULES = { ...CONTENT_RULES, ...FILE_RULES, ...LETTER_RULES, ...LINK_RULES, ...MARKDOWN_RULES };

export type ProblemCode = keyof typeof RULES;

/** Code -> rule. */
export const PROBLEMS: Readonly<Record<ProblemCode, Rule>> = RULES;

/** In alphabetical order. */
// The keys of a constant table are its codes, which Object.keys does not tell.
export const PROBLEM_CODES = Object.keys(RULES).toSorted() as readonly ProblemCode[];

/** One finding in one place. Lines and columns count from 1 in the file as it stands on disk, front matter included. */
export interface Problem {
  readonly code: ProblemCode;
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  /** What is wrong and what to write instead, one or two sentences. */
  readonly message: string;
  /** How bad it is for this newsletter; absent until its switches have been asked, and then that of the table. */
  readonly level?: Level;
}

/** How bad it is. Everything that asks for a level asks here. */
export function levelOf({ code, level }: Problem): Level {
  return level ?? PROBLEMS[code].level;
}

export function isError(problem: Problem): boolean {
  return levelOf(problem) === 'error';
}

/** Whether the newsletter cannot be built with it, whatever masthead.yaml says. */
export function isFixed({ code }: Pick<Problem, 'code'>): boolean {
  return PROBLEMS[code].fixed === true;
}
