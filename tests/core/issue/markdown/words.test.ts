import { expect, test } from 'vitest';
import { cleanSource } from '../../../../src/core/issue/clean-source.ts';
import { textOf } from '../../../../src/core/issue/tree.ts';
import { corpusFiles, corpusMissing } from '../../../support/corpus.ts';
import { treeOf } from './tree-of.ts';

const OWN: readonly [name: string, markdown: string][] = [
  [
    'a digest',
    '# 速报\n\n- **[研究]** **新架构**: 提升30%。\n\n### **标题**\n[原文](https://e.example/a)  `[2026-01-04]`\n> **概要**：文\n\n - **甲**\n     - **一**\n     正文说明',
  ],
  ['sloppy lists', '1. 甲\n  - 一\n\n      - 二 **粗**\n文字\n    - 三\n10) 丁\n   - 四'],
  [
    'left-overs',
    '{% if a %}甲{% endif %} 乙\n\n{{< figure caption="图说" >}}\n\n<Note>丙</Note> <x> 丁 Vec<T>\n\n:::\n戊\n:::',
  ],
  ['broken marks', '**甲 *乙 ~~丙 `丁 [戊 ![己 <庚 (辛 | 壬\n\n> - > 癸\n\n|子|\n|-|\n|丑|寅|'],
  ['broken HTML', '<div><p>甲<b>乙</div>丙</p><table><td>丁<script>x()</script>戊</table>己<!-- 庚'],
  [
    'links of all kinds',
    '[甲][a] [乙][] [丙](x y) [丁](/x y) <https://e.example/z> ![戊](i.png) [己](javascript:x)\n\n[a]: /b',
  ],
];

test.each(OWN)('not one word of %s is lost', (_name, markdown) => {
  expect(lostWords(markdown)).toEqual([]);
});

test.skipIf(corpusMissing)(`not one word of the corpus is lost ${corpusMissing ?? ''}`, () => {
  const lost = corpusFiles.map(({ path, text }) => [path, lostWords(text.replace(/^---\n[^]*?\n---\n/, ''))]);
  expect(lost).toEqual(corpusFiles.map(({ path }) => [path, []]));
});

/** The words of the source that do not stand in the text of the tree, in their order. */
function lostWords(markdown: string): readonly string[] {
  const { text } = cleanSource(markdown);
  const shown = textOf(treeOf(text)) + descriptions(text);
  let at = 0;
  return wordsOf(text).filter((word) => {
    const found = shown.indexOf(word, at);
    // Words of images and of what moved stand elsewhere.
    if (found === -1) return !shown.includes(word);
    at = found;
    return false;
  });
}

/** What is shown as an attribute and not as text. */
function descriptions(markdown: string): string {
  return Array.from(markdown.matchAll(/!\[([^\]]*)\]/g), (match) => ` ${match[1] ?? ''}`).join('');
}

/** The source without what Markdown, HTML and other generators put around words. */
function wordsOf(markdown: string): readonly string[] {
  const prose = markdown
    .replace(/<!--[^]*?-->/g, ' ')
    .replace(/<(script|style)[^]*?<\/\1>/gi, ' ')
    .replace(/^ {0,3}\[[^\]]+\]:.*(?:\n +\S.*)?$/gm, ' ')
    .replace(/\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+"[^"]*")?\s*\)/g, '] ')
    .replace(/\]\(\s*[^)]*\)/g, (link) => (/^\]\(\s*(?:https?:|\/|\.)/.test(link) ? '] ' : link))
    .replace(/\]\[[^\]]*\]/g, '] ')
    .replace(/<\/?[a-z][^<>]*>/gi, (tag) => (/^<(?:https?:|T|x)/.test(tag) ? tag : ' '))
    .replace(/\{[{%<#:][^}]*\}+/g, (tag) => /caption="([^"]*)"/.exec(tag)?.[1] ?? ' ')
    .replace(/^[ \t>]*(?:`{3,}|~{3,}).*$/gm, ' ')
    .replace(/^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)+/gm, ' ')
    .replace(/&#?\w+;/g, ' ');
  return prose.match(/[\p{L}\p{N}]+/gu) ?? [];
}
