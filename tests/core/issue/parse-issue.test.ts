import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { frontMatter } from '../../../src/core/issue/front-matter.ts';
import { parseIssue } from '../../../src/core/issue/parse-issue.ts';
import { isError } from '../../../src/core/issue/problem.ts';
import { textOf } from '../../../src/core/issue/tree.ts';
import { anchorsIn, headingLevels, nodesOf } from '../../support/parts.ts';
import { aNewsletter } from '../../support/newsletter.ts';

const newsletter = aNewsletter();
const RUNS = { numRuns: 150 };

/** What files are made of, whole and broken. */
const PIECES = [
  '---\n',
  '+++\n',
  'title: 甲\n',
  'Title: 甲\n',
  'date: 2026-01-06\n',
  'date = 2026-13-01\n',
  'slug: [a\n',
  'corrections:\n  - { date: 1, note: 2 }\n',
  '<!-- ',
  ' -->\n',
  '\uFEFF',
  '\r\n',
  '\n\n',
  '# 题\n',
  '## 节 {#x}\n',
  '### **文**\n',
  '#### [链](https://a.example/1)\n',
  '- **[论文]** **甲**：乙\n',
  '    - 丙\n',
  '[原文](https://a.example) `[2026-01-04]`\n',
  '> 概要\n',
  '**详解**\n',
  '```\n',
  '<details>\n',
  '[^1]\n[^1]: 注\n',
  '![](x)\n',
  'word TK ',
  '\u0000',
];

const files = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 12 })), { maxLength: 20 });

test('any file is an issue or has an error that says why not, the same each time', () => {
  fc.assert(
    fc.property(files, fc.constantFrom('issues/a.md', 'issues/2026-01-06.md', '🎉.md'), (pieces, path) => {
      const file = { path, text: pieces.join('') };
      const parsed = parseIssue(file, newsletter);
      expect(parsed.issue === undefined).toBe(parsed.problems.some(isError));
      expect(parseIssue(file, newsletter)).toEqual(parsed);
      const lines = file.text.split(/\r\n?|\n/).length;
      for (const { line = 1 } of parsed.problems) expect(line).toBeGreaterThan(0);
      for (const { line = 1 } of parsed.problems) expect(line).toBeLessThanOrEqual(lines + 1);
    }),
    RUNS,
  );
});

test('in any issue slug, title and summary are there, anchors are unique and levels have no gap', () => {
  fc.assert(
    fc.property(files, (pieces) => {
      const { issue } = parseIssue({ path: 'issues/2026-01-06-a.md', text: pieces.join('') }, newsletter);
      if (!issue) return;
      for (const text of [issue.slug, issue.title, issue.summary, issue.preheader]) expect(text.trim()).not.toBe('');
      const anchors = anchorsIn(issue.parts);
      expect(new Set(anchors).size).toBe(anchors.length);
      const levels = headingLevels(issue.parts);
      expect(levels.filter((level, i) => level < 2 || level > (levels[i - 1] ?? 1) + 1)).toEqual([]);
    }),
    RUNS,
  );
});

const BLOCKS = [
  '## 节一',
  '### **文二**',
  '# 大三',
  '#### 小四',
  '- **[论文]** **甲五**：乙',
  '[原文六](https://a.example/1) (2026-01-04)',
  '> 概要七',
  '**详解八**',
  '- 丙九\n    - 丁十',
  '正文十一。',
  '---',
  '| 甲 | 乙 |\n|---|---|\n| 十二 | 十三 |',
  '### [工具]\n\n* [十四](https://a.example/2)',
];

test('whatever blocks follow each other, no word is lost and none is said twice', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...BLOCKS), { maxLength: 12 }), (blocks) => {
      const body = blocks.join('\n\n');
      const { issue } = parseIssue({ path: 'issues/2026-01-06.md', text: `# 题\n\n${body}\n` }, newsletter);
      const written = body.replaceAll(/\((?:https:[^)]*)\)|\|---\|---\||[^\p{L}\p{N}]/gu, '');
      expect(textOf(nodesOf(issue?.parts ?? [])).replaceAll(/[^\p{L}\p{N}]/gu, '')).toBe(written);
    }),
    RUNS,
  );
});

test('metadata is read in a time that grows with its length alone', () => {
  const texts = [
    `---\n${'a: b\n'.repeat(20_000)}`,
    '<!-- '.repeat(50_000),
    '---\n'.repeat(50_000),
    'a: b\n'.repeat(50_000),
  ];
  for (const text of texts) expect(frontMatter(text, 'a.md').bodyStart).toBeLessThanOrEqual(text.length);
});
