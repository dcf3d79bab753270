import { expect, test } from 'vitest';
import { feedbackKind } from '../../../src/core/ledger/mailing.ts';

test.each([
  ['2026-01-05', '', 'issue'],
  ['2026-01-05', '2026-01-06T08:00:00.000Z', 'correction'],
  ['2026-01-05', 'test 2026-01-06T08:00:00.000Z', 'test'],
  ['digest-weekly', '2026-01-10', 'digest'],
])('providers hear of %s, edition "%s", as %s', (slug, edition, kind) => {
  expect(feedbackKind({ slug, edition })).toBe(kind);
});
