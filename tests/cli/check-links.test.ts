import { expect, test } from 'vitest';
import { newsletterFolder } from '../support/newsletter-folder.ts';

const ISSUE = { 'issues/2026-01-05.md': '---\ndate: 2026-01-05\n---\n\n# 甲\n\n一句话，没有链接。\n' };

test('check --links counts the links, and --max-age is a time', async () => {
  const folder = newsletterFolder(ISSUE);
  const linkless = await folder.run(['check', '--links', '--max-age=12h', '--json']);
  expect(linkless.status).toBe(0);
  expect(JSON.parse(linkless.stdout)).toMatchObject({ linkCount: 0, unchecked: [], spamAssassin: 'not checked' });
  expect(linkless.stderr).toContain('Checked 1 file and 0 links');
  const wrong = await Promise.all([
    folder.run(['check', '--max-age=1d']),
    folder.run(['check', '--links', '--max-age=x']),
  ]);
  expect(wrong.map(({ status, stderr }) => [status, stderr.includes('--max-age')])).toEqual([
    [2, true],
    [2, true],
  ]);
});

test('a link into a private network is told of without a network', async () => {
  const folder = newsletterFolder(ISSUE);
  folder.write('issues/2026-01-06.md', '---\ndate: 2026-01-06\n---\n\n# 乙\n\n[路由器](http://192.168.1.1/)\n');
  const { stdout } = await folder.run(['check', '--links', '--format=lines', 'issues/2026-01-06.md']);
  expect(stdout).toContain('issues/2026-01-06.md:7: warning link-private: http://192.168.1.1/');
});
