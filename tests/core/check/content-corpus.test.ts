import { expect, test } from 'vitest';
import { parseIssue } from '../../../src/core/issue/parse-issue.ts';
import type { ProblemCode } from '../../../src/core/issue/problem.ts';
import { corpusFiles, corpusMissing } from '../../support/corpus.ts';
import { aNewsletter } from '../../support/newsletter.ts';

/** What none of these issues has, as a reader of them knows. */
const FALSE_ALARMS: ReadonlySet<ProblemCode> = new Set([
  'advertising-unmarked',
  'article-duplicate',
  'article-future',
  'article-old',
  'image-alt-default',
  'link-shortened',
  'preheader-long',
  'section-empty',
  'text-placeholder',
  'text-unfinished',
]);

test.skipIf(corpusMissing !== undefined)(
  `real issues raise no false alarm${corpusMissing ? ` (${corpusMissing})` : ''}`,
  () => {
    const found = corpusFiles.flatMap((file) => parseIssue(file, aNewsletter()).problems);
    expect(found.filter(({ code }) => FALSE_ALARMS.has(code))).toEqual([]);
  },
);
