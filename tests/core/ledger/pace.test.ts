import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { admission } from '../../../src/core/ledger/admission.ts';
import {
  deliveryLimits,
  destinationOf,
  NO_LIMITS,
  ROUTE,
  routeLimits,
  type Limit,
} from '../../../src/core/ledger/limits.ts';
import {
  admit,
  FRESH_PACE,
  isAtEase,
  paceAfter,
  windowOf,
  type PaceEvent,
  type PaceState,
} from '../../../src/core/ledger/pace.ts';
import { routeChoice } from '../../../src/core/ledger/route-choice.ts';
import { shortfall } from '../../../src/core/ledger/shortfall.ts';
import { AT } from '../../support/a-letter.ts';

const START_MS = Date.parse(AT);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SLOWED: PaceEvent = { kind: 'slowed', inFlight: 8, reason: 'asks us to come back later' };
const ACCEPTED: PaceEvent = { kind: 'accepted' };

/** What is admitted when somebody asks at these instants for so many. */
function admitted(limit: Limit, asked: readonly (readonly [atMs: number, wanted: number])[], from = FRESH_PACE) {
  let state = from;
  return asked.map(([atMs, wanted]) => {
    const answer = admit(state, limit, atMs, wanted);
    // Through the store and back.
    state = JSON.parse(JSON.stringify(answer.state)) as PaceState;
    return { atMs, count: answer.count, againMs: answer.againMs };
  });
}

function after(events: readonly PaceEvent[], apartMs = 5000): PaceState {
  return events.reduce((state, event, index) => paceAfter(state, event, START_MS + index * apartMs), FRESH_PACE);
}

const askings = fc
  .array(fc.tuple(fc.oneof(fc.nat(300), fc.nat(70_000)), fc.integer({ min: 1, max: 500 })), {
    maxLength: 120,
    size: 'max',
  })
  .map((steps) => {
    let atMs = START_MS;
    return steps.map(([waitMs, wanted]): [number, number] => [(atMs += waitMs), wanted]);
  });

test('in no minute is more admitted than the rate, however and whenever one asks', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), askings, (perMinute, asked) => {
      const going = admitted({ perMinute }, asked);
      for (const [index, { atMs }] of going.entries()) {
        const minute = going.slice(index).filter((other) => other.atMs < atMs + MINUTE_MS);
        expect(minute.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(perMinute);
      }
    }),
    { numRuns: 300 },
  );
});

test('on no day is more admitted than the cap', () => {
  const hours = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 90 })), {
    maxLength: 60,
    size: 'max',
  });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), hours, (cap, steps) => {
      let atMs = START_MS;
      const asked = steps.map(([wait, wanted]): [number, number] => [(atMs += wait * 3_600_000), wanted]);
      const going = admitted({ perDay: () => cap }, asked);
      const days = Map.groupBy(going, (one) => Math.floor(one.atMs / DAY_MS));
      for (const ofDay of days.values()) {
        expect(ofDay.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(cap);
      }
    }),
  );
});

test('a clock that is set back over midnight gives the day nothing twice, one set back by weeks begins anew', () => {
  const limit = { perDay: () => 5 };
  const asked = [0, -1, -20 * 24].map((hour): [number, number] => [START_MS + hour * 3_600_000, 9]);
  expect(admitted(limit, asked).map(({ count }) => count)).toEqual([5, 0, 5]);
  const ahead = admit(FRESH_PACE, { perMinute: 1 }, START_MS + 400 * DAY_MS, 1).state;
  expect(
    admitted(
      { perMinute: 1 },
      [
        [START_MS, 1],
        [START_MS + MINUTE_MS, 1],
      ],
      ahead,
    ),
  ).toMatchObject([{}, { count: 1 }]);
});

test('whoever asks again when told to gets the whole rate, message for message', () => {
  let state = FRESH_PACE;
  let atMs = START_MS;
  let count = 0;
  let asked = 0;
  while (atMs < START_MS + 10 * MINUTE_MS) {
    const answer = admit(state, { perMinute: 100 }, atMs, 1000);
    state = answer.state;
    count += answer.count;
    asked += 1;
    expect(answer).toMatchObject({ waitsFor: 'rate' });
    expect(answer.againMs).toBeGreaterThan(atMs);
    atMs = answer.againMs ?? Infinity;
  }
  expect(count).toBeGreaterThan(985);
  expect(count).toBeLessThanOrEqual(1000);
  expect(asked).toBeLessThanOrEqual(count + 1);
});

