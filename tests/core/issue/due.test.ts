import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { due, type Due, type DueQuestion } from '../../../src/core/issue/due.ts';
import { instantOf, offsetAtMs } from '../../../src/core/issue/zoned-time.ts';

const DAY_MS = 86_400_000;

/** Every day at an hour of the zone's clocks: what a schedule of `0 8 * * *` comes to. */
function daily(timeZone: string, hour: number): (instantMs: number) => number {
  return (instantMs) => {
    const local = new Date(instantMs + offsetAtMs(instantMs, timeZone));
    for (let ahead = 0; ; ahead += 1) {
      const wall = {
        year: local.getUTCFullYear(),
        month: local.getUTCMonth() + 1,
        day: local.getUTCDate() + ahead,
        hour,
      };
      const slot = instantOf(wall, timeZone);
      if (slot >= instantMs) return slot;
    }
  };
}

function dated(slug: string, day: string, at?: string): DueQuestion['issues'][number] {
  return { slug, status: 'published', date: { day, at: at ?? `${day}T00:05:00+08:00`, hasTime: at !== undefined } };
}

function ask(now: string, changes: Partial<DueQuestion> = {}): Due {
  return due({
    issues: [dated('one', '2026-01-05'), dated('two', '2026-01-06'), dated('three', '2026-01-07')],
    startedSlugs: new Set(),
    nowMs: Date.parse(now),
    firstStartMs: null,
    tooLateHours: 48,
    timeZone: 'Asia/Shanghai',
    slotAt: daily('Asia/Shanghai', 8),
    ...changes,
  });
}

function slugs(answer: Due): Record<string, readonly string[]> {
  const { due: now, next, tooLate, backIssues, unscheduled } = answer;
  const named = {
    due: now.map(({ slug }) => slug),
    next: next.map(({ slug }) => slug),
    tooLate: tooLate.map(({ slug }) => slug),
    backIssues,
    unscheduled,
  };
  return Object.fromEntries(Object.entries(named).filter(([, list]) => list.length > 0));
}

test('what was mailed elsewhere is in no list, whoever names it and however young it is', () => {
  const issues = [{ ...dated('one', '2026-01-05'), isMailedElsewhere: true }, dated('two', '2026-01-06')];
  const namedSlugs = new Set(['one', 'two']);
  for (const now of ['2026-01-01', '2026-01-05', '2026-01-06', '2026-02-01']) {
    for (const changes of [{}, { namedSlugs }, { firstStartMs: 0 }, { firstStartMs: 9e12 }]) {
      const answer = slugs(ask(`${now}T12:00:00+08:00`, { issues, ...changes }));
      expect(Object.values(answer)).toEqual([['two']]);
    }
  }
});

test('an issue of a day is due at the first slot of that day', () => {
  expect(slugs(ask('2026-01-06T07:59:59+08:00'))).toEqual({ due: ['one'], next: ['two', 'three'] });
  expect(slugs(ask('2026-01-06T08:00:00+08:00'))).toEqual({ due: ['one', 'two'], next: ['three'] });
  expect(ask('2026-01-06T00:00:00Z').next).toEqual([
    { slug: 'three', dueAtMs: Date.parse('2026-01-07T08:00:00+08:00') },
  ]);
});

test('an issue with a time is due then, whatever the schedule says', () => {
  const issues = [dated('late', '2026-01-06', '2026-01-06T22:15:00+08:00')];
  expect(slugs(ask('2026-01-06T22:14:59+08:00', { issues }))).toEqual({ next: ['late'] });
  expect(slugs(ask('2026-01-06T22:15:00+08:00', { issues }))).toEqual({ due: ['late'] });
});

test('a weekly schedule gathers the issues of its days', () => {
  const monday = Date.parse('2026-01-05T08:00:00+08:00');
  const weekly = (instantMs: number): number =>
    monday + Math.max(0, Math.ceil((instantMs - monday) / (7 * DAY_MS))) * 7 * DAY_MS;
  expect(slugs(ask('2026-01-11T12:00:00+08:00', { slotAt: weekly, tooLateHours: 200 }))).toEqual({
    due: ['one'],
    next: ['two', 'three'],
  });
});

test('what has been started is never due again, also when the clock is turned back and forth', () => {
  const startedSlugs = new Set(['one', 'two', 'three']);
  for (const now of [
    '2026-01-07T08:00:00+08:00',
    '2026-01-04T00:00:00+08:00',
    '2026-01-07T08:00:00+08:00',
    '2036-01-07T08:00:00+08:00',
  ]) {
    expect(slugs(ask(now, { startedSlugs }))).toEqual({});
  }
});

test('drafts are in no list', () => {
  const issues = [{ ...dated('one', '2026-01-05'), status: 'draft' as const }];
  expect(slugs(ask('2026-01-05T12:00:00+08:00', { issues }))).toEqual({});
});

test('an issue that came due longer ago than the window is too late, and is due when it is named', () => {
  expect(slugs(ask('2026-01-08T08:00:00+08:00'))).toEqual({ due: ['two', 'three'], tooLate: ['one'] });
  expect(slugs(ask('2026-01-08T08:00:00.001+08:00'))).toEqual({ due: ['three'], tooLate: ['one', 'two'] });
  const named = ask('2026-01-08T08:00:01+08:00', { namedSlugs: new Set(['one']) });
  expect(slugs(named)).toEqual({ due: ['one', 'three'], tooLate: ['two'] });
});

