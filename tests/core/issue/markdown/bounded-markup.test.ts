import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { boundedMarkup } from '../../../../src/core/issue/bounded-markup.ts';
import { textOf } from '../../../../src/core/issue/tree.ts';
import { htmlOf, problemsOf, treeOf } from './tree-of.ts';

const SIZE = 1_000_000;

/** What each megabyte repeats. */
const REPEATED: readonly string[] = [
  ...'> |> > - |- |- a\n|1. |> - 1. |*|*a |**a **b|a**b|*a_b|_a|~a~~b|***a** b'.split('|'),
  ...'[|[a|![[|[a](|[a][|[](|[^a|[a]: b\n|[a\\]|[ab][cd] |[a](https://e.org/ b |](b'.split('|'),
  ...'`|`a``b|~~~\na\n|<|<a |<a>|<b>|<!--|<div>\n|</a |<a href="|<?|<![CDATA[|<details>\n\n'.split('|'),
  ...'http://|www.|https://e.org/a，|a@b.|中www.a.b|aaaa.|&amp;|&|\\|\n|\t| |a  \n|a\n|a\n\n|中文一行\n|    a\n'.split(
    '|',
  ),
  ...'{% |{{ a|{:|{{< a="|# {#a |:::|# a\n|a\n=\n|a\u200B|- - |#|**中“文”**的|- a\n\n      b\n'.split('|'),
];

/** As much time as a megabyte may take here; a quiet machine needs a tenth of it. */
const TIME_MS = 20_000;

test('a megabyte of any construct is read in a bounded time', { timeout: 10 * TIME_MS }, async () => {
  const worker = new Worker(new URL('./read-repeated.ts', import.meta.url));
  worker.setMaxListeners(0);
  try {
    for (const piece of [
      ...REPEATED,
      'nested lists',
      'nested emphasis',
      'lazy lines',
      'growing quotes',
      'a data URL',
    ]) {
      const limit = setTimeout(() => void worker.terminate(), TIME_MS);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- The rule is about windows.
      worker.postMessage({ piece, size: SIZE });
      const [answer] = await Promise.race([once(worker, 'message'), once(worker, 'exit')]);
      clearTimeout(limit);
      expect({ piece, isRead: typeof answer === 'number' }).toEqual({ piece, isRead: true });
    }
  } finally {
    await worker.terminate();
  }
});

test('a line of 14,000 characters full of links is read as it was meant', () => {
  const line = '**第一**（[链接](https://e.example/a_b)），见 `code` 与*强调*。'.repeat(300);
  expect(line.length).toBeGreaterThan(14_000);
  expect(htmlOf(line).match(/<a /g)).toHaveLength(300);
  expect(problemsOf(line)).toEqual([]);
});

test('a paragraph of nothing but marks is shown as it stands, with a warning, and no other is touched', () => {
  const marks = '[*_`<{&'.repeat(700);
  const nodes = treeOf(`**甲**\n\n${marks}\n\n**乙**`);
  expect(textOf(nodes)).toBe(`甲${marks}乙`);
  expect(htmlOf(`**甲**\n\n${marks}\n\n**乙**`)).toMatch(
    /^<p><strong>甲<\/strong><\/p>.*<p><strong>乙<\/strong><\/p>$/,
  );
  expect(problemsOf(`**甲**\n\n${marks}`)).toEqual(['markup-too-dense:3']);
});

test('a thousand definitions of links are no paragraph', () => {
  const links = Array.from({ length: 1000 }, (_, i) => `[甲 ${i}]`);
  const markdown = `${links.join('\n\n')}\n\n${links.map((link) => `${link}: https://e.example/a_b`).join('\n')}`;
  expect(htmlOf(markdown).match(/<a /g)).toHaveLength(1000);
});

test('code with as many marks stays code', () => {
  const code = `\`\`\`\n${'[*_`<{&'.repeat(700)}\n\`\`\``;
  expect(boundedMarkup(code)).toEqual({ markdown: code, literal: [] });
});
