// Readers' pages in a browser: the whole way without scripts on a phone, and every page against axe, in two languages,
// light and dark, narrow and wide.
import { serve, type ServerType } from '@hono/node-server';
import axe from 'axe-core';
import { Hono } from 'hono';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { linkToken } from '../../src/core/audience/signed-link.ts';
import { stylesheet } from '../../src/core/render/page/stylesheet.ts';
import { address, KEYS } from '../support/a-letter.ts';
import { launchBrowser } from '../support/browser.ts';
import { aNewsletter } from '../support/newsletter.ts';
import { linksOf, readerSite, subscribe, type ReaderSite } from '../support/reader-site.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

interface Served {
  readonly site: ReaderSite;
  readonly origin: string;
}

async function served(language: string): Promise<Served> {
  const { readers } = aNewsletter();
  const site = await readerSite({
    newsletter: { language, readers: { ...readers, languages: ['zh-CN', 'en', 'ja'] } },
  });
  const css = stylesheet(site.newsletter, site.tools.templates);
  const app = new Hono();
  app.get('/assets/style.css', (c) => c.body(css, 200, { 'Content-Type': 'text/css' }));
  app.get('/assets/*', (c) => c.body(null, 204));
  app.all('*', async (c) => {
    const { method, headers } = c.req.raw;
    return site.ask(c.req.path, { method, headers, ...(method === 'POST' && { body: await c.req.arrayBuffer() }) });
  });
  const server = await new Promise<{ server: ServerType; port: number }>((resolve) => {
    const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve({ server: listening, port }),
    );
  });
  onTestFinished(() => void server.server.close());
  return { site, origin: `http://127.0.0.1:${server.port}` };
}

async function open(language: string, isScripted: boolean): Promise<Page> {
  const options = { viewport: { width: 390, height: 800 }, locale: language, javaScriptEnabled: isScripted };
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  return context.newPage();
}

test('on a phone without scripts, by keyboard: subscribe, confirm, choose two topics, leave, take it back, erase', async () => {
  const { site, origin } = await served('en');
  const page = await open('en', false);
  const reader = () => site.store.subscriber(address('lin@readers.example'));
  await page.goto(`${origin}/subscribe`);
  // What people do not see they do not come to with the keyboard either.
  await page.getByLabel('Email address').fill('lin@readers.example');
  const visited: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    await page.keyboard.press('Tab');
    visited.push((await page.locator(':focus').getAttribute('name')) ?? '');
  }
  // The last is the button, which has no name: the field that people do not see is not between.
  expect(visited).toEqual(['topics', 'topics', 'frequency', 'language', '']);
  site.later(5);
  await page.getByRole('button', { name: 'Subscribe' }).press('Enter');
  expect(await page.locator('h1').innerText()).toBe('Look into your mailbox');
  const [mail] = await site.post();
  await page.goto(origin + (linksOf(mail, site.newsletter).find((path) => path.startsWith('/confirm/')) ?? ''));
  await page.getByRole('button').press('Enter');
  expect(await page.locator('h1').innerText()).toBe('You are subscribed');
  const { publicId = '' } = (await reader()) ?? {};
  const token = (purpose: 'preferences' | 'unsubscribe') =>
    linkToken(purpose, site.newsletter.authority, publicId, KEYS[0]);
  await page.goto(`${origin}/preferences/${token('preferences')}`);
  await page.getByLabel('前沿研究').check();
  await page.getByLabel('Once a week').check();
  await page.getByRole('button', { name: 'Save' }).click();
  expect(await page.getByRole('status').innerText()).toBe('Saved.');
  expect(await reader()).toMatchObject({ topics: ['research'], frequency: 'weekly' });
  await page.goto(`${origin}/unsubscribe/${token('unsubscribe')}`);
  await page.getByRole('button').click();
  expect((await reader())?.standing.state).toBe('unsubscribed');
  await page.getByRole('button').click();
  expect((await reader())?.standing.state).toBe('active');
  await page.goto(`${origin}/preferences/${token('preferences')}`);
  await page.getByRole('link', { name: 'Erase everything' }).click();
  await page.getByRole('button').click();
  expect(await reader()).toBeUndefined();
}, 60_000);

test('with scripts on and time to run them, a page with a button presses nothing by itself', async () => {
  const { site, origin } = await served('en');
  await subscribe(site, 'lin@readers.example');
  const [mail] = await site.post();
  const page = await open('en', true);
  await page.goto(origin + (linksOf(mail, site.newsletter).find((path) => path.startsWith('/confirm/')) ?? ''));
  await page.waitForLoadState('networkidle');
  await page.mouse.move(100, 100);
  expect(await site.store.subscriberCounts()).toMatchObject({ active: 0 });
});

/** All rules once; where only the width or the colours change, those that can judge them. */
const VIEWS = [
  { width: 390, colorScheme: 'light', rules: [] },
  { width: 320, colorScheme: 'dark', rules: ['color-contrast', 'target-size'] },
  { width: 320, colorScheme: 'light', rules: ['color-contrast', 'target-size'] },
  { width: 1280, colorScheme: 'dark', rules: ['color-contrast'] },
] as const;

test.each(['zh-CN', 'en'])(
  'every page in %s is accessible and keeps its width',
  async (language) => {
    const { site, origin } = await served(language);
    await subscribe(site, 'lin@readers.example', { page_language: language });
    const [mail] = await site.post();
    const links = linksOf(mail, site.newsletter);
    const confirm = links.find((path) => path.startsWith('/confirm/')) ?? '';
    const page = await open(language, true);
    const findings: string[] = [];
    const look = async (name: string): Promise<void> => {
      findings.push(...(await findingsOn(page, name)));
    };
    await page.goto(`${origin}/subscribe`);
    await look('subscribe');
    await page.goto(origin + confirm);
    await look('confirm');
    await page.getByRole('button').click();
    await look('confirmed');
    await page.goto(`${origin}/confirm/nothing`);
    await look('dead');
    const { publicId = '' } = (await site.store.subscriber(address('lin@readers.example'))) ?? {};
    const choice = `${origin}/preferences/${linkToken('preferences', site.newsletter.authority, publicId, KEYS[0])}`;
    await page.goto(choice);
    await look('preferences');
    await page.goto(`${choice}/erase`);
    await look('erase');
    await page.goto(`${origin}/unsubscribe/${linkToken('unsubscribe', site.newsletter.authority, publicId, KEYS[0])}`);
    await page.getByRole('button').click();
    await look('left');
    await page.goto(choice);
    await look('preferences of one who left');
    expect(findings).toEqual([]);
  },
  120_000,
);

async function findingsOn(page: Page, name: string): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const findings: string[] = [];
  for (const { width, colorScheme, rules } of VIEWS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    if (overflow > 0) findings.push(`${name} at ${width}: ${overflow} px too wide`);
    const options = rules.length > 0 ? { runOnly: rules } : {};
    const result = await page.evaluate<{ violations: readonly Violation[] }>(`axe.run(${JSON.stringify(options)})`);
    for (const { id, nodes } of result.violations) {
      findings.push(`${name} at ${width}, ${colorScheme}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    }
  }
  return findings;
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}
