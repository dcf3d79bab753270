import { expect, test } from 'vitest';
import { spamProblems, spamReport } from '../../../src/core/check/spam-report.ts';

/** As SpamAssassin 4.0 folds it. */
const JUDGED = `X-Spam-Status: Yes, score=5.7 required=5.0 tests=HTML_MESSAGE,
\tUS_DOLLARS_3 autolearn=no version=4.0.1
X-Spam-Points: score=5.7 required=5.0 tests=DRUGS_ERECTILE=1.778,
\tDRUG_ED_CAPS=2.799,HTML_MESSAGE=0.001,NO_RELAYS=-0.001,
\tUS_DOLLARS_3=1
From: letters@news.example

text
`;

test('points and rules are read through the folds, the heaviest first and the hundredths left out', () => {
  expect(spamReport(JUDGED)).toEqual({
    points: 5.7,
    required: 5,
    rules: [
      { name: 'DRUG_ED_CAPS', points: 2.799 },
      { name: 'DRUGS_ERECTILE', points: 1.778 },
      { name: 'US_DOLLARS_3', points: 1 },
    ],
  });
});

test('an answer without the header is none', () => {
  expect(spamReport('From: letters@news.example\n\nX-Spam-Points: far\n')).toBeUndefined();
});

test.each([
  [5.7, ['spam-score']],
  [3, ['spam-score']],
  [2.9, []],
  [-1, []],
])('%d points are told: %j', (points, codes) => {
  expect(spamProblems({ points, required: 5, rules: [] }, 'issues/a.md').map(({ code }) => code)).toEqual(codes);
});
