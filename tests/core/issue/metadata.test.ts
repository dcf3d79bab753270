import { expect, test } from 'vitest';
import { parseIssue } from '../../../src/core/issue/parse-issue.ts';
import type { Issue } from '../../../src/core/issue/issue.ts';
import type { Problem } from '../../../src/core/issue/problem.ts';
import { aNewsletter } from '../../support/newsletter.ts';

const newsletter = aNewsletter();

function parse(
  text: string,
  path = 'issues/2026-01-06-hello.md',
): { issue: Issue | undefined; problems: readonly Problem[] } {
  const { issue, problems } = parseIssue({ path, text }, newsletter);
  return { issue, problems };
}

function yaml(lines: string): string {
  return `---\n${lines}\n---\n\n# 标题\n\n正文一段。\n`;
}

/** code:line:column of what was found, without the rules on the body. */
function places(text: string, path?: string): readonly string[] {
  return parse(text, path).problems.map(({ code, line, column }) => [code, line, column].filter(Boolean).join(':'));
}

function unknownKeyMessage(key: string): string | undefined {
  return parse(yaml(`${key}: x`)).problems.find(({ code }) => code === 'metadata-unknown')?.message;
}

const EVERYTHING = {
  title: '第一期',
  slug: 'di-yi-qi',
  day: '2026-01-07',
  status: 'draft',
  language: 'en',
  summary: '一句话。',
  topics: ['research', 'tools'],
};

test.each([
  [
    'YAML',
    '---\ntitle: 第一期\nslug: di-yi-qi\ndate: 2026-01-07\nstatus: draft\nlanguage: en\nsummary: 一句话。\ntopics: [tools, 论文]\n---\n正文',
  ],
  [
    'YAML behind a byte order mark, blank lines and a comment',
    '\uFEFF\n<!-- made by hand -->\n\n---\ntitle: "第一期"\nslug: di-yi-qi\ndate: 2026/1/7\nstatus: Draft\nlanguage: EN\nsummary: >\n  一句话。\ntopics:\n  - 开发工具\n  - research\n...\n正文',
  ],
  [
    'TOML',
    '+++\ntitle = "第一期"\nslug = "di-yi-qi"\ndate = 2026-01-07\ndraft = true\nlang = "en"\n' +
      'description = "一句话。"\n[taxonomies]\ntags = ["tools", "research", "unknown"]\n+++\n正文',
  ],
  [
    'lines without a fence',
    'Title: 第一期\nSlug: di-yi-qi\nDate: January 7, 2026\nStatus: draft\nLang: en\nSummary: 一句话。\nTags: Tools, research\nNumber: 660\n\n正文',
  ],
  [
    'CRLF line ends',
    '---\r\ntitle: 第一期\r\nslug: di-yi-qi\r\ndate: 2026-01-07\r\nstatus: draft\r\nlanguage: en\r\nsummary: 一句话。\r\ntopics: tools, research\r\n---\r\n正文\r\n',
  ],
])('%s is understood', (_, text) => {
  const { issue, problems } = parse(text);
  expect(problems.filter(({ code }) => !code.startsWith('preheader-'))).toEqual([]);
  expect({ ...issue, day: issue?.date.day }).toMatchObject(EVERYTHING);
  expect(issue?.markdown.trim()).toBe('正文');
});

test.each([
  ['no metadata', '# 标题\n\n正文。\n'],
  ['a thematic break on top', '---\n\n# 标题\n\n正文。\n\n---\n\n尾声。\n'],
  ['a thematic break around text', '---\n正文里有一句：它不是元数据\n\n又一段\n\n---\n# 标题\n'],
  ['a paragraph with a colon', '# 标题\n\nNote: this is text.\n'],
  ['a quotation that looks like metadata', 'Warning: read this first\n\n# 标题\n'],
  ['plus signs', '+++\n\n# 标题\n\n正文\n'],
])('%s is body and loses nothing', (_, text) => {
  const { issue, problems } = parse(text);
  expect(problems.map((problem) => problem.code).filter((code) => code.startsWith('front'))).toEqual([]);
  expect(issue?.title).toBe('标题');
  expect(issue?.markdown).toBe(text);
});

