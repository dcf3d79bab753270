import { expect, test } from 'vitest';
import { withCorrection, withWithdrawal } from '../../../src/core/issue/edit-front-matter.ts';
import { parseIssue } from '../../../src/core/issue/parse-issue.ts';
import { aNewsletter } from '../../support/newsletter.ts';

const PATH = 'issues/2026-01-06.md';
const AT = '2026-01-07T10:00:00+08:00';
const newsletter = aNewsletter();

function corrected(text: string): string {
  const made = withCorrection({ path: PATH, text }, { at: AT, note: 'It was "3", not 5: sorry.' }, newsletter);
  return 'text' in made ? made.text : made.problem.code;
}

function withdrawn(text: string, note?: string): string {
  const made = withWithdrawal({ path: PATH, text }, { at: AT, ...(note !== undefined && { note }) }, newsletter);
  return 'text' in made ? made.text : made.problem.code;
}

const ITEM = String.raw`{ date: 2026-01-07T10:00:00+08:00, note: "It was \"3\", not 5: sorry." }`;
const TWO = 'corrections:\n- { date: 2026-01-06, note: x }\n- date: 2026-01-06\n  note: >\n    long\n    text\n';

test.each([
  ['without front matter', '# A\n\nText.\n', `---\ncorrections:\n  - ${ITEM}\n---\n\n# A\n\nText.\n`],
  [
    'with front matter',
    '---\ntitle: A # one\n---\nText.\n',
    `---\ntitle: A # one\ncorrections:\n  - ${ITEM}\n---\nText.\n`,
  ],
  [
    'with an empty key',
    '---\ncorrections:\ntitle: A\n---\nText.\n',
    `---\ncorrections:\n  - ${ITEM}\ntitle: A\n---\nText.\n`,
  ],
  [
    'with null',
    '---\ncorrections: ~ # none\ntitle: A\n---\nText.\n',
    `---\ncorrections: # none\n  - ${ITEM}\ntitle: A\n---\nText.\n`,
  ],
  ['with a list of lines', `---\n${TWO}\ntitle: A\n---\nText.\n`, `---\n${TWO}- ${ITEM}\n\ntitle: A\n---\nText.\n`],
  [
    'with a list that is indented',
    '---\ntitle: A\ncorrections:\n    - { date: 2026-01-06, note: x } # first\n---\nText.\n',
    `---\ntitle: A\ncorrections:\n    - { date: 2026-01-06, note: x } # first\n    - ${ITEM}\n---\nText.\n`,
  ],
  [
    'with a list in brackets',
    '---\ncorrections: [{ date: 2026-01-06, note: x }]\n---\nText.\n',
    `---\ncorrections: [{ date: 2026-01-06, note: x }, ${ITEM}]\n---\nText.\n`,
  ],
  ['with empty brackets', '---\ncorrections: []\n---\nText.\n', `---\ncorrections: [ ${ITEM} ]\n---\nText.\n`],
  [
    'with the line ends of Windows',
    '---\r\ntitle: A\r\n---\r\nText.\r\n',
    `---\r\ntitle: A\r\ncorrections:\r\n  - ${ITEM}\r\n---\r\nText.\r\n`,
  ],
  [
    'in TOML',
    '+++\ntitle = "A"\n[extra]\na = 1\n+++\nText.\n',
    String.raw`+++
title = "A"
[extra]
a = 1
[[corrections]]
date = "2026-01-07T10:00:00+08:00"
note = "It was \"3\", not 5: sorry."
+++
Text.
`,
  ],
])('a correction is added to a file %s, and no other byte changes', (_, text, expected) => {
  expect(corrected(text)).toBe(expected);
  const { issue } = parseIssue({ path: PATH, text: expected }, newsletter);
  expect(issue?.corrections.at(-1)).toEqual({
    at: '2026-01-07T10:00:00+08:00',
    day: '2026-01-07',
    note: 'It was "3", not 5: sorry.',
  });
});

test.each([
  ['lines without a fence', 'Title: A\nDate: 2026-01-06\n\nText.\n'],
  ['a map in braces', '---\n{ title: A }\n---\nText.\n'],
  ['a value that is no list', '---\ncorrections: some\n---\nText.\n'],
])('%s are left to the editor, who is told what to write', (_, text) => {
  expect(corrected(text)).toBe('front-matter-invalid');
});

test.each([
  [
    '# A\n\nText.\n',
    '---\nstatus: withdrawn\nwithdrawn: { date: 2026-01-07T10:00:00+08:00, note: "why" }\n---\n\n# A\n\nText.\n',
  ],
  [
    '---\nstatus: published # yes\ntitle: A\n---\nText.\n',
    '---\nstatus: withdrawn # yes\ntitle: A\nwithdrawn: { date: 2026-01-07T10:00:00+08:00, note: "why" }\n---\nText.\n',
  ],
  [
    '---\nstatus:\ntitle: A\n---\nText.\n',
    '---\nstatus: withdrawn\ntitle: A\nwithdrawn: { date: 2026-01-07T10:00:00+08:00, note: "why" }\n---\nText.\n',
  ],
  [
    '+++\ntitle = "A"\nstatus = \'published\'\n+++\nText.\n',
    `+++\ntitle = "A"\nstatus = "withdrawn"\n[withdrawn]\ndate = "${AT}"\nnote = "why"\n+++\nText.\n`,
  ],
])('a withdrawn issue says so, when and why', (text, expected) => {
  expect(withdrawn(text, 'why')).toBe(expected);
  const { issue } = parseIssue({ path: PATH, text: expected }, newsletter);
  expect(issue).toMatchObject({ status: 'withdrawn', withdrawal: { day: '2026-01-07', note: 'why' } });
});

test('an issue can be withdrawn by its status alone', () => {
  const text = '---\nstatus: withdrawn\n---\n# A\n';
  expect(parseIssue({ path: PATH, text }, newsletter).issue).toMatchObject({ status: 'withdrawn', withdrawal: {} });
});
