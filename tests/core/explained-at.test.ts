// Every code that is shown names a page, and the page has a heading for it.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DOCTOR_CODES } from '../../src/core/doctor/doctor-checks.ts';
import { checkExplainedAt, errorExplainedAt, problemExplainedAt } from '../../src/core/explained-at.ts';
import { PROBLEM_CODES } from '../../src/core/issue/problem.ts';
import { ERRORS, type ErrorCode } from '../../src/errors.ts';
import { anchorsOf } from '../support/markdown-document.ts';
import { repositoryFiles } from '../support/repository.ts';

const files = repositoryFiles();
const anchors = new Map(
  files.filter(({ path }) => path.startsWith('docs/')).map(({ path, text }) => [path, anchorsOf(text)]),
);

/** Headings are looked up without regard to case, as viewers do. */
function isThere(place: string): boolean {
  const [path = '', anchor = ''] = place.split('#');
  return anchors.get(path)?.includes(anchor.toLowerCase()) === true;
}

// The keys of the table are its codes, which Object.keys does not tell.
const errorCodes = Object.keys(ERRORS) as readonly ErrorCode[];

describe.each([
  ['failure', errorCodes.map(errorExplainedAt)],
  ['finding of an issue', PROBLEM_CODES.map(problemExplainedAt)],
  ['check of the doctor', DOCTOR_CODES.map(checkExplainedAt)],
])('every %s', (_, places) => {
  test('has a heading where it is said to be explained', () => {
    expect(places.filter((place) => !isThere(place))).toEqual([]);
  });
});

test('the pages are in the package', () => {
  const manifest = z
    .object({ files: z.array(z.string()) })
    .parse(JSON.parse(files.find(({ path }) => path === 'package.json')?.text ?? ''));
  expect(manifest.files).toContain('docs/*.md');
});