test('a name does not make an issue due before its time', () => {
  expect(slugs(ask('2026-01-05T09:00:00+08:00', { namedSlugs: new Set(['three']) }))['next']).toEqual(['two', 'three']);
});

test('an issue that is named on its day does not wait for the slot, but for its day', () => {
  const namedSlugs = new Set(['two', 'three']);
  expect(slugs(ask('2026-01-06T07:00:00+08:00', { namedSlugs }))).toEqual({ due: ['one', 'two'], next: ['three'] });
});

test('the back issues of a first start are not mailed unless named, the issue of that day is', () => {
  const firstStartMs = Date.parse('2026-01-06T10:00:00+08:00');
  expect(slugs(ask('2026-01-06T10:00:00+08:00', { firstStartMs }))).toEqual({
    due: ['two'],
    next: ['three'],
    backIssues: ['one'],
  });
  const namedSlugs = new Set(['one']);
  expect(slugs(ask('2026-01-06T10:00:00+08:00', { firstStartMs, namedSlugs }))).toEqual({
    due: ['one', 'two'],
    next: ['three'],
  });
  const issues = [dated('morning', '2026-01-06', '2026-01-06T09:00:00+08:00')];
  expect(slugs(ask('2026-01-06T10:00:00+08:00', { firstStartMs, issues }))).toEqual({ backIssues: ['morning'] });
});

test('a clock that jumps ahead makes nothing vanish, and comes to the same when it is put right', () => {
  for (const now of [
    '2026-01-06T08:00:00+08:00',
    '2027-01-01T00:00:00Z',
    '1970-01-01T00:00:00Z',
    '2026-01-06T08:00:00+08:00',
  ]) {
    expect(
      Object.values(slugs(ask(now)))
        .flat()
        .toSorted(),
    ).toEqual(['one', 'three', 'two']);
  }
});

test('a schedule that never comes again is said', () => {
  expect(slugs(ask('2026-01-06T12:00:00+08:00', { slotAt: () => null }))).toEqual({
    unscheduled: ['one', 'two', 'three'],
  });
});

test.each([
  ['spring, the slot is skipped', '2026-03-08', 2, '2026-03-08T03:00:00-04:00'],
  ['spring, after the jump', '2026-03-08', 8, '2026-03-08T08:00:00-04:00'],
  ['autumn, the slot comes twice', '2026-11-01', 1, '2026-11-01T01:00:00-04:00'],
  ['autumn, after the jump', '2026-11-01', 8, '2026-11-01T08:00:00-05:00'],
])('on the day of a clock change an issue is due once: %s', (_, day, hour, at) => {
  const timeZone = 'America/New_York';
  const question = { issues: [dated('x', day)], timeZone, slotAt: daily(timeZone, hour) };
  const before = ask(new Date(Date.parse(at) - 1).toISOString(), question);
  expect(before.next).toEqual([{ slug: 'x', dueAtMs: Date.parse(at) }]);
  for (let minutes = 0; minutes < 180; minutes += 10) {
    const answer = ask(new Date(Date.parse(at) + minutes * 60_000).toISOString(), question);
    expect(slugs(answer)).toEqual({ due: ['x'] });
  }
});

test('every published issue that has not been started is in exactly one list, whatever the clock does', () => {
  const start = Date.parse('2026-01-01T00:00:00Z');
  const hours = fc.integer({ min: -200, max: 600 });
  const issues = fc.uniqueArray(
    fc.record({
      slug: fc.stringMatching(/^[a-z]{1,3}$/),
      day: fc.integer({ min: 1, max: 20 }),
      hour: fc.option(hours),
    }),
    { selector: ({ slug }) => slug, maxLength: 8 },
  );
  fc.assert(
    fc.property(issues, fc.array(hours, { minLength: 1, maxLength: 20 }), fc.option(hours), (written, clock, first) => {
      const all = written.map(({ slug, day, hour }) => {
        const at = hour === null ? undefined : new Date(start + hour * 3_600_000).toISOString();
        return dated(slug, at?.slice(0, 10) ?? `2026-01-${String(day).padStart(2, '0')}`, at);
      });
      const startedSlugs = new Set<string>();
      const mailed: string[] = [];
      for (const hour of clock) {
        const firstStartMs = first === null ? null : start + first * 3_600_000;
        const answer = ask(new Date(start + hour * 3_600_000).toISOString(), {
          issues: all,
          startedSlugs,
          firstStartMs,
        });
        const listed = Object.values(slugs(answer)).flat();
        const waiting = all.map(({ slug }) => slug).filter((slug) => !startedSlugs.has(slug));
        expect(listed.toSorted()).toEqual(waiting.toSorted());
        for (const { slug } of answer.due) {
          mailed.push(slug);
          startedSlugs.add(slug);
        }
      }
      expect(new Set(mailed).size).toBe(mailed.length);
    }),
    { numRuns: 200 },
  );
});
