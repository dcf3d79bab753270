import { expect, test } from 'vitest';
import { parseIssue } from '../../../src/core/issue/parse-issue.ts';
import type { Issue } from '../../../src/core/issue/issue.ts';
import { serialise } from '../../../src/core/issue/tree.ts';
import { aNewsletter } from '../../support/newsletter.ts';
import { anchorsIn, headingLevels, nodesOf } from '../../support/parts.ts';

const newsletter = aNewsletter();

function parse(text: string, path = 'issues/2026-01-06-fallback.md'): Issue {
  const { issue } = parseIssue({ path, text }, newsletter);
  if (!issue) throw new Error('the fixture has an error');
  return issue;
}

test.each([
  ['the first H1', '# One\n\ntext', 'One'],
  ['bold, code and links in it as text', '# **One** `two` [three](https://a.example)\n\ntext', 'One two three'],
  ['the description of a picture', '# ![Logo of One](https://a.example/x.png)\n\ntext', 'Logo of One'],
  ['the only H1 behind an introduction', 'Hello.\n\n# One\n\ntext', 'One'],
  ['an H1 in HTML', '<h1 align="center">One</h1>\n\ntext', 'One'],
  ['the metadata', '---\ntitle: Two\n---\n\n# One\n\ntext', 'Two'],
  ['the words of the file name', 'text', 'Fallback'],
])('the title is %s', (_, text, title) => {
  expect(parse(text).title).toBe(title);
});

test.each([
  ['issues/2022-Aug-01.md', '2022年8月1日'],
  ['issues/2026-01-06-good-morning.md', 'Good morning'],
  ['issues/weekly_12_2026-01-06.md', 'Weekly 12'],
  ['issues/2026-01-06-第三期.md', '第三期'],
])('%s without a heading is called %s', (path, title) => {
  expect(parse('text', path).title).toBe(title);
});

test('the title in the body is not repeated, one that says something else is kept', () => {
  expect(anchorsIn(parse('---\ntitle: One!\n---\n# **One**\n\n## Two\n').parts)).toEqual(['two']);
  expect(anchorsIn(parse('---\ntitle: Zero\n---\n# One\n\ntext\n\n## Two\n\n### Three\n').parts)).toEqual([
    'one',
    'two',
    'three',
  ]);
});

test.each<[string, string, readonly number[]]>([
  ['H1 as sections below a text', 'Hello.\n\n# A\n\n## B\n\n### C\n\n# D\n\ntext', [2, 3, 4, 2]],
  ['a title and later H1', '# T\n\n## A\n\n### B\n\n# C\n\n## D\n', [2, 3, 2, 3]],
  ['a last H1 among H2', '## A\n\n### B\n\n# C\n\ntext', [2, 3, 2]],
  ['an H1 that is not the title above H2', '---\ntitle: T\n---\n# A\n\n## B\n\n### C\n', [2, 2, 3]],
  ['levels left out', '# T\n\n## A\n\n#### B\n\n##### C\n\n### D\n', [2, 3, 4, 3]],
  ['H3 only', '# T\n\n### A\n\n### B\n', [2, 2]],
  ['headings in a quote', '# T\n\n## A\n\n> # B\n>\n> text\n>\n> ### C\n\n## D\n', [2, 3, 4, 2]],
  ['six levels', '# T\n\n## A\n\n### B\n\n#### C\n\n##### D\n\n###### E\n', [2, 3, 4, 5, 6]],
])('%s: levels are without gaps and without an H1', (_, text, levels) => {
  expect(headingLevels(parse(text).parts)).toEqual(levels);
});

test.each<[string, string, readonly string[]]>([
  ['lower case and hyphens', '## Hello, *World* & `Co`!', ['hello-world-co']],
  ['Chinese as it is', '## 1. AI 基础设施：新', ['1-ai-基础设施-新']],
  ['one form of accents', '## Cafe\u0301', ['caf\u00E9']],
  ['numbers for doubles', '## A\n\n## A\n\n## a', ['a', 'a-1', 'a-2']],
  ['numbers that avoid what is there', '## A-1\n\n## A\n\n## A', ['a-1', 'a', 'a-2']],
  ['a name for what has no letters', '## 🎉\n\n## ——', ['section', 'section-1']],
  ['the ids of the author', '## A {#Mine}\n\n## Mine\n\n<h2 id="x.y">B</h2>', ['Mine', 'mine', 'x.y']],
  ['a number where an id is taken by something else', '<a id="a"></a>\n\n## A', ['a-1']],
])('anchors have %s', (_, text, anchors) => {
  expect(anchorsIn(parse(`# T\n\n${text}\n`).parts)).toEqual(anchors);
});

test.each([
  ['[x](#b-c)', '#b-c'],
  ['[x](#%E6%96%B0)', '#新'],
  ['[x](#-b--c)', '#b-c'],
  ['[x](#nowhere)', '#nowhere'],
])('%s in the text leads to %s', (link, href) => {
  const { parts } = parse(`# T\n\n${link}\n\n## 🎉 B & C\n\n## 新\n`);
  expect(serialise(nodesOf(parts))).toContain(`<a href="${href}">`);
});