test.each([
  ['a bad date', 'title: a\ndate: 04/05/2018', 'metadata-invalid:3:7'],
  ['an impossible date', 'date: 2026-02-30', 'metadata-invalid:2:7'],
  ['a bad status', 'title: a\nstatus:   hidden', 'metadata-invalid:3:11'],
  ['a bad language', 'language: Chinese (simplified)', 'metadata-invalid:2:11'],
  ['a list for a title', 'title: [a, b]', 'metadata-invalid:2:8'],
  ['a slug of nothing but pictures', 'slug: "🎉"', 'metadata-invalid:2:7'],
  ['a topic that is unknown', 'topics: [research, reserch]', 'topic-unknown:2:9'],
  ['corrections that are no list', 'corrections: oops', 'metadata-invalid:2:14'],
  ['a correction without a note', 'corrections:\n  - { date: 2026-01-07 }', 'metadata-invalid:3:5'],
  ['a correction with a bad date', 'corrections:\n  - { date: 7.8.2026, note: x }', 'metadata-invalid:3:13'],
  ['a key that is nearly ours', 'title: a\nsumary: b', 'metadata-unknown:3'],
  ['a duplicate key', 'title: a\ntitle: b', 'front-matter-invalid:3:1'],
  ['an unclosed quote', 'title: "a', 'front-matter-invalid:2:10'],
  ['a tab as indentation', 'corrections:\n\t- x', 'front-matter-invalid:3:1'],
  ['a slug that the site needs', 'slug: Topics', 'slug-reserved:2:7'],
])('%s is found at its place', (_, lines, place) => {
  expect(places(yaml(lines))).toContain(place);
});

test.each([
  ['04/05/2018', 'write 2018-05-04 or 2018-04-05'],
  ['2026-02-30', 'no such day'],
  ['soon', 'write the date as 2026-01-06'],
])('the message for the date %s says what to write', (date, advice) => {
  const { problems } = parse(yaml(`date: ${date}`));
  expect(problems.find(({ code }) => code === 'metadata-invalid')?.message).toContain(advice);
});

test.each([
  ['title: a: b', 'put the whole value between quotes'],
  ['title: @x', 'put the whole value between quotes'],
  ['title: [甲] 乙', 'put the whole value between quotes'],
  ['title: **甲**', 'begins with * is an alias of YAML'],
  ['title: "甲', 'never closed'],
  ['title：甲\nslug: a', 'no colon with a space behind it'],
  ['title: 甲\ntitle: 乙', 'stands twice'],
  ['tags:\n\t- a', 'write spaces'],
])('what to do about %j is said in words of editors', (lines, advice) => {
  const { problems } = parse(yaml(lines));
  expect(problems.find(({ code }) => code === 'front-matter-invalid')?.message).toContain(advice);
});

test('the number of an issue that YAML takes for a comment is told, a comment is not', () => {
  const { problems } = parse(yaml('title: 周报 #12\nslug: a # fixed for ever'));
  expect(problems.filter(({ code }) => code === 'metadata-comment')).toMatchObject([{ line: 2, column: 10 }]);
});

test('text without quotes in TOML is told how to stand', () => {
  const { problems } = parse('+++\ntitle = 甲\n+++\n');
  expect(problems[0]).toMatchObject({ code: 'front-matter-invalid', line: 2, column: 9 });
  expect(problems[0]?.message).toContain('between quotes');
});

test('no escape of metadata brings in a control character or a mark of a slot', () => {
  const { issue } = parse('---\ntitle: "甲\\u0008\\uF8F1address\\uF8F2\\u0000"\ndate: 2026-01-07\n---\n正文\n');
  expect(issue?.title).toBe('甲address');
});

test('an error keeps the issue from being one, and all errors are said at once', () => {
  const { issue, problems } = parse(yaml('date: soon\nstatus: maybe\nlanguage: "?"\nslug: about'));
  expect(issue).toBeUndefined();
  const codes = problems
    .map(({ code }) => code)
    .filter((code) => code === 'metadata-invalid' || code === 'slug-reserved');
  expect(codes).toEqual(['metadata-invalid', 'metadata-invalid', 'metadata-invalid', 'slug-reserved']);
});

