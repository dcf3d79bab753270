import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { neutralLetter } from '../../../../src/core/render/letter/neutral-letter.ts';
import { textPart } from '../../../../src/core/render/letter/text-part.ts';
import { columns } from '../../../../src/core/render/letter/text-width.ts';
import { aDigest, issueOf, letterOf } from '../../../support/whole-letter.ts';
import { aNewsletter } from '../../../support/newsletter.ts';

const newsletter = aNewsletter();
const fixtures = join(import.meta.dirname, 'fixtures');
const features = readFileSync(join(fixtures, 'features.md'), 'utf8');

test('every construct of Markdown reads well as plain text', async () => {
  const { text } = neutralLetter(await letterOf(features), newsletter);
  await expect(text).toMatchFileSnapshot(join(fixtures, 'features.txt'));
});

test('a digest reads well as plain text', async () => {
  const { text } = neutralLetter(await letterOf(aDigest({ articles: 2, detailBytes: 200 })), newsletter);
  await expect(text).toMatchFileSnapshot(join(fixtures, 'digest.txt'));
});

test('no line is wider than 72 columns but code and addresses, and none begins with a closing mark', () => {
  const lines = textPart(issueOf(features), newsletter).split('\n');
  const words = lines.filter((line) => !/^ {4}|https?:\/\//.test(line));
  expect(words.filter((line) => columns(line) > 72)).toEqual([]);
  expect(lines.filter((line) => /^\s*[，。、；：？！）】」』”]/.test(line))).toEqual([]);
});

test('Windows-1252 leftovers and entities for them leave no control character', async () => {
  const { html, text } = await letterOf('# Dash &#150; &#x85;\n\nA \u0096 dash, an &#150; entity.\n');
  expect(`${html}${text}`).not.toMatch(/[\u0080-\u009F]/);
});

test('an address stands on one line and opens what it names', () => {
  const url = `https://long.example/${'segment/'.repeat(20)}?q=a&b=c`;
  const text = textPart(
    issueOf(`# T\n\nA [link](${url}) and [another](https://b.example/), both in one line.\n`),
    newsletter,
  );
  expect(text.split('\n')).toContain(`[1] ${url}`);
});
