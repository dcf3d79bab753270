// `checks:` of masthead.yaml: a level for each rule that can be switched. The fixed ones are in the schema only to say
// that they cannot.
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

export const checkSettings = z.strictObject(switches);
