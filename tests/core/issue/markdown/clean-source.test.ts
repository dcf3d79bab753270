import { expect, test } from 'vitest';
import { cleanSource } from '../../../../src/core/issue/clean-source.ts';

const CASES: readonly [name: string, source: string, clean: string, codes: string][] = [
  ['a clean text stays as it is', '# 标题\n\n正文 “引号” — naïve\t\n', '# 标题\n\n正文 “引号” — naïve\t\n', ''],
  ['CRLF becomes LF without a word', 'a\r\nb\r\n', 'a\nb\n', ''],
  ['a lone CR becomes LF', 'a\rb', 'a\nb', ''],
  ['a byte order mark goes without a word', '\uFEFF# T', '# T', ''],
  ['a byte order mark inside is noise', 'a\uFEFFb', 'ab', 'character-zero-width'],
  ['a zero-width space in a word is noise', '**\u200BRust\u200B**', '**Rust**', 'character-zero-width'],
  ['a zero-width space in Thai parts words', 'ภาษา\u200Bไทย', 'ภาษา\u200Bไทย', ''],
  ['a joiner keeps an emoji together', '👩\u200D💻 👍🏽\u200D👍', '👩\u200D💻 👍🏽\u200D👍', ''],
  ['a joiner behind a variation selector stays', '🏳️\u200D🌈', '🏳️\u200D🌈', ''],
  ['a joiner between Chinese characters is noise', '中\u200D文', '中文', 'character-zero-width'],
  ['a non-joiner in Persian is spelling', 'می\u200Cخواهم', 'می\u200Cخواهم', ''],
  ['a joiner in Hindi is spelling', 'क्\u200Dष', 'क्\u200Dष', ''],
  ['a no-break space between words is meant', '10\xA0km', '10\xA0km', ''],
  ['no-break spaces as indentation are spaces', '- a\n\xA0\xA0- b', '- a\n  - b', 'character-no-break-space'],
  ['a no-break space behind a bullet is a space', '-\xA0a', '- a', 'character-no-break-space'],
  ['an ideographic space behind a bullet is a space', '1.\u3000甲', '1. 甲', 'character-no-break-space'],
  ['a no-break space behind a hash is a space', '##\xA0T', '## T', 'character-no-break-space'],
  ['ideographic spaces that indent a paragraph stay', '　　段落', '　　段落', ''],
  ['controls are left out', 'a\0b\x1Bc\x7F', 'abc', 'character-control'],
  ['a form feed parts words', 'a\fb', 'a b', 'character-control'],
  ['a line separator parts words', 'a\u2028b', 'a b', 'character-control'],
  ['noncharacters are left out', 'a\uFFFEb', 'ab', 'character-control'],
  ['Windows-1252 is read as what it means', '\x93x\x94 \x85\x80', '“x” …€', 'character-windows-1252'],
  ['the empty places of Windows-1252 are left out', 'a\x81b', 'ab', 'character-windows-1252'],
  ['a lone surrogate is left out', 'a\uD83Db\uDE00c😀', 'abc😀', 'character-broken'],
  ['the delimiters of letters are left out', 'a\uF8F1b\uF8F2', 'ab', 'character-reserved'],
];

test.each(CASES)('%s', (_name, source, clean, codes) => {
  const result = cleanSource(source, 'issues/a.md');
  expect(result.text).toBe(clean);
  expect(result.problems.map((problem) => problem.code).join(' ')).toBe(codes);
});

test('one warning of each kind names the first line of it', () => {
  const { problems } = cleanSource('a\r\nb\u200B\r\nc\u200B\0\r\n', 'issues/a.md');
  expect(problems.map(({ code, line, path }) => [code, line, path])).toEqual([
    ['character-control', 3, 'issues/a.md'],
    ['character-zero-width', 2, 'issues/a.md'],
  ]);
});

test('the number of lines does not change', () => {
  const source = 'a\r\n\u2028\r\n\0\r\n\xA0- b\f\r\n';
  expect(cleanSource(source).text.split('\n')).toHaveLength(source.split('\n').length);
});
