// `checks:` of masthead.yaml: a level for each rule that can be switched, and the bounds of those that measure. The
// fixed rules are in the schema only to say that they cannot be switched.
import { z } from 'zod';
import { PROBLEM_CODES, PROBLEMS, type ProblemCode } from '../issue/problem.ts';
import { LEVELS } from './rule.ts';

const SWITCH = ['off', ...LEVELS.toReversed()] as const;

type Switch = z.ZodOptional<z.ZodType<(typeof SWITCH)[number]>>;

function switchOf(code: ProblemCode): Switch {
  const { fixed, level, sentence } = PROBLEMS[code];
  if (fixed) return z.never('cannot be switched: no issue can be made of a file with this error').optional();
  const description = `${sentence} Without this: ${level}.`;
  return z
    .enum(SWITCH, `write ${SWITCH.slice(0, -1).join(', ')} or ${SWITCH.at(-1)}`)
    .meta({ description })
    .optional();
}

// Object.fromEntries forgets which keys it was given.
const switches = Object.fromEntries(PROBLEM_CODES.map((code) => [code, switchOf(code)])) as Readonly<
  Record<ProblemCode, Switch>
>;

const limits = {
  // What is older is no news of a monthly either.
  article_age_days: z.int().min(1).max(36_500).default(60).describe('How old an article of an issue may be.'),
  // About as long as anybody reads one letter.
  reading_minutes: z.int().min(1).max(1000).default(45).describe('How long an issue may take to read.'),
};

export const checkSettings = z.strictObject({ ...switches, ...limits });

/** The bounds alone: what is found follows from them, and how bad it is does not. */
export function checkLimits<T extends z.output<typeof checkSettings>>(checks: T): Pick<T, keyof typeof limits> {
  const { article_age_days, reading_minutes } = checks;
  return { article_age_days, reading_minutes };
}
