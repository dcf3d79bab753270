import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { readers } from '../support/a-letter.ts';
import { anIssue, newsletterFolder, type NewsletterFolder } from '../support/newsletter-folder.ts';

/** Three issues of the past, the last of which links to the one before, and two readers. */
async function newsletter(): Promise<NewsletterFolder> {
  const folder = newsletterFolder({
    'issues/2026-01-05.md': anIssue('甲', '2026-01-05'),
    'issues/2026-01-06.md': anIssue('乙', '2026-01-06'),
    'issues/2026-01-07.md': anIssue('丙', '2026-01-07', '\n见[上一期](../2026-01-06/)。\n'),
  });
  await using store = await openStore(folder.root, undefined);
  await store.addSubscribers(readers(2), '2026-01-01T00:00:00.000Z');
  return folder;
}

const PATH = 'issues/2026-01-06.md';

test(
  'a withdrawn issue leaves everything but a notice, and what was accepted is told',
  { timeout: 60_000 },
  async () => {
    const folder = await newsletter();
    await folder.run(['publish', PATH, '--no-images']);
    const before = folder.read(PATH);
    const { status, stdout } = await folder.run([
      'withdraw',
      '2026-01-06',
      '--note',
      '来源有误。',
      '--yes',
      '--no-images',
    ]);
    expect(status).toBe(0);
    expect(stdout).toContain('Withdrawn: issues/2026-01-06.md says "status: withdrawn".');
    expect(stdout).toContain('What cannot be taken back: 2 letters have been accepted by mail servers.');
    const lines = /^status: withdrawn\nwithdrawn: \{ date: \d{4}-\d\d-\d\dT[\d:]+\+08:00, note: "来源有误。" \}\n/m;
    expect(folder.read(PATH)).toMatch(lines);
    expect(folder.read(PATH).replace(lines, '')).toBe(before);
    const out = folder.out();
    const mentions = Object.keys(out).filter((path) => out[path]?.includes('2026-01-06'));
    // The issue after it still links to it, and its editor is told so.
    expect(mentions.filter((path) => !/^(?:2026-01-07\/|feed\.|articles\.|topics\/)/.test(path))).toEqual([
      'withdrawn.json',
    ]);
    expect(Object.keys(out).filter((path) => path.startsWith('2026-01-06/'))).toEqual(['2026-01-06/index.html']);
    expect(out['2026-01-06/index.html']).toContain('来源有误。');
    expect(out['2026-01-07/index.html']).toContain('第 3 期');
    const checked = await folder.run(['check', '--format=lines']);
    expect(checked.stdout + checked.stderr).toMatch(/issues\/2026-01-07\.md:\d+.*link-withdrawn/);
    const again = await folder.run(['withdraw', '2026-01-06', '--yes', '--no-images', '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'before', accepted: 2, uncertain: 0, cancelled: [] });
    expect((await folder.run(['status', '--json'])).stdout).not.toContain('"due":["2026-01-06"]');
  },
);

test('who waits for a withdrawn issue does not get it', { timeout: 60_000 }, async () => {
  const folder = await newsletter();
  await folder.run(['publish', PATH, '--no-images', '--detach']);
  const report = JSON.parse((await folder.run(['withdraw', PATH, '--yes', '--no-images', '--json'])).stdout);
  expect(report).toMatchObject({ outcome: 'withdrawn', accepted: 0, cancelled: [{ edition: '', withheld: 2 }] });
  await folder.run(['publish', '--no-images']);
  expect(existsSync(join(folder.root, 'data/mailbox/2026-01-06'))).toBe(false);
  // Nor does anybody whom the editor names it for.
  const named = await folder.run(['publish', PATH, '--no-images', '--json']);
  expect(JSON.parse(named.stdout)).toMatchObject({ started: [] });
  expect(readdirSync(folder.root)).toContain('issues');
});

test('nothing is withdrawn unasked, and no draft', { timeout: 60_000 }, async () => {
  const folder = newsletterFolder({
    'issues/2026-01-05.md': anIssue('甲', '2026-01-05'),
    'issues/draft.md': '---\ndate: 2026-01-06\nstatus: draft\n---\n# Draft\n',
  });
  const before = folder.read('issues/2026-01-05.md');
  const unasked = await folder.run(['withdraw', '2026-01-05']);
  expect([unasked.status, unasked.stderr]).toEqual([2, expect.stringContaining('say --yes')]);
  expect(folder.read('issues/2026-01-05.md')).toBe(before);
  const draft = await folder.run(['withdraw', 'draft', '--yes']);
  expect([draft.status, draft.stderr]).toEqual([2, expect.stringContaining('is a draft')]);
  expect((await folder.run(['withdraw', 'never', '--yes'])).status).toBe(2);
  expect(existsSync(join(folder.root, 'data/masthead.sqlite'))).toBe(false);
});

test('an issue whose metadata no program can change is left as it is', { timeout: 60_000 }, async () => {
  const folder = newsletterFolder({ 'issues/a.md': 'Title: A\nDate: 2026-01-05\n\nText.\n' });
  const { status, stderr } = await folder.run(['withdraw', 'a', '--yes']);
  expect([status, stderr]).toEqual([1, expect.stringContaining('ISSUE_UNEDITABLE')]);
  expect(folder.read('issues/a.md')).toBe('Title: A\nDate: 2026-01-05\n\nText.\n');
});
