import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { settledParts } from '../../../../src/core/render/letter/letter-shell.ts';
import { compileLetter } from '../../../../src/publish/compile-letter.ts';
import { emailTemplates, shellOf } from '../../../support/whole-letter.ts';
import { aNewsletter } from '../../../support/newsletter.ts';

const newsletter = aNewsletter();
const frame = (inner: string): string =>
  `<mjml>\n<mj-body>\n<mj-section>\n<mj-column>\n${inner}\n</mj-column>\n</mj-section>\n</mj-body>\n</mjml>\n`;

test.each([
  ['an unclosed tag', frame('<mj-text>words'), 'line 6'],
  ['an unknown tag', frame('<mj-txet>words</mj-txet>'), 'line 5'],
  ['an unknown attribute', frame('<mj-text colour="#000">words</mj-text>'), 'line 5'],
  ['a bad value', frame('<mj-text font-size="big">words</mj-text>'), 'line 5'],
  ['an include', frame('<mj-include path="./other.mjml" />'), 'line 5'],
  ['an unknown value', frame('<mj-text>\n[[ theme.colour ]]</mj-text>'), 'line:6'],
])('a template with %s is refused with its file and line', async (_, template, place) => {
  const attempt = compileLetter(template, newsletter);
  await expect(attempt).rejects.toMatchObject({ code: 'TEMPLATE_INVALID' });
  await expect(attempt).rejects.toThrow(/issue\.mjml/);
  await expect(attempt).rejects.toThrow(place);
});

test('the shell is settled for the newsletter and open for the issue', async () => {
  const shell = await shellOf(newsletter);
  expect(shell).not.toMatch(/\[\[|\]\]|\[%|%\]/);
  expect(shell).toContain('{{ body | raw }}');
  expect(shell).toContain("{% include 'letter-footer.liquid' %}");
});

test('no font and no other file is fetched from anywhere', async () => {
  const shell = await shellOf(newsletter);
  const addresses = shell.match(/https?:\/\/[^"'\s)]+/g) ?? [];
  expect(addresses.filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([]);
});

test('the layout costs less than 8 KB', async () => {
  expect(Buffer.byteLength(await shellOf(newsletter))).toBeLessThan(8192);
});

test('a .mjmlconfig in the current directory is not run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-mjml-'));
  writeFileSync(join(folder, 'evil.cjs'), "require('fs').writeFileSync('ran', '')");
  writeFileSync(join(folder, '.mjmlconfig'), JSON.stringify({ packages: ['./evil.cjs'] }));
  const file = join(import.meta.dirname, '../../../../src/publish/compile-letter.ts');
  const script = `
    const { compileLetter } = await import(${JSON.stringify(file)});
    await compileLetter('<mjml><mj-body></mj-body></mjml>', JSON.parse(process.argv[1]));
    const { existsSync } = await import('node:fs');
    console.log(existsSync('ran'), process.env.MJML_BROWSER);`;
  const args = ['--input-type=module', '-e', script, JSON.stringify(newsletter)];
  expect(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }).trim()).toBe('false undefined');
});

test('comments of the template do not reach readers', async () => {
  expect(emailTemplates['issue.mjml']).toContain('<!-- ');
  expect(await shellOf(newsletter)).not.toMatch(/<!-- /);
});

test.each([
  ['none', undefined, undefined],
  ['under static/assets/', 'my logo.png', 'https://news.example/assets/my%20logo.png'],
  ['anywhere on the web', 'https://cdn.example/l.png', 'https://cdn.example/l.png'],
  ['as SVG, which mail clients do not show', 'logo.svg', undefined],
])('a logo that is %s', (_, logo, address) => {
  const { 'letter-masthead.liquid': masthead } = settledParts(emailTemplates, aNewsletter({ theme: { logo } }));
  expect(/<img src="([^"]+)" alt=""/.exec(masthead ?? '')?.[1]).toBe(address);
});
