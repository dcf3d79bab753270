// What SpamAssassin says about a message, read from the header that it was asked to add. Its report for people is in
// the language of the machine; this header is not.
import type { Problem } from '../issue/problem.ts';

export interface SpamReport {
  readonly points: number;
  /** From how many points on it calls a message spam. */
  readonly required: number;
  /** Rules that gave points, the heaviest first. */
  readonly rules: readonly { readonly name: string; readonly points: number }[];
}

/** The settings, as `--cf` takes them, with which spamReport can read the answer. Nothing is learnt from our letters. */
export const SPAM_SETTINGS: readonly string[] = [
  'report_safe 0',
  'bayes_auto_learn 0',
  'add_header all Points score=_SCORE_ required=_REQD_ tests=_TESTSSCORES(,)_',
];

/** Two points less than most servers call spam: a few network tests that go ill would make it one. */
const WORTH_TELLING = 3;
/** Rules that matter; the rest is hundredths. */
const MOST_RULES = 5;

/** The message as SpamAssassin hands it back -> its judgement; nothing where there is none. */
export function spamReport(message: string): SpamReport | undefined {
  const [, value = ''] = /^X-Spam-Points: (.*(?:\r?\n[ \t].*)*)/m.exec(message) ?? [];
  const [, points, required, tests = ''] =
    /^score=(-?[\d.]+) required=(-?[\d.]+) tests=(.*)$/.exec(value.replace(/\r?\n[ \t]+/g, '')) ?? [];
  if (points === undefined) return undefined;
  const rules = [...tests.matchAll(/(\w+)=(-?[\d.]+)/g)]
    .map(([, name = '', weight]) => ({ name, points: Number(weight) }))
    .filter((rule) => rule.points >= 0.1)
    .toSorted((a, b) => b.points - a.points);
  return { points: Number(points), required: Number(required), rules };
}

/** What an editor is told of the letter of this file. */
export function spamProblems({ points, required, rules }: SpamReport, path: string): readonly Problem[] {
  if (points < WORTH_TELLING) return [];
  const named = rules.slice(0, MOST_RULES).map((rule) => `${rule.name} ${rule.points.toFixed(1)}`);
  const message = `SpamAssassin gives the letter ${points} points, and calls ${required} spam: ${named.join(', ')}.`;
  return [{ code: 'spam-score', path, message }];
}
