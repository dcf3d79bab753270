// `--force <code>`: which errors the editor takes upon himself. A slip of the pen must not pass for a decision.
import { isFixed, PROBLEM_CODES, type ProblemCode } from '../core/issue/problem.ts';
import { nearestName } from '../core/nearest-name.ts';
import { AppError } from '../errors.ts';

/** Throws USAGE for what is no code, and for errors with which nothing can be built. */
export function forcedCodes(written: readonly string[]): ReadonlySet<ProblemCode> {
  return new Set(
    written.map((one) => {
      const code = PROBLEM_CODES.find((known) => known === one);
      if (code === undefined) {
        const near = nearestName(one, PROBLEM_CODES);
        const cure =
          near === undefined ? '"masthead check" shows the codes of what it finds' : `did you mean "${near}"?`;
        throw new AppError('USAGE', `--force ${one}: there is no such code; ${cure}`);
      }
      if (!isFixed({ code })) return code;
      const reason = 'no issue can be made of a file with this error';
      throw new AppError('USAGE', `--force ${one}: it cannot be forced, because ${reason}. Mend it.`);
    }),
  );
}
