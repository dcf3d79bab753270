import { expect, test } from 'vitest';
import { badRun, isBroken, isDestinationBroken, NO_BAD_RUN } from '../../../src/core/ledger/breaker.ts';
import type { Verdict } from '../../../src/core/ledger/verdict.ts';

const EVERYWHERE: Verdict = { kind: 'ours', scope: 'mailing', isFinal: false, reason: 'does not relay for us' };
const THERE: Verdict = { kind: 'ours', scope: 'destination', isFinal: false, reason: 'refuses our mail' };
const GONE: Verdict = { kind: 'unreached', reason: 'cannot be reached' };

/** Whether the mailing stops after each of these. */
function stops(verdicts: readonly (readonly [Verdict, string])[]): readonly boolean[] {
  let run = NO_BAD_RUN;
  return verdicts.map(([verdict, destination]) => isBroken((run = badRun(run, verdict, destination)), verdict));
}

test('a fault of ours that is final stops at once, a doubtful one after five in a row', () => {
  expect(stops(Array.from({ length: 5 }, () => [EVERYWHERE, 'x.example']))).toEqual([false, false, false, false, true]);
  expect(stops([[{ ...EVERYWHERE, isFinal: true }, 'x.example']])).toEqual([true]);
});

test('what one destination holds against us stops that destination and not the mailing', () => {
  const many = Array.from({ length: 50 }, () => [THERE, 'outlook.com'] as const);
  expect(stops(many)).not.toContain(true);
  const run = many.slice(0, 5).reduce((before, [verdict]) => badRun(before, verdict), NO_BAD_RUN);
  expect(isDestinationBroken(run)).toBe(true);
  expect(isDestinationBroken(badRun(run, { kind: 'accepted' }))).toBe(false);
});

test('what three destinations hold against us in a row stops the mailing', () => {
  const names = ['a.example', 'b.example', 'a.example', 'c.example', 'd.example'];
  expect(stops(names.map((name) => [THERE, name] as const))).toEqual([false, false, false, false, true]);
});

test('a server that says itself that it is busy stops nothing, however often', () => {
  const busy: Verdict = { kind: 'unreached', isAnswered: true, reason: 'is busy' };
  expect(stops(Array.from({ length: 50 }, () => [busy, 'x.example'] as const))).not.toContain(true);
});

test('no server ten times in a row stops the mailing, and one message that gets through begins the count anew', () => {
  const gone = Array.from({ length: 10 }, () => [GONE, 'x.example'] as const);
  expect(stops(gone).indexOf(true)).toBe(9);
  expect(stops([...gone.slice(0, 9), [{ kind: 'accepted' }, 'x.example'], ...gone.slice(0, 9)])).not.toContain(true);
});
