// One thing to look into: which checks it answers, and how. What is not asked for is not run, what would need the
// network is not run offline, and one that hangs or breaks keeps no other from its answer.
import { DOCTOR_CHECKS, type DoctorCheck } from '../core/doctor/doctor-checks.ts';
import { inOrder, notChecked, type Finding } from '../core/doctor/finding.ts';
import { AppError } from '../errors.ts';

export interface Examination {
  /** What it has an answer to. */
  readonly codes: readonly DoctorCheck[];
  readonly examine: (signal: AbortSignal) => Promise<readonly Finding[]>;
}

export interface ExaminationOptions {
  readonly only: ReadonlySet<DoctorCheck>;
  readonly isOffline: boolean;
  readonly timeLimitMs?: number;
  readonly onDone?: (done: number, total: number) => void;
}

/** Each has shorter limits of its own; this is for what none of us has thought of. */
const TIME_LIMIT_MS = 45_000;

/** Runs those that are asked for side by side. Every code of `only` is answered, in the order of the table. */
export async function examineAll(
  all: readonly Examination[],
  { only, isOffline, timeLimitMs = TIME_LIMIT_MS, onDone }: ExaminationOptions,
): Promise<readonly Finding[]> {
  const isRun = (code: DoctorCheck): boolean => only.has(code) && !(isOffline && DOCTOR_CHECKS[code].needsNetwork);
  const wanted = all.filter(({ codes }) => codes.some(isRun));
  let done = 0;
  const answers = await Promise.all(
    wanted.map(async (one) => {
      const found = await answered(one, timeLimitMs);
      onDone?.(++done, wanted.length);
      return found;
    }),
  );
  const found = answers.flat().filter(({ code }) => isRun(code));
  const open = [...only].filter((code) => !found.some((finding) => finding.code === code));
  return inOrder([...found, ...open.map(unanswered)]);
}

function unanswered(code: DoctorCheck): Finding {
  return notChecked(code, 'This needs the network.');
}

async function answered({ codes, examine }: Examination, timeLimitMs: number): Promise<readonly Finding[]> {
  const signal = AbortSignal.timeout(timeLimitMs);
  const end = new Promise<readonly Finding[]>((resolve) => {
    const seconds = Math.round(timeLimitMs / 1000);
    const late = (): void =>
      resolve(codes.map((code) => notChecked(code, `There was no answer in ${seconds} seconds.`)));
    signal.addEventListener('abort', late, { once: true });
  });
  try {
    return await Promise.race([examine(signal), end]);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message } = error;
    const fix = `Look at docs/errors.md#${code}.`;
    return codes.map((each) => ({ code: each, state: 'failed', sentence: message, fix }));
  }
}
