// A reader's whole life with the real program, on both databases: found on a phone, confirmed, choosing, reading,
// leaving by each way, bouncing, complaining, erased. Mail goes through a real SMTP server: the local mailbox's, or the
// one that MASTHEAD_LIFE_SMTP_URL names, which puts it into the Maildir of MASTHEAD_LIFE_MAILDIR.
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import PostalMime from 'postal-mime';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { complaintMail, DIALECTS } from '../support/bounce-mails.ts';
import { launchBrowser } from '../support/browser.ts';
import { newsletterFolder, type NewsletterFolder } from '../support/newsletter-folder.ts';
import { postgres, type Postgres } from '../support/postgres.ts';

let browser: Browser;
let database: Postgres;
beforeAll(async () => {
  [browser, database] = await Promise.all([launchBrowser(), postgres()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await database[Symbol.asyncDispose]();
});

const SETTINGS = `title: The Morning
description: One page a day
language: en
author: The desk
authority: news.example,2026
base_url: https://news.example
postal_address: Example Road 1
sender: { name: The Morning, address: letters@news.example }
topics:
  - { slug: research, label: Research }
  - { slug: tools, label: Tools }
  - { slug: apps, label: Apps }
`;
const LIN = 'lin@readers.example';
const MORI = 'mori@readers.example';
const OKAFOR = 'okafor@readers.example';

function anIssue(title: string): string {
  const article = (topic: string): string =>
    `## ${topic}\n\n### ${title} in ${topic}\n\n[Read on](https://source.example/${title}-${topic}) \`2026-01-05\`\n\n> About ${topic}.\n`;
  return `---\ntitle: ${title}\ndate: 2026-01-05\n---\n\n${['Research', 'Tools', 'Apps'].map(article).join('\n')}`;
}

interface Life {
  readonly folder: NewsletterFolder;
  readonly url: string;
  /** Runs a command beside the server; throws when it fails. */
  readonly run: (...args: string[]) => Promise<string>;
  readonly state: (address: string) => Promise<string>;
  /** The newest message to the address whose subject holds the text, once it is there. */
  readonly mail: (address: string, subject: string) => Promise<Mail>;
}

interface Mail {
  readonly raw: string;
  readonly text: string;
  /** Headers in lower case. */
  readonly header: (name: string) => string;
}

async function aLife(databaseUrl: string): Promise<Life> {
  const folder = newsletterFolder({ 'masthead.yaml': SETTINGS, 'issues/first.md': anIssue('First') });
  const url = `http://127.0.0.1:${await freePort()}`;
  const smtp = process.env['MASTHEAD_LIFE_SMTP_URL'];
  const env = {
    PORT: new URL(url).port,
    BASE_URL: url,
    DATABASE_URL: databaseUrl,
    BOUNCE_ADDRESS: 'bounces@news.example',
    ...(smtp !== undefined && { SMTP_URL: smtp }),
  };
  const run = async (...args: string[]): Promise<string> => {
    const { status, stdout, stderr } = await folder.run(args, env);
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stdout}${stderr}`);
    return stdout;
  };
  await run('build', '--no-images');
  const server = folder.start(['start', '--only=web'], env);
  onTestFinished(() => void server.kill('SIGKILL'));
  await new Promise<void>((resolve) => {
    if (server.stderr === null) return;
    createInterface(server.stderr).on('line', (line) => {
      if (line.includes('"Started"')) resolve();
    });
  });
  const state = async (address: string): Promise<string> => {
    const { status, stdout } = await folder.run(['subscribers', 'show', address, '--json'], env);
    return status === 0 ? (/"state": "(\w+)"/.exec(stdout)?.[1] ?? '') : 'unknown';
  };
  const box = process.env['MASTHEAD_LIFE_MAILDIR'] ?? join(folder.root, 'data', 'mailbox');
  const mail: Life['mail'] = async (address, subject) => {
    for (;;) {
      for (const raw of mailsIn(box)) {
        const { to = [], subject: is = '', text = '', headers } = await PostalMime.parse(raw);
        if (!to.some((one) => one.address === address) || !is.includes(subject)) continue;
        // Another run through the same server has other addresses of the site.
        if (!raw.includes(url) && !text.includes(url)) continue;
        return { raw, text, header: (name) => headers.find(({ key }) => key === name)?.value ?? '' };
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  return { folder, url, run, state, mail };
}

function mailsIn(box: string): readonly string[] {
  if (!existsSync(box)) return [];
  const names = readdirSync(box, { recursive: true, encoding: 'utf8', withFileTypes: true });
  const files = names.filter((entry) => entry.isFile() && !entry.parentPath.endsWith('/tmp'));
  return files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const place = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof place === 'object' ? (place?.port ?? 0) : 0;
}

function linkTo(page: string, text: string): string {
  return new RegExp(`https?://\\S+/${page}/[A-Za-z0-9_-]+`).exec(text)?.[0] ?? `no link to ${page}`;
}

async function press(page: Page, link: string): Promise<string> {
  await page.goto(link);
  await page.getByRole('main').getByRole('button').click();
  return page.locator('h1').innerText();
}

async function wholeLife(databaseUrl: string): Promise<void> {
  const life = await aLife(databaseUrl);
  const { folder, url, run, state, mail } = life;
  for (const address of [MORI, OKAFOR]) await run('subscribers', 'add', address);
  const context = await browser.newContext({ viewport: { width: 390, height: 800 }, javaScriptEnabled: false });
  onTestFinished(() => context.close());
  const page = await context.newPage();

  // Subscribes at the foot of the front page, which leads to the whole form.
  await page.goto(`${url}/first/`);
  await page.getByRole('contentinfo').getByRole('textbox').fill(LIN);
  await page.getByRole('contentinfo').getByRole('button').click();
  expect(await page.getByRole('main').getByLabel('Email address').inputValue()).toBe(LIN);
  // Nobody reads what they agree to in less than two seconds, and the form knows.
  await page.waitForTimeout(2500);
  await page.getByRole('main').getByRole('button').click();
  expect(await page.locator('h1').innerText()).toBe('Look into your mailbox');
  expect(await state(LIN)).not.toBe('active');

  // Looking at the link confirms nothing; the button does.
  const confirm = linkTo('confirm', (await mail(LIN, 'The Morning')).text);
  await page.goto(confirm);
  expect(await state(LIN)).not.toBe('active');
  expect(await press(page, confirm)).toBe('You are subscribed');
  expect(await state(LIN)).toBe('active');

  // Reads everything, chooses two topics by the link of the letter, and reads these.
  await run('publish', 'issues/first.md', '--no-images');
  const first = await mail(LIN, 'First');
  expect(first.text).toContain('First in Apps');
  await page.goto(linkTo('preferences', first.text));
  await page.getByLabel('Research').check();
  await page.getByLabel('Tools').check();
  await page.getByRole('button', { name: 'Save' }).click();
  folder.write('issues/second.md', anIssue('Second'));
  await run('publish', 'issues/second.md', '--no-images');
  const second = await mail(LIN, 'Second');
  expect(['Research', 'Tools', 'Apps'].filter((topic) => second.text.includes(`Second in ${topic}`))).toEqual([
    'Research',
    'Tools',
  ]);
  expect((await mail(MORI, 'Second')).text).toContain('Second in Apps');

  // Leaves by the visible link, takes it back, and leaves by one click of a mail program, also with an old link.
  const visible = linkTo('unsubscribe', second.text);
  await press(page, visible);
  expect(await state(LIN)).toBe('unsubscribed');
  await page.getByRole('main').getByRole('button').click();
  expect(await state(LIN)).toBe('active');
  const oneClick = linkTo('unsubscribe', first.header('list-unsubscribe'));
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  const answer = await fetch(oneClick, { method: 'POST', body: form, redirect: 'error' });
  expect([answer.status, await state(LIN)]).toEqual([200, 'unsubscribed']);

  // One mailbox is gone, and somebody else complains.
  for (const [address, name] of [
    [MORI, 'bounce'],
    [OKAFOR, 'complaint'],
  ] as const) {
    const { raw, header } = await mail(address, 'Second');
    const token = /unsubscribe-([a-z0-9]+)/.exec(header('list-unsubscribe'))?.[1] ?? '';
    const headers = raw.slice(0, raw.search(/\r?\n\r?\n/)).replaceAll('\r', '');
    const returned = { returnPath: `bounces+${token}@news.example`, recipient: address, headers };
    const [postfix] = DIALECTS;
    folder.write(`${name}.eml`, name === 'bounce' ? (postfix?.mail(returned) ?? '') : complaintMail(returned));
    await run('bounces', join(folder.root, `${name}.eml`));
    expect([name, await state(address)]).toEqual([name, 'suppressed']);
  }
  folder.write('issues/third.md', anIssue('Third'));
  expect(await run('publish', 'issues/third.md', '--no-images')).not.toMatch(/[1-9]\d* accepted/);

  // Erased by the link of the oldest letter; an import does not bring anybody back.
  await page.goto(linkTo('preferences', first.text));
  await page.getByRole('link', { name: 'Erase everything' }).click();
  await page.getByRole('main').getByRole('button').click();
  expect(await state(LIN)).toBe('unknown');
  folder.write(
    'all.csv',
    `email,consent_source,consent_at\n${[LIN, MORI, OKAFOR].map((each) => `${each},form,2026-01-01`).join('\n')}\n`,
  );
  await folder.run(['subscribers', 'import', 'all.csv'], { DATABASE_URL: databaseUrl });
  expect(await Promise.all([LIN, MORI, OKAFOR].map(state))).not.toContain('active');
}

test('a whole life on SQLite', { timeout: 240_000 }, () => wholeLife('data/masthead.sqlite'));

test('a whole life on PostgreSQL', { timeout: 240_000 }, async () => wholeLife(await database.freshDatabase()));
