// What the doctor says of one thing: a state, one sentence, and for what is not well the way to mend it. Nothing is
// "ok" that was not looked at; that is "not checked", with the reason.
import { DOCTOR_CODES, type DoctorCheck } from './doctor-checks.ts';

export type FindingState = 'ok' | 'warning' | 'failed' | 'not checked';

export interface Finding {
  readonly code: DoctorCheck;
  /** Which of several: a route, a selector, a file. */
  readonly about?: string;
  readonly state: FindingState;
  readonly sentence: string;
  /** What to do about a warning or a failure. */
  readonly fix?: string;
}

export function ok(code: DoctorCheck, sentence: string, about?: string): Finding {
  return { code, ...(about !== undefined && { about }), state: 'ok', sentence };
}

export function notChecked(code: DoctorCheck, sentence: string, about?: string): Finding {
  return { code, ...(about !== undefined && { about }), state: 'not checked', sentence };
}

export function warning(code: DoctorCheck, sentence: string, fix: string, about?: string): Finding {
  return { code, ...(about !== undefined && { about }), state: 'warning', sentence, fix };
}

export function failed(code: DoctorCheck, sentence: string, fix: string, about?: string): Finding {
  return { code, ...(about !== undefined && { about }), state: 'failed', sentence, fix };
}

/** In the order of the table; what belongs to one code stays in the order in which it was found. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const place = (finding: Finding): number => DOCTOR_CODES.indexOf(finding.code);
  return findings.toSorted((one, other) => place(one) - place(other));
}
