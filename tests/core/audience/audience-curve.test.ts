import { expect, test } from 'vitest';
import {
  audienceCurve,
  joinedBySource,
  monthlyChanges,
  readersByTopic,
} from '../../../src/core/audience/audience-curve.ts';

const CHANGES = [
  { day: '2026-01-02', source: 'form', joined: 5, left: 0 },
  { day: '2026-01-04', source: 'file', joined: 3, left: 0 },
  { day: '2026-01-04', source: 'link', joined: 0, left: 2 },
];

test('the curve ends with what is so now, and goes back by what came and went', () => {
  const curve = audienceCurve(CHANGES, { day: '2026-01-05', active: 6, days: 30 });
  expect(curve).toEqual([
    { day: '2026-01-02', active: 5 },
    { day: '2026-01-03', active: 5 },
    { day: '2026-01-04', active: 6 },
    { day: '2026-01-05', active: 6 },
  ]);
});

test('who was erased since is in no value, and none is below nought', () => {
  const curve = audienceCurve(CHANGES, { day: '2026-01-05', active: 0, days: 30 });
  expect(curve.map(({ active }) => active)).toEqual([0, 0, 0, 0]);
});

test('a list without a past is one point', () => {
  expect(audienceCurve([], { day: '2026-01-05', active: 0, days: 30 })).toEqual([{ day: '2026-01-05', active: 0 }]);
});

test('months without a change are there too', () => {
  expect(monthlyChanges(CHANGES, { day: '2026-02-01', months: 3 })).toEqual([
    { month: '2025-12', joined: 0, left: 0 },
    { month: '2026-01', joined: 8, left: 2 },
    { month: '2026-02', joined: 0, left: 0 },
  ]);
});

test('sources that let nobody in are not named', () => {
  expect(joinedBySource(CHANGES)).toEqual([
    { source: 'form', joined: 5 },
    { source: 'file', joined: 3 },
  ]);
});

test('who chose several topics is counted in each, and who chose none in all', () => {
  const choices = [
    { topics: null, count: 4 },
    { topics: '["a","b"]', count: 2 },
    { topics: '["b"]', count: 1 },
  ];
  expect(readersByTopic(choices)).toEqual({
    all: 4,
    topics: new Map([
      ['a', 2],
      ['b', 3],
    ]),
  });
});
