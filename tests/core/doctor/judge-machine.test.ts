// What the doctor makes of facts about the machine.
import { expect, test } from 'vitest';
import { judgeClock, judgeDisk, judgeGit, judgeImages } from '../../../src/core/doctor/judge-machine.ts';

const now = new Date('2026-11-24T08:00:00Z');
const at = (name: string, time: string) => ({ name, at: new Date(`2026-11-24T${time}Z`) });

test.each([
  ['no clock elsewhere was asked', { others: [], past: [] }, 'not checked'],
  ['the newest commit alone proves nothing', { others: [], past: [at('a commit', '07:00:00')] }, 'not checked'],
  ['a commit is later than now', { others: [], past: [at('a commit', '08:30:00')] }, 'failed'],
  [
    'a commit is a little later, by a clock elsewhere',
    { others: [], past: [at('a commit', '08:05:00')] },
    'not checked',
  ],
  ['a server agrees', { others: [at('news.example', '08:00:40')], past: [] }, 'ok'],
  ['a server says five minutes more', { others: [at('news.example', '08:05:00')], past: [] }, 'failed'],
  ['a server says five minutes less', { others: [at('news.example', '07:55:00')], past: [] }, 'failed'],
])('the clock, when %s', (_, facts, state) => {
  expect(judgeClock({ now, ...facts }).state).toBe(state);
});

test('a clock that starts anew in 1970 fails', () => {
  expect(judgeClock({ now: new Date(0), others: [], past: [] }).state).toBe('failed');
});

test.each([
  [{ freeBytes: 10e9, usedBytes: 0 }, 'ok'],
  [{ freeBytes: 300e6, usedBytes: 0 }, 'warning'],
  [{ freeBytes: 10e6, usedBytes: 0 }, 'failed'],
  [{ freeBytes: 2e9, usedBytes: 3e9 }, 'failed'],
  [{ freeBytes: 10e9, usedBytes: 0, fault: 'EACCES' }, 'failed'],
  [{ usedBytes: 0 }, 'not checked'],
])('a disk with %j is %s', (facts, state) => {
  expect(judgeDisk({ path: 'out', ...facts }).state).toBe(state);
});

const git = { version: 'git version 2.50.0', isWorkTree: true, hasCommits: true, trackedSecrets: [] };

test.each([
  [{}, 'ok'],
  [{ version: undefined }, 'warning'],
  [{ isWorkTree: false }, 'warning'],
  [{ hasCommits: false }, 'warning'],
  [{ trackedSecrets: ['.env'] }, 'failed'],
])('git with %j is %s', (facts, state) => {
  expect(judgeGit({ ...git, ...facts }).state).toBe(state);
});

test.each([
  [{ hasSharp: true, fontCount: 3 }, 'ok'],
  [{ hasSharp: true, fontCount: 0 }, 'warning'],
  [{ hasSharp: true, fontCount: undefined }, 'not checked'],
  [{ hasSharp: false, fontCount: 3 }, 'warning'],
])('images with %j are %s', (facts, state) => {
  expect(judgeImages({ language: 'zh-CN', ...facts }).state).toBe(state);
});
