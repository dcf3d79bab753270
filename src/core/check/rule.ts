// What a rule is: how bad it is to break it, what breaking it means, and what to do about it. The rules themselves
// stand in the tables beside this file, and core/issue/problem.ts puts them together; docs/checks.md explains each.

/** An error stops a mailing, a warning is shown and goes on, an info is worth knowing. */
export const LEVELS = ['error', 'warning', 'info'] as const;

export type Level = (typeof LEVELS)[number];

export interface Rule {
  /** Without a word in masthead.yaml. */
  readonly level: Level;
  /** Without it there is no issue to build: it is an error always, and can neither be switched nor forced. */
  readonly fixed?: true;
  /** What is found, of any issue: one sentence. */
  readonly sentence: string;
  /** What the editor does about it: one sentence. */
  readonly fix: string;
}
