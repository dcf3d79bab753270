// The table of checks against its page, both ways, and the names that the command line takes.
import { expect, test } from 'vitest';
import {
  checksNamed,
  DOCTOR_CHECKS,
  DOCTOR_CODES,
  DOCTOR_SUBJECTS,
  type DoctorCheck,
} from '../../../src/core/doctor/doctor-checks.ts';
import { repositoryFiles } from '../../support/repository.ts';

const page = repositoryFiles().find(({ path }) => path === 'docs/doctor.md')?.text ?? '';
const sections = page.split(/^## /m).slice(1);

/** Two short sentences. */
const MIN_EXPLANATION_CHARS = 80;

test('every check, and no other, is explained under its subject, in the order in which it is shown', () => {
  const explained = sections.flatMap((section) => {
    const subject = section.split('\n')[0]?.toLowerCase() ?? '';
    return [...section.matchAll(/^### (.+)$/gm)].map(([, code = '']) => [code, subject]);
  });
  expect(explained).toEqual(DOCTOR_CODES.map((code) => [code, DOCTOR_CHECKS[code].subject]));
});

test('every explanation has something to say', () => {
  const texts = page.split(/^### /m).slice(1);
  expect(texts.filter((text) => text.length < MIN_EXPLANATION_CHARS)).toEqual([]);
});

test('checks of one subject stand together', () => {
  const subjects = DOCTOR_CODES.map((code) => DOCTOR_CHECKS[code].subject);
  const changes = subjects.filter((subject, i) => subject !== subjects[i - 1]);
  expect(changes).toEqual(DOCTOR_SUBJECTS);
});

test.each<readonly [string, readonly DoctorCheck[] | undefined]>([
  ['spf', ['spf']],
  ['store', ['store', 'migrations']],
  ['web', ['site', 'one-click', 'feeds']],
  ['bounces', ['bounce-mx', 'bounce-mailbox']],
  ['everything', undefined],
])('--only %s stands for %j', (name, codes) => {
  expect(checksNamed(name)).toEqual(codes);
});

test('the page names the subjects as --only takes them', () => {
  const missing = DOCTOR_SUBJECTS.map((subject) => subject.replaceAll(' ', '-')).filter(
    (name) => !page.includes(`\`${name}\``) || checksNamed(name) === undefined,
  );
  expect(missing).toEqual([]);
});
