import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { sarifLog } from '../../../src/core/check/sarif-log.ts';
import { PROBLEM_CODES, type Problem } from '../../../src/core/issue/problem.ts';

const schemaFile = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
// Formats need a package of their own; the addresses are looked at below.
const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
// The schema that OASIS publishes. It names draft 4, of which ajv refuses the name and it uses nothing else.
const { id: _id, $schema: _draft, ...schema } = JSON.parse(readFileSync(schemaFile, 'utf8')) as Record<string, unknown>;
const isSarif = ajv.compile(schema);

const PROBLEMS: readonly Problem[] = [
  { code: 'subject-long', path: 'issues/一月 1.md', line: 2, column: 8, message: 'Too wide.', level: 'error' },
  { code: 'link-generic', path: 'issues/a.md', line: 9, message: 'Called "here".' },
  { code: 'link-generic', path: 'issues/a.md', line: 12, message: 'Called "here".' },
  { code: 'date-future', path: 'issues/a.md', message: 'Still to come.' },
];

interface Log {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly Readonly<Record<string, unknown>>[] } };
    readonly results: readonly Readonly<Record<string, unknown>>[];
  }[];
}

const pathOf = (path: string): string => `letters/${path}`;

function run(problems: readonly Problem[], homepage?: string) {
  const log = sarifLog(problems, { version: '1.2.3', pathOf, ...(homepage !== undefined && { homepage }) });
  expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
  // The schema has just said so.
  const [first] = (log as unknown as Log).runs;
  if (!first) throw new Error('a log has one run');
  return first;
}

test('the log is SARIF, with findings and without', () => {
  expect(run(PROBLEMS).results).toHaveLength(4);
  expect(run([]).results).toEqual([]);
});

test('every rule is in it with its words, its help and its level', () => {
  const { rules } = run([], 'https://masthead.example/').tool.driver;
  expect(rules.map(({ id }) => id)).toEqual(PROBLEM_CODES);
  const fields = ['shortDescription', 'fullDescription', 'help', 'helpUri', 'defaultConfiguration'];
  expect(rules.filter((rule) => fields.some((field) => rule[field] === undefined))).toEqual([]);
  expect(rules[0]?.['helpUri']).toBe(`https://masthead.example/docs/checks.md#${PROBLEM_CODES[0]}`);
});

test('a result names rule, level and place, its path counted from the root of the repository', () => {
  const [first, second, , last] = run(PROBLEMS).results;
  expect(first).toMatchObject({
    ruleId: 'subject-long',
    ruleIndex: PROBLEM_CODES.indexOf('subject-long'),
    level: 'error',
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'letters/issues/%E4%B8%80%E6%9C%88%201.md' },
          region: { startLine: 2, startColumn: 8 },
        },
      },
    ],
  });
  expect([second?.['level'], last?.['level']]).toEqual(['warning', 'note']);
  expect(last).toMatchObject({ locations: [{ physicalLocation: { region: { startLine: 1 } } }] });
});

function prints(problems: readonly Problem[]): readonly unknown[] {
  return run(problems).results.map((result) => result['partialFingerprints']);
}

test('fingerprints tell findings apart, and stay when lines move', () => {
  const before = prints(PROBLEMS);
  expect(new Set(before.map((print) => JSON.stringify(print))).size).toBe(4);
  expect(prints(PROBLEMS.map((one) => ({ ...one, ...(one.line !== undefined && { line: one.line + 5 }) })))).toEqual(
    before,
  );
});