test('a plan for warming up allows more with each day on which something was sent', () => {
  const { route } = deliveryLimits({
    max_age_hours: 36,
    per_domain: {},
    daily_cap: 1000,
    warm_up: { first_day: 50, growth: 2 },
  });
  const days = [0, 1, 2, 9, 10, 11, 12, 13];
  const asked = days.map((day): [number, number] => [START_MS + day * DAY_MS, 5000]);
  expect(admitted(route, asked).map(({ count }) => count)).toEqual([50, 100, 200, 400, 800, 1000, 1000, 1000]);
  const [first] = admitted(route, [[START_MS + 7000, 51]]);
  expect(first).toMatchObject({ count: 50, againMs: START_MS + DAY_MS });
});

test('a complaint halves the window and doubles the distance, at once; ten of one moment count once', () => {
  expect(windowOf(after([SLOWED]), {})).toBe(4);
  expect(after([SLOWED]).gapMs).toBe(250);
  expect(after([SLOWED, SLOWED, SLOWED, SLOWED])).toMatchObject({ window: 1, gapMs: 2000 });
  expect(
    after(
      Array.from({ length: 10 }, () => SLOWED),
      100,
    ),
  ).toMatchObject({ window: 4, gapMs: 250 });
  expect(after(Array.from({ length: 50 }, () => SLOWED)).gapMs).toBe(60_000);
});

test('recovery takes a hundred times as many acceptances as complaints, and ends where it began', () => {
  const slow = after([SLOWED]);
  const accepted = (count: number) =>
    Array.from({ length: count }, () => ACCEPTED).reduce((s, e) => paceAfter(s, e, 0), slow);
  expect(windowOf(accepted(20), {})).toBeGreaterThanOrEqual(4);
  expect(windowOf(accepted(20), {})).toBeLessThanOrEqual(5);
  expect(accepted(60).gapMs).toBeGreaterThan(50);
  expect(accepted(2000)).not.toHaveProperty('window');
  expect(isAtEase(accepted(2000), START_MS + MINUTE_MS)).toBe(true);
});

test('the window never closes, the distance never grows past a minute, whatever happens', () => {
  const events = fc.array(
    fc.oneof(
      fc.constant(ACCEPTED),
      fc.nat(100).map((inFlight): PaceEvent => ({ kind: 'slowed', inFlight, reason: 'is busy' })),
    ),
    { maxLength: 300, size: 'max' },
  );
  fc.assert(
    fc.property(events, fc.integer({ min: 1, max: 5000 }), (history, apartMs) => {
      const state = after(history, apartMs);
      expect(windowOf(state, {})).toBeGreaterThanOrEqual(1);
      expect(state.gapMs).toBeLessThanOrEqual(MINUTE_MS);
      expect(windowOf(state, { connections: 3 })).toBeLessThanOrEqual(3);
    }),
  );
});

test('what the server asks for is waited for, and a stopped destination rests for half an hour', () => {
  const asked = paceAfter(FRESH_PACE, { kind: 'slowed', inFlight: 1, askedMs: 2 * MINUTE_MS, reason: 'x' }, START_MS);
  expect(admit(asked, {}, START_MS + 1000, 5)).toMatchObject({
    count: 0,
    againMs: START_MS + 2 * MINUTE_MS,
    waitsFor: 'server',
  });
  const stopped = paceAfter(FRESH_PACE, { kind: 'stopped', reason: 'x' }, START_MS);
  expect(admit(stopped, {}, START_MS, 5)).toMatchObject({ count: 0, againMs: START_MS + 30 * MINUTE_MS });
});

test('with a distance to keep, one message goes and the next when it is over', () => {
  const slow = after([SLOWED]);
  const at = START_MS + MINUTE_MS;
  const first = admit(slow, {}, at, 5);
  expect(first).toMatchObject({ count: 1, againMs: at + 250 });
  expect(admit(first.state, {}, at + 100, 5).count).toBe(0);
  expect(admit(first.state, {}, at + 250, 5).count).toBe(1);
});

test.each([
  ['a@googlemail.com.example', 'googlemail.com.example'],
  ['GoogleMail.com', 'gmail.com'],
  ['foxmail.com', 'qq.com'],
  ['yeah.net', '163.com'],
  ['126.com', '163.com'],
  ['msn.com', 'outlook.com'],
  ['hotmail.com', 'outlook.com'],
  ['Lin@Readers.Example', 'readers.example'],
])('%s belongs to %s', (address, destination) => {
  expect(destinationOf(address)).toBe(destination);
});

