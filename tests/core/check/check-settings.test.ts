import { expect, test } from 'vitest';
import { switchedProblems } from '../../../src/core/check/switched-problems.ts';
import { PROBLEM_CODES, PROBLEMS, type Problem } from '../../../src/core/issue/problem.ts';
import { newsletterSchema, type Newsletter } from '../../../src/core/newsletter.ts';
import { openLibrary } from '../../../src/publish/open-library.ts';
import { readYaml } from '../../../src/yaml-problems.ts';
import { aNewsletter } from '../../support/newsletter.ts';
import { anIssue, newsletterFolder, SETTINGS } from '../../support/newsletter-folder.ts';

function problemsOf(checks: string): readonly string[] {
  return readYaml('masthead.yaml', `${SETTINGS}checks: ${checks}\n`, newsletterSchema).problems;
}

test.each([
  ['{ subject-long: off, image-alt-missing: error }', []],
  ['{ subjct-long: off }', ['masthead.yaml:12:11: checks.subjct-long: unknown field; did you mean "subject-long"?']],
  [
    '{ colour-loud: off }',
    [expect.stringMatching(/colour-loud: unknown field; none of the \d+ known names is near it$/)],
  ],
  ['{ subject-long: fatal }', [expect.stringContaining('checks.subject-long: write off, info, warning or error.')]],
  ['{ subject-long: false }', [expect.stringContaining('checks.subject-long: write off, info, warning or error.')]],
  ['{ slug-duplicate: warning }', [expect.stringContaining('checks.slug-duplicate: cannot be switched')]],
])('checks: %s', (checks, expected) => {
  expect(problemsOf(checks)).toEqual(expected);
});

test('a finding gets the level of its rule, or the one that masthead.yaml gives it, or is not told of', () => {
  const found: readonly Problem[] = (['subject-long', 'link-empty', 'left-over', 'slug-duplicate'] as const).map(
    (code) => ({ code, path: 'issues/a.md', message: 'Something is wrong.' }),
  );
  const { checks } = newsletterSchema.parse({
    ...aNewsletter(),
    checks: { 'subject-long': 'error', 'left-over': 'off' },
  });
  const switched = switchedProblems(found, aNewsletter({ checks }));
  expect(switched.map(({ code, level }) => [code, level])).toEqual([
    ['subject-long', 'error'],
    ['link-empty', 'warning'],
    ['slug-duplicate', 'error'],
  ]);
});

test('every rule has one sentence and one fix, and those that are fixed are errors', () => {
  const odd = PROBLEM_CODES.filter((code) => {
    const { sentence, fix, fixed, level } = PROBLEMS[code];
    const areSentences = [sentence, fix].every((text) => /^[A-Z"].{10,}[.>]$/.test(text));
    return !areSentences || (fixed && level !== 'error');
  });
  expect(odd).toEqual([]);
});

test('a switch renders nothing anew', async () => {
  const folder = newsletterFolder({ 'issues/2026-01-05.md': anIssue('甲'.repeat(40), '2026-01-05') });
  const rendered: string[] = [];
  const onProgress = (): void => void rendered.push('one');
  const levelsWith = async (checks: Partial<Newsletter['checks']>): Promise<readonly unknown[]> => {
    const newsletter = aNewsletter({ checks: { ...aNewsletter().checks, ...checks } });
    const { problems } = await openLibrary({ root: folder.root, newsletter, onProgress });
    return problems.map(({ code, level }) => `${code} ${level}`);
  };
  expect(await levelsWith({})).toEqual(['subject-long warning']);
  expect(await levelsWith({ 'subject-long': 'error' })).toEqual(['subject-long error']);
  expect(rendered).toHaveLength(1);
});
