// The desk's pages about mailings and readers, asked for and pressed as a browser does it.
import { expect, test } from 'vitest';
import { aRunningDesk } from '../support/a-running-desk.ts';
import { anIssue, newsletterFolder, type NewsletterFolder } from '../support/newsletter-folder.ts';

/** A newsletter whose one mailing has begun and is delivered by nobody. */
async function aBegunMailing(): Promise<NewsletterFolder> {
  const folder = newsletterFolder({ 'issues/2026-01-06.md': anIssue('第一期', '2026-01-06') });
  for (const name of ['lin', 'mori']) await folder.run(['subscribers', 'add', `${name}@readers.example`]);
  await folder.run(['publish', 'issues/2026-01-06.md', '--detach', '--no-images']);
  return folder;
}

async function counts(folder: NewsletterFolder): Promise<unknown> {
  const { stdout } = await folder.run(['status', '--json']);
  return JSON.parse(stdout).mailings[0].counts;
}

test('a mailing is paused, goes on and is cancelled by buttons alone', { timeout: 60_000 }, async () => {
  const folder = await aBegunMailing();
  const desk = await aRunningDesk(folder.root);
  expect(await (await desk.ask('/sending')).text()).toContain('2026-01-06');
  // Asking is no answer.
  for (const word of ['pause', 'cancel']) expect((await desk.ask(`/sending/1/${word}`)).status).toBe(200);
  expect(await counts(folder)).toMatchObject({ queued: 2, withheld: 0 });
  expect((await desk.press('/sending/1/pause')).status).toBe(200);
  const held = await folder.run(['publish', '--no-images']);
  expect(held.stdout + held.stderr).toContain('Paused by the editor');
  expect(await counts(folder)).toMatchObject({ queued: 2, accepted: 0 });
  expect((await desk.press('/sending/1/resume')).status).toBe(200);
  expect((await desk.press('/sending/1/cancel')).status).toBe(200);
  await folder.run(['publish', '--no-images']);
  expect(await counts(folder)).toMatchObject({ accepted: 0, withheld: 2 });
});

test('a press without the token of a form changes nothing', { timeout: 60_000 }, async () => {
  const folder = await aBegunMailing();
  const desk = await aRunningDesk(folder.root);
  const { origin } = desk;
  const foreign = await fetch(`${origin}/sending/1/cancel`, { method: 'POST', headers: { origin }, body: 'a=b' });
  expect(foreign.status).toBe(403);
  expect(await counts(folder)).toMatchObject({ queued: 2, withheld: 0 });
});

test('calendar, readers and report answer, and name nobody', { timeout: 60_000 }, async () => {
  const folder = await aBegunMailing();
  const desk = await aRunningDesk(folder.root);
  for (const path of ['/calendar', '/calendar?month=2026-01', '/readers', '/sending/1', '/sending/1/report']) {
    const answer = await desk.ask(path);
    expect([path, answer.status]).toEqual([path, 200]);
    expect(await answer.text()).not.toContain('@readers.example');
  }
  expect((await desk.ask('/calendar?month=nonsense')).status).toBeLessThan(500);
  expect((await desk.ask('/sending/99')).status).toBe(404);
});