test('an unknown key names the nearest known one', () => {
  expect(unknownKeyMessage('sumary')).toContain('"summary"');
  expect(unknownKeyMessage('tilte')).toContain('"title"');
  expect(unknownKeyMessage('pre-header')).toContain('"preheader"');
  expect(unknownKeyMessage('layuot')).toContain('"layout"');
  expect(unknownKeyMessage('colour_of_the_sky')).toContain('title, slug, date');
});

test.each([
  'layout: post',
  'author: a',
  'number: 12',
  'type: newsletter',
  'extra: { a: 1 }',
  'TOC: true',
  'aliases: [a]',
])('another generator\'s "%s" is passed over in silence', (line) => {
  expect(places(yaml(line)).filter((place) => place.startsWith('metadata'))).toEqual([]);
});

test.each<[string, Partial<Issue>]>([
  ['tags: [AI, 论文, TOOLS]', { topics: ['research', 'tools'] }],
  ['category: 前沿研究', { topics: ['research'] }],
  ['description: 说明', { summary: '说明' }],
  ['description: 说明\nsummary: 概要', { summary: '概要' }],
  ['lang: ja', { language: 'ja' }],
  ['locale: zh_TW', { language: 'zh-TW' }],
  ['draft: true', { status: 'draft' }],
  ['draft: false', { status: 'published' }],
  ['published: false', { status: 'draft' }],
  ['draft: true\nstatus: published', { status: 'published' }],
  ['permalink: /posts/hello-world.html', { slug: 'hello-world' }],
  ['permalink: /zh/newsletters/2026/07/24/', { slug: '2026-01-06-hello' }],
  ['permalink: /:year/:title/', { slug: '2026-01-06-hello' }],
  ['url: https://a.example/news/%E4%BD%A0%E5%A5%BD/', { slug: '你好' }],
  ['slug: 2026/07/24', { slug: '2026-01-06-hello' }],
  ['slug: /news/one/', { slug: 'one' }],
  ['title:\nslug: ~\nsummary: null', { title: '标题', slug: '2026-01-06-hello', summary: '正文一段。' }],
  ['title: 2026', { title: '2026' }],
  ['title: 1.10', { title: '1.10' }],
  ['title: yes', { title: 'yes' }],
  ['subject: 主题\npreheader: 预览', { subject: '主题', preheader: '预览' }],
])('%s means what it should', (lines, expected) => {
  expect(parse(yaml(lines)).issue).toMatchObject(expected);
});

test.each([
  [
    'an alias bomb',
    `a: &a [x]\n${'bcdefgh'
      .split('')
      .map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcdefg'[i]}`).join(', ')}]`)
      .join('\n')}\ntitle: t`,
  ],
  ['a list instead of keys', 'title: x\n- a'],
])('%s is an error and not a crash', (_, lines) => {
  expect(places(yaml(lines)).join()).toContain('front-matter-invalid');
});

test('metadata that is never closed is an error at its opening', () => {
  expect(places('---\ntitle: a\n\n# 标题\n')).toContain('front-matter-invalid:1');
});

test('metadata of a megabyte is not read', () => {
  expect(places(`---\ntitle: a\nsummary: "${'x'.repeat(1_000_000)}"\n---\n`)).toContain('front-matter-invalid:1');
});

test('tags of YAML that build something build nothing', () => {
  const { issue } = parse('---\ntitle: !!js/function "function () { return 1 }"\n---\n正文');
  expect(issue?.title).toBe('function () { return 1 }');
});

test('bad TOML is found at its place, and a key of TOML at its line', () => {
  expect(places('+++\ntitle = "a"\ndate = 2026-\n+++\n').join()).toMatch(/front-matter-invalid:3/);
  expect(places('+++\ntitle = "a"\ndate = "04/05/2018"\n+++\n')).toContain('metadata-invalid:3:8');
});

test('a bad value in lines without a fence is found at its line', () => {
  expect(places('Title: a\nDate: 04/05/2018\n\nText')).toContain('metadata-invalid:2:7');
});

test('a line of metadata may go on in the next one', () => {
  expect(parse('Title: one\n   two\nDate: 2026-01-06\n\nText').issue?.title).toBe('one two');
});
