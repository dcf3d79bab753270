import { expect, test } from 'vitest';
import { newsletterFolder } from '../support/newsletter-folder.ts';

test('erase takes a subscriber away, and neither import nor add brings them back', async () => {
  const folder = newsletterFolder();
  const run = (...args: readonly string[]) => folder.run(['subscribers', ...args]);
  folder.write('readers.csv', 'email,consent date,source\nlin@readers.example,2025-03-01,form\n');
  await run('import', 'readers.csv');
  expect((await run('show', 'lin@readers.example')).stdout).toContain('imported, form');
  expect((await run('erase', 'LIN@readers.example')).status).toBe(0);
  expect((await run('show', 'lin@readers.example')).status).toBe(1);
  expect((await run('import', 'readers.csv', '--json')).stdout).toContain('"blocked": 1');
  expect((await run('add', 'lin@readers.example')).status).toBe(1);
  expect((await run('list')).stdout).toContain('0 pending, 0 active');
  expect((await run('erase', 'lin@readers.example')).stdout).toContain('erased before');
  expect((await run('erase', 'nobody@readers.example')).status).toBe(1);
}, 30_000);
