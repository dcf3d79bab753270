import { expect, test } from 'vitest';
import { issuesOf, library, neighboursOf, numberOf, type LibraryItem } from '../../../src/core/issue/library.ts';

function item(slug: string, at: string, changes: Partial<LibraryItem> = {}): LibraryItem {
  const date = { day: at.slice(0, 10), at, hasTime: true };
  return { path: `issues/${slug}.md`, slug, date, status: 'published', topics: [], ...changes };
}

const ISSUES = [
  item('b', '2026-01-06T08:00:00+08:00'),
  item('c', '2026-01-06T01:00:00+01:00', { topics: ['tools'] }),
  item('draft', '2026-01-09T08:00:00+08:00', { status: 'draft' }),
  item('d', '2026-01-07T08:00:00+08:00', { topics: ['research', 'tools'] }),
  item('a', '2025-01-06T08:00:00+08:00'),
];

test('issues stand newest first, of one instant by slug, without drafts, whatever order they came in', () => {
  for (const issues of [ISSUES, ISSUES.toReversed()]) {
    expect(library(issues).library.issues.map(({ slug }) => slug)).toEqual(['d', 'b', 'c', 'a']);
  }
});

test('numbers count from the oldest published issue', () => {
  const shelf = library(ISSUES).library;
  expect(['a', 'b', 'c', 'd', 'draft', 'nowhere'].map((slug) => numberOf(shelf, slug))).toEqual([
    1,
    3,
    2,
    4,
    undefined,
    undefined,
  ]);
});

test('a withdrawn issue keeps its number and its slug, and is none of the issues any more', () => {
  const withdrawn = ISSUES.map((one) => (one.slug === 'c' ? item('c', one.date.at, { status: 'withdrawn' }) : one));
  const shelf = library(withdrawn).library;
  expect(shelf.issues.map(({ slug }) => slug)).toEqual(['d', 'b', 'a']);
  expect(['a', 'c', 'b', 'd'].map((slug) => numberOf(shelf, slug))).toEqual([1, 2, 3, 4]);
  const again = { ...item('C', '2026-01-09T08:00:00+08:00'), path: 'issues/again.md' };
  expect(library([...withdrawn, again]).problems).toMatchObject([{ code: 'slug-duplicate' }]);
});

test('an issue knows its neighbours', () => {
  const shelf = library(ISSUES).library;
  const names = (slug: string): readonly (string | undefined)[] => {
    const { older, newer } = neighboursOf(shelf, slug);
    return [older?.slug, newer?.slug];
  };
  expect(names('d')).toEqual(['b', undefined]);
  expect(names('b')).toEqual(['c', 'd']);
  expect(names('a')).toEqual([undefined, 'c']);
  expect(names('draft')).toEqual([undefined, undefined]);
});

test('a topic has its issues, newest first', () => {
  expect(issuesOf(library(ISSUES).library, 'tools').map(({ slug }) => slug)).toEqual(['d', 'c']);
});

test.each([
  ['the same', 'one', 'one'],
  ['in another case', 'One', 'oNE'],
  ['in another width', 'ＯＮＥ', 'one'],
  ['with a draft', 'one', 'one'],
])('two slugs that are %s are an error that names both files', (_, first, second) => {
  const two = [
    item(first, '2026-01-06T08:00:00Z', { path: 'issues/x.md' }),
    item(second, '2026-01-07T08:00:00Z', { path: 'issues/y.md', status: 'draft' }),
  ];
  for (const issues of [two, two.toReversed()]) {
    const { problems } = library(issues);
    expect(problems.map(({ code, path }) => [code, path])).toEqual([['slug-duplicate', 'issues/y.md']]);
    expect(problems[0]?.message).toMatch(/issues\/y\.md and issues\/x\.md/);
  }
});
