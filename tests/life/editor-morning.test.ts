// An editor's morning with the real program and a real browser: a new issue, seen while it is written; three mistakes
// found before anybody else finds them; published, mailed and watched; corrected; and in the end verified against what
// was sent. The newsletter is a git repository, the mail server a real one.
import { execFileSync, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import PostalMime, { type Email } from 'postal-mime';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { newsletterFolder, type NewsletterFolder } from '../support/newsletter-folder.ts';
import { recordingSmtp, type RecordingSmtp } from '../support/recording-smtp.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
}, 120_000);
afterAll(() => browser.close());

const SETTINGS = `title: The Morning
description: One page a day
language: en
author: The desk
authority: news.example,2026
base_url: https://news.example
postal_address: Example Road 1
sender: { name: The Morning, address: letters@news.example }
checks:
  left-over: error
`;
const SLUG = 'harbour';
const FILE = `issues/${SLUG}.md`;
const READERS = ['lin@readers.example', 'mori@readers.example', 'okafor@readers.example'];

/** What the editor writes, mistakes and all. */
function anIssue(body: string): string {
  return `---
title: The harbour opens again
date: 2026-01-05
summary: After eleven weeks the ferries are back, and the first of them was full.
---

## Town

### Ferries are back

[Notice of the port](https://port.example/notice) \`2026-01-04\`

${body}
`;
}

const WITH_MISTAKES = anIssue(`> The first ferry left at {{ time }}.

- **Fares**: [more here](https://bit.ly/3xYzAbC)
- **Berths**: 12 of 16, TK the rest.`);
const MISTAKES = ['left-over', 'link-shortened', 'text-unfinished'];
const MENDED = anIssue(`> The first ferry left at seven.

- **Fares**: [the new table of fares](https://port.example/fares)
- **Berths**: 12 of 16 can be used.`);
const CORRECTED = MENDED.replace('12 of 16', '14 of 16');

test('an editor’s morning', { timeout: 240_000 }, async () => {
  const { folder, git, run, smtp } = await aNewsletter();
  const page = await theDesk(folder, { SMTP_URL: smtp.url });

  // A new issue shows in the list as soon as there is a file, and its page follows the editor's saves.
  await run('new', SLUG);
  await page.getByRole('link', { name: 'Untitled' }).waitFor();
  folder.write(FILE, WITH_MISTAKES);
  await page.getByRole('link', { name: 'The harbour opens again' }).click();
  const preview = page.frameLocator('iframe').first();
  await preview.getByRole('heading', { name: 'Ferries are back' }).waitFor();

  // Three mistakes are named beside it, with what to do; the same stands in a pull request; publishing is refused.
  for (const code of MISTAKES) await page.getByText(code, { exact: true }).waitFor();
  const checked = await folder.run(['check', '--format=github']);
  expect(checked.status).toBe(1);
  expect(checked.stdout).toMatch(/^::error file=issues\/harbour\.md,line=\d+/m);
  const refused = await folder.run(['publish', FILE, '--no-images'], { SMTP_URL: smtp.url });
  expect([refused.status, smtp.taken.length]).toEqual([1, 0]);

  // Mended, it is shown so.
  folder.write(FILE, MENDED);
  for (const code of MISTAKES) await page.getByText(code, { exact: true }).waitFor({ state: 'detached' });
  await preview.getByText('left at seven').waitFor();
  git('add', '-A');
  git('commit', '-qm', 'The harbour opens again');
  expect((await folder.run(['check', '--strict', FILE])).stdout).toBe('');

  // Published and mailed, once to each reader.
  const published = await run('publish', FILE, '--no-images');
  expect(published).toContain('3 accepted');
  const mails = await parsed(smtp);
  expect(recipients(mails)).toEqual(READERS);

  // A slip is found at breakfast: seen word by word, owned up to, and mailed below the letter that had it.
  folder.write(FILE, CORRECTED);
  git('commit', '-qam', 'Fourteen berths');
  const said = await run('correct', SLUG, '--mail', '--note', 'An earlier version said 12 berths.');
  expect(said).toContain('[-12-]{+14+} of 16');
  expect(folder.read(FILE)).toContain('An earlier version said 12 berths.');
  const corrections = (await parsed(smtp)).slice(mails.length);
  expect(recipients(corrections)).toEqual(READERS);
  for (const correction of corrections) {
    const first = mails.find(({ to }) => to?.[0]?.address === correction.to?.[0]?.address);
    expect([correction.subject, correction.inReplyTo]).toEqual([
      'Correction: The harbour opens again',
      first?.messageId,
    ]);
  }
  await preview.getByText('An earlier version said 12 berths.').waitFor();

  // Both mailings stand in the desk, and each is what the repository makes again.
  git('commit', '-qam', 'Correction');
  await page.getByRole('link', { name: 'Sending' }).click();
  await page.getByRole('link', { name: /^harbour \(correction/ }).click();
  expect(await page.getByRole('main').innerText()).toMatch(/3\s+accepted|accepted\s+3/i);
  const proof = await run('verify', SLUG);
  expect(proof.match(/: same\. /g)).toHaveLength(2);
});

interface Newsletter {
  readonly folder: NewsletterFolder;
  readonly git: (...args: string[]) => void;
  /** Runs a command and gives all that it says; throws when it fails. */
  readonly run: (...args: string[]) => Promise<string>;
  readonly smtp: RecordingSmtp;
}

async function aNewsletter(): Promise<Newsletter> {
  const smtp = await recordingSmtp();
  const folder = newsletterFolder({ 'masthead.yaml': SETTINGS, '.gitignore': 'data/\nout/\n' });
  const git = (...args: string[]): void => {
    const author = ['-c', 'user.name=The desk', '-c', 'user.email=desk@news.example'];
    execFileSync('git', [...author, ...args], { cwd: folder.root, stdio: 'pipe' });
  };
  git('init', '-q');
  const run = async (...args: string[]): Promise<string> => {
    const { status, stdout, stderr } = await folder.run(args, { SMTP_URL: smtp.url });
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stdout}${stderr}`);
    return stderr + stdout;
  };
  for (const address of READERS) await run('subscribers', 'add', address);
  return { folder, git, run, smtp };
}

/** The desk as a process of its own, and a browser that has followed its link. */
async function theDesk(folder: NewsletterFolder, env: Readonly<Record<string, string>>): Promise<Page> {
  const desk = folder.start(['desk'], env);
  onTestFinished(() => void desk.kill('SIGKILL'));
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en' });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(await linkOf(desk));
  return page;
}

function linkOf(desk: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    desk.once('exit', (status) => reject(new Error(`the desk ended with ${status}`)));
    if (desk.stdout) {
      createInterface(desk.stdout).on('line', (line) => {
        const [link] = /http:\S+/.exec(line) ?? [];
        if (link !== undefined) resolve(link);
      });
    }
  });
}

function parsed(smtp: RecordingSmtp): Promise<readonly Email[]> {
  return Promise.all(smtp.taken.map(({ bytes }) => PostalMime.parse(bytes)));
}

function recipients(mails: readonly Email[]): readonly string[] {
  const addresses = mails.map(({ to }) => to?.[0]?.address ?? 'nobody');
  return addresses.toSorted((one, other) => (one < other ? -1 : 1));
}
