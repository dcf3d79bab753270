// What masthead.yaml makes of the findings: the one place where a finding gets its level. Findings are kept in the
// cache without one, so that a switch costs no build.
import { PROBLEMS, type Problem } from '../issue/problem.ts';
import type { Newsletter } from '../newsletter.ts';

/** The findings with their level for this newsletter, without those that it does not want to hear of. */
export function switchedProblems(problems: readonly Problem[], { checks }: Newsletter): readonly Problem[] {
  return problems.flatMap((problem) => {
    const { level: own, fixed } = PROBLEMS[problem.code];
    const level = fixed ? own : (checks[problem.code] ?? own);
    return level === 'off' ? [] : [{ ...problem, level }];
  });
}
