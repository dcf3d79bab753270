import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { recoverSwap, treePlaces } from '../../src/publish/swap.ts';
import { anIssue, ended, newsletterFolder } from '../support/newsletter-folder.ts';

test.each([
  ['before the first rename the old tree stays', ['out', 'out.next'], 'out'],
  ['between the renames the new tree comes', ['out.old', 'out.next'], 'out.next'],
  ['after the second rename the new tree stays', ['out', 'out.old'], 'out'],
  ['with the old tree alone the old tree comes back', ['out.old'], 'out.old'],
])('after a crash %s', (_, present, winner) => {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-swap-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of present) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'which'), name);
  }
  recoverSwap(treePlaces(join(folder, 'out')));
  expect(readdirSync(folder)).toEqual(['out']);
  expect(readFileSync(join(folder, 'out/which'), 'utf8')).toBe(winner);
});

test('what a crash left is put right even by a build that a broken issue stops', async () => {
  const folder = newsletterFolder({ 'issues/2026-01-05.md': anIssue('甲', '2026-01-05') });
  await folder.run(['build', '--no-images']);
  const whole = folder.out();
  renameSync(join(folder.root, 'out'), join(folder.root, 'out.old'));
  folder.write('issues/broken.md', 'No date.\n');
  expect((await folder.run(['build', '--no-images'])).status).toBe(1);
  expect(folder.out()).toEqual(whole);
});

test('a build killed at any moment leaves the old tree or the new one', { timeout: 60_000 }, async () => {
  const folder = newsletterFolder();
  for (let day = 1; day <= 12; day++) {
    const date = `2026-01-${String(day).padStart(2, '0')}`;
    folder.write(`issues/${date}.md`, anIssue(`第 ${day} 期`, date));
  }
  const edit = (title: string): void => folder.write('issues/2026-01-12.md', anIssue(title, '2026-01-12'));
  const whole = async (title: string): Promise<Readonly<Record<string, string>>> => {
    edit(title);
    expect((await folder.run(['build', '--no-images'])).status).toBe(0);
    return folder.out();
  };
  const trees = { even: await whole('偶数'), odd: await whole('奇数') };
  const startedAt = performance.now();
  await whole('偶数');
  const fullMs = performance.now() - startedAt;
  const seen: string[] = [];
  for (let round = 0; round < 14; round++) {
    const title = round % 2 === 0 ? '奇数' : '偶数';
    edit(title);
    const child = folder.start(['build', '--no-images']);
    const end = ended(child);
    // Spread over the later part of a run, where files are made and folders renamed.
    setTimeout(() => child.kill('SIGKILL'), fullMs * (0.4 + (0.6 * round) / 14));
    await end;
    if (!existsSync(join(folder.root, 'out'))) recoverSwap(treePlaces(join(folder.root, 'out')));
    const now = JSON.stringify(folder.out());
    seen.push(now === JSON.stringify(trees.even) ? 'even' : now === JSON.stringify(trees.odd) ? 'odd' : 'mixture');
  }
  expect(seen).not.toContain('mixture');
  // Whatever was interrupted, the next build makes it right.
  expect(await whole('奇数')).toEqual(trees.odd);
  expect(readdirSync(folder.root).filter((name) => name.startsWith('out'))).toEqual(['out']);
});
