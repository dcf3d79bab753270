import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filledText, textsFor } from '../../src/core/audience/reader-texts.ts';
import { readTexts } from '../../src/readers/read-texts.ts';
import { newsletterFolder } from '../support/newsletter-folder.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';

function own(files: Readonly<Record<string, string>>): string {
  const folder = newsletterFolder();
  for (const [name, text] of Object.entries(files)) folder.write(`messages/${name}`, text);
  return folder.root;
}

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return '';
}

const ENGLISH = readFileSync(join(REPOSITORY_ROOT, 'messages/en.yaml'), 'utf8');

test('every file of ours is whole, and puts nothing in braces that nobody fills in', () => {
  const all = readTexts(REPOSITORY_ROOT, REPOSITORY_ROOT);
  expect([...all.keys()]).toEqual(['en', 'ja', 'zh']);
  expect(readdirSync(join(REPOSITORY_ROOT, 'messages')).filter((name) => name.endsWith('.yaml'))).toHaveLength(3);
  const used = new Set([...all.values()].flatMap((texts) => JSON.stringify(texts).match(/\{\w+\}/g) ?? []));
  const filledIn = ['{address}', '{author}', '{days}', '{description}', '{example}', '{title}'];
  expect([...used].toSorted()).toEqual(filledIn);
});

test("an owner's own file says in other words what it holds, and the rest is ours", () => {
  const root = own({ 'en.yaml': 'subscribe:\n  button: Yes please\n' });
  const texts = textsFor(readTexts(REPOSITORY_ROOT, root), 'en-GB');
  expect(texts.subscribe.button).toBe('Yes please');
  expect(texts.subscribe.title).toBe('Subscribe by email');
});

test('a further language is one file with all of them', () => {
  const root = own({ 'fr.yaml': ENGLISH.replace('button: Subscribe', 'button: Abonner') });
  const all = readTexts(REPOSITORY_ROOT, root);
  expect(textsFor(all, 'fr-CA').subscribe.button).toBe('Abonner');
  expect(textsFor(all, 'de').subscribe.button).toBe('Subscribe');
});

test('a missing line is told with its file and its name, and so is one that nothing reads', () => {
  const lacking = own({ 'fr.yaml': ENGLISH.replace(/^ {2}button: Subscribe\n/m, '') });
  expect(messageOf(() => readTexts(REPOSITORY_ROOT, lacking))).toMatch(
    /messages\/fr\.yaml.*subscribe\.button.*missing/,
  );
  const foreign = own({ 'en.yaml': 'subscribe:\n  buton: Yes\n' });
  expect(messageOf(() => readTexts(REPOSITORY_ROOT, foreign))).toMatch(/messages\/en\.yaml:2.*buton/);
});

test('names in braces are filled once: a title that holds braces stays as it is', () => {
  expect(filledText('{title} by {author}, {other}', { title: '{author}', author: 'A' })).toBe('{author} by A, {other}');
});
