// What the doctor has found, as people read it: grouped by subject, state and code in columns, sentences wrapped beside
// them, and below what is not well how to mend it.
import { DOCTOR_CHECKS, DOCTOR_SUBJECTS } from '../core/doctor/doctor-checks.ts';
import type { Finding, FindingState } from '../core/doctor/finding.ts';
import { checkExplainedAt } from '../core/explained-at.ts';
import { displayWidth } from '../core/issue/display-width.ts';
import { wrap } from '../core/render/letter/text-wrap.ts';
import type { Terminal } from './terminal.ts';

const INDENT = '  ';
const STATE_WIDTH = 'not checked'.length;
const CODE_WIDTH = Math.max(...Object.keys(DOCTOR_CHECKS).map((code) => code.length));
/** On a narrower terminal sentences are no longer put beside the code. */
const LEAST_SENTENCE = 30;
/** Longer lines are hard to read, whatever the terminal has. */
const MOST_SENTENCE = 84;
const SENTENCE_AT = INDENT.length + STATE_WIDTH + 2 + CODE_WIDTH + 2;

/** Lines by subject, with an empty line between two. */
export function findingLines(findings: readonly Finding[], screen: Terminal): readonly string[] {
  const groups = DOCTOR_SUBJECTS.map((subject) => ({
    subject,
    own: findings.filter(({ code }) => DOCTOR_CHECKS[code].subject === subject),
  })).filter(({ own }) => own.length > 0);
  return groups.flatMap(({ subject, own }, i) => [
    ...(i === 0 ? [] : ['']),
    `${subject.charAt(0).toUpperCase()}${subject.slice(1)}`,
    ...own.flatMap((finding) => linesOf(finding, screen)),
  ]);
}

function linesOf({ code, state, sentence, fix }: Finding, screen: Terminal): readonly string[] {
  const room = screen.columns - SENTENCE_AT;
  const isBeside = room >= LEAST_SENTENCE;
  const width = Math.min(isBeside ? room : screen.columns - 2 * INDENT.length, isBeside ? MOST_SENTENCE : Infinity);
  const wrapped = Number.isFinite(screen.columns) ? (text: string) => wrap(text, width) : (text: string) => [text];
  const text = [...wrapped(sentence), ...(fix === undefined ? [] : wrapped(fix))];
  const head = `${INDENT}${painted(state, screen)}${' '.repeat(STATE_WIDTH - displayWidth(state))}  ${code}`;
  const space = ' '.repeat(SENTENCE_AT);
  if (!isBeside) return [head, ...text.map((line) => INDENT + INDENT + line)];
  const [first = '', ...more] = text;
  return [`${head}${' '.repeat(CODE_WIDTH - code.length)}  ${first}`, ...more.map((line) => space + line)];
}

function painted(state: FindingState, screen: Terminal): string {
  if (state === 'failed') return screen.red(state);
  return state === 'warning' ? screen.yellow(state) : state;
}

const NOUNS: readonly (readonly [state: FindingState, noun: (count: number) => string])[] = [
  ['ok', () => 'ok'],
  ['warning', (count) => (count === 1 ? 'warning' : 'warnings')],
  ['failed', () => 'failed'],
  ['not checked', () => 'not checked'],
];

/** `9 ok, 1 warning, 3 not checked.`, and where they are explained when there is something to mend. */
export function findingSummary(findings: readonly Finding[]): string {
  const parts = NOUNS.flatMap(([state, noun]) => {
    const count = findings.filter((finding) => finding.state === state).length;
    return count === 0 ? [] : [`${count} ${noun(count)}`];
  });
  const worst = findings.find(({ state }) => state === 'failed') ?? findings.find(({ fix }) => fix !== undefined);
  const page = worst === undefined ? '' : ` Causes and cures: ${checkExplainedAt(worst.code)}`;
  return `${parts.join(', ')}.${page}`;
}
