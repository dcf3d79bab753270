import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { letterTheme } from '../../../../src/core/render/letter/letter-theme.ts';
import { letterValues } from '../../../../src/core/render/letter/letter-values.ts';
import { emailTemplates, issueOf } from '../../../support/whole-letter.ts';
import { aNewsletter } from '../../../support/newsletter.ts';

const newsletter = aNewsletter();
const document = readFileSync(join(import.meta.dirname, '../../../../docs/email.md'), 'utf8');
const pageUrl = 'https://news.example/2026-02-03/';
const values = letterValues(issueOf('# T\n\nWords.\n'), newsletter, { pageUrl, theme: letterTheme({}) });

test('docs/email.md names every value and every file that a template can use', () => {
  const names = Object.entries(values).flatMap(([name, value]) => {
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value) && name !== 'phrases';
    return isGroup ? Object.keys(value).map((key) => `${name}.${key}`) : [name];
  });
  const missing = [...names, ...Object.keys(emailTemplates)].filter((name) => !document.includes(`\`${name}\``));
  expect(missing).toEqual([]);
});

test('an issue without sections has no contents', () => {
  expect(values['contents']).toEqual([]);
});

test("the owner's reason stands in the footer", () => {
  const given = letterValues(issueOf('# T\n\nWords.\n'), aNewsletter({ texts: { why: 'You asked.' } }), {
    pageUrl,
    theme: letterTheme({}),
  });
  expect(given['newsletter']).toMatchObject({ why: 'You asked.' });
});