test('what the route keeps back is not counted at its destination', () => {
  const limits = deliveryLimits({
    max_age_hours: 36,
    per_minute: 60,
    per_domain: { 'googlemail.com': { per_minute: 600 } },
  });
  const wanted = { destinations: new Map([['gmail.com', 5]]), room: Infinity };
  const full = new Map([['gmail.com', { ...FRESH_PACE, tokens: 10, tokensAtMs: START_MS }]]);
  const { destinations, changed, routeAgainMs } = admission(full, limits, wanted, START_MS);
  expect(destinations.get('gmail.com')).toMatchObject({ granted: 1, own: { count: 5 } });
  expect(changed.get('gmail.com')).toMatchObject({ dayCount: 1, tokens: 9 });
  expect(changed.get(ROUTE)).toMatchObject({ dayCount: 1 });
  expect(routeAgainMs).toBeGreaterThan(START_MS);
});

test('a destination at its limit leaves the others theirs', () => {
  const limits = { ...NO_LIMITS, destinations: new Map([['slow.example', { perMinute: 1 }]]) };
  const wanted = {
    destinations: new Map([
      ['slow.example', 9],
      ['x.example', 9],
    ]),
    room: Infinity,
  };
  const { destinations, changed, routeAgainMs } = admission(new Map(), limits, wanted, START_MS);
  expect([...destinations].map(([key, { granted }]) => [key, granted])).toEqual([
    ['slow.example', 1],
    ['x.example', 9],
  ]);
  expect([...changed.keys()]).toEqual(['slow.example']);
  expect(routeAgainMs).toBeUndefined();
});

test('a message takes the first route in its turn that has room, and waits for the one that has room first', () => {
  const limits = {
    ...NO_LIMITS,
    routes: routeLimits([{ name: 'slow', perMinute: 1 }, { name: 'fast', perMinute: 60 }, { name: 'free' }]),
  };
  const choose = (names: readonly string[], items: readonly string[]) =>
    routeChoice(items, () => names, { states: new Map(), limits, nowMs: START_MS });
  const { routes, waits } = choose(['slow', 'fast'], ['a', 'b', 'c']);
  expect([...routes]).toEqual([
    ['a', 'slow'],
    ['b', 'fast'],
  ]);
  expect(waits.get('c')).toMatchObject({ key: 'route:fast' });
  expect([...choose(['slow', 'free'], ['a', 'b', 'c']).routes.values()]).toEqual(['slow', 'free', 'free']);
  expect(choose([], ['a'])).toEqual({ routes: new Map(), waits: new Map() });
});

const NINE = Date.parse('2026-01-06T09:00:00.000Z');

test.each([
  // Waiting, limit, hours that it may take, how many begin in time, hours that it needs.
  [1000, {}, 36, undefined, undefined],
  [1000, { perDay: () => 600 }, 36, undefined, undefined],
  [1000, { perDay: () => 200 }, 36, 400, 87],
  [700, { perDay: (day: number) => 100 * 2 ** day }, 36, 300, 39],
  [700, { perDay: (day: number) => 100 * 2 ** day }, 48, undefined, undefined],
  [6000, { perMinute: 1 }, 36, 2160, 100],
  [2000, { perMinute: 1 }, 36, undefined, undefined],
  [1_000_000, { perDay: () => 1 }, 36, 2, undefined],
] as const)('%i messages within %j and %i hours: %s begin in time, %s hours are needed', (...row) => {
  const [waiting, route, maxAgeHours, possible, neededHours] = row;
  const at = { startedMs: NINE, nowMs: NINE, state: undefined };
  const found = shortfall(waiting, { ...NO_LIMITS, maxAgeHours, route }, at);
  expect(found?.possible).toBe(possible);
  expect(found?.neededHours).toBe(neededHours);
});

test('what was sent earlier on the day is missing from its cap, and what day of the plan it is is known', () => {
  const route = { perDay: (day: number) => [100, 200, 400][day] ?? 1000 };
  const state: PaceState = { ...FRESH_PACE, day: '2026-01-06', dayCount: 150, dayIndex: 1 };
  const at = { startedMs: NINE, nowMs: NINE, state };
  expect(shortfall(450, { ...NO_LIMITS, maxAgeHours: 36, route }, at)).toBeUndefined();
  expect(shortfall(451, { ...NO_LIMITS, maxAgeHours: 36, route }, at)).toMatchObject({ possible: 450 });
});
