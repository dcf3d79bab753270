// What a rule about letters has found, before anybody knows whose slip it is: a finding that the newsletter's sample
// letter has too comes from the templates or the theme and is told once; the rest belongs to the issue.
import type { ProblemCode } from '../issue/problem.ts';

export interface LetterFinding {
  readonly code: ProblemCode;
  readonly message: string;
  /** The same for every letter that has the same fault of the same template. */
  readonly key: string;
  /** The template in which to mend it, where the words tell nothing. */
  readonly template?: string;
  /** What to look up, in the issue or in the templates, for the line; the longest first. */
  readonly words: readonly string[];
}
