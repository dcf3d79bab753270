// Where a code is explained: the one place that knows the pages. Terminal, --json and desk name the page beside every
// code; the pages lie in docs/ of the checkout and of the package alike, and tests hold each code to its heading.
import type { ErrorCode } from '../errors.ts';
import type { DoctorCheck } from './doctor/doctor-checks.ts';
import type { ProblemCode } from './issue/problem.ts';

export function errorExplainedAt(code: ErrorCode): string {
  return `docs/errors.md#${code}`;
}

export function problemExplainedAt(code: ProblemCode): string {
  return `docs/checks.md#${code}`;
}

export function checkExplainedAt(code: DoctorCheck): string {
  return `docs/doctor.md#${code}`;
}
