// A worker that reads texts which were made to take long, so that whoever waits for it can end it.
import { parentPort } from 'node:worker_threads';
import { cleanSource } from '../../../../src/core/issue/clean-source.ts';
import { MAX_MARKDOWN_LINES, markdownTree } from '../../../../src/core/issue/markdown-tree.ts';
import { serialise } from '../../../../src/core/issue/tree.ts';

parentPort?.on('message', ({ piece, size }: { readonly piece: string; readonly size: number }) => {
  const started = performance.now();
  // More lines than these are refused at once.
  const lines = repeated(piece, size).split('\n', MAX_MARKDOWN_LINES);
  const { text } = cleanSource(lines.join('\n'));
  const { nodes } = markdownTree(text, { language: 'zh-CN', idPrefix: 'i-', firstLine: 1, path: 'issues/a.md' });
  serialise(nodes);
  // The rule is about windows.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(performance.now() - started);
});

function repeated(piece: string, size: number): string {
  switch (piece) {
    case 'nested lists':
      return growing((i) => `${' '.repeat(2 * i)}- a\n`, size);
    case 'growing quotes':
      return growing((i) => `${'>'.repeat(i)} a\n`, size);
    case 'nested emphasis':
      return '*a **b '.repeat(size / 14) + ' b** a*'.repeat(size / 14);
    case 'lazy lines':
      return `- a\n${'b\n'.repeat(size / 2)}`;
    case 'a data URL':
      return `![图](data:image/png;base64,${'A'.repeat(size)})`;
    default:
      return piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
  }
}

function growing(line: (i: number) => string, size: number): string {
  let all = '';
  for (let i = 1; all.length < size; i++) all += line(i);
  return all;
}
