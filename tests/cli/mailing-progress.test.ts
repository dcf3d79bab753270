import { expect, test } from 'vitest';
import { recentProgress } from '../../src/core/ledger/sending-rate.ts';
import { mailingProgress } from '../../src/cli/mailing-progress.ts';
import { displayWidth } from '../../src/core/issue/display-width.ts';
import { NO_DELIVERIES } from '../../src/core/ledger/delivery.ts';

const HALF = {
  slug: '2026-01-06',
  total: 1000,
  counts: { ...NO_DELIVERIES, queued: 494, accepted: 498, deferred: 3, rejected: 2, uncertain: 3 },
  elapsedMs: 10_000,
  settledBefore: 0,
};

test('a wide line has the bar, every count that matters, the rate and the time left', () => {
  expect(mailingProgress(HALF, 200)).toBe(
    '2026-01-06 ██████████░░░░░░░░░░ 50 % 498 accepted, 3 deferred, 2 rejected, 3 uncertain, 50/s, 10 s left',
  );
});

test.each([300, 120, 90, 60, 40, 12, 4, 0])('at %i columns the line fits', (columns) => {
  const line = mailingProgress({ ...HALF, slug: '清晨周报' }, columns);
  expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  expect(line).not.toContain('\u001B');
});

test('a narrow line keeps the counts and gives up the bar first', () => {
  expect(mailingProgress(HALF, 90)).toBe(
    '2026-01-06 50 % 498 accepted, 3 deferred, 2 rejected, 3 uncertain, 50/s, 10 s left',
  );
  expect(mailingProgress(HALF, 60)).toBe('50 % 498 accepted, 3 deferred, 2 rejected, 3 uncertain');
});

test.each([
  [1000, 10_000, 0, '50/s'],
  [100_000, 10_000, 0, '50/s, 33 min left'],
  [1_000_000, 10_000, 0, '50/s, 6 h left'],
  [1000, 600_000, 0, '50/min, 10 min left'],
  [1000, 500, 0, undefined],
  [1000, 10_000, 500, undefined],
])('of %i after %i ms, %i of them before, it says %s', (total, elapsedMs, settledBefore, expected) => {
  const line = mailingProgress({ ...HALF, total, elapsedMs, settledBefore }, 300);
  if (expected === undefined) expect(line).toMatch(/uncertain$/);
  else expect(line).toContain(expected);
});

test('the rate is that of the last half minute, so that a mailing at rest names none', () => {
  const since = recentProgress();
  expect(since({ settledCount: 0, atMs: 0 })).toEqual({ settledCount: 0, atMs: 0 });
  expect(since({ settledCount: 100, atMs: 10_000 })).toEqual({ settledCount: 0, atMs: 0 });
  expect(since({ settledCount: 100, atMs: 40_000 })).toEqual({ settledCount: 100, atMs: 10_000 });
  expect(since({ settledCount: 100, atMs: 90_000 })).toEqual({ settledCount: 100, atMs: 90_000 });
});
