// The desk in a browser, as an editor uses it: by its link, beside an editor that saves, with keys, and against axe.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { aRunningDesk } from '../support/a-running-desk.ts';
import { launchBrowser } from '../support/browser.ts';
import { newsletterFolder, type NewsletterFolder } from '../support/newsletter-folder.ts';
import { REPOSITORY_ROOT } from '../support/repository.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const FILE = 'issues/2026-01-06.md';
const DIGEST = readFileSync(join(REPOSITORY_ROOT, FILE), 'utf8');

interface Opened {
  readonly page: Page;
  readonly folder: NewsletterFolder;
  /** Goes to a page of the desk by its path. */
  readonly go: (path: string) => Promise<void>;
}

async function opened(options: { colorScheme?: 'light' | 'dark'; locale?: string } = {}): Promise<Opened> {
  const folder = newsletterFolder({
    'masthead.yaml': readFileSync(join(REPOSITORY_ROOT, 'masthead.yaml'), 'utf8'),
    [FILE]: DIGEST,
    'issues/broken.md': '---\ndate: [2026\n---\n\n正文。\n',
  });
  const desk = await aRunningDesk(folder.root);
  const viewport = { width: 1280, height: 860 };
  const context = await browser.newContext({ viewport, locale: 'zh-CN', colorScheme: 'light', ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.goto(desk.link);
  // The token leaves the address bar, and the history with it.
  await page.waitForURL(`${desk.origin}/`);
  return {
    page,
    folder,
    go: async (path) => {
      await page.goto(desk.origin + path);
      await previewOf(page);
    },
  };
}

/** The frame with its document in it. */
async function previewOf(page: Page): Promise<Frame> {
  const element = await page.waitForSelector('#frame', { state: 'attached' });
  const frame = await element.contentFrame();
  if (!frame) throw new Error('there is no preview');
  await frame.waitForLoadState('load');
  await page.locator('#connection:not(:empty)').waitFor();
  return frame;
}

const HEADING = 'TeleChat3';

/** The box of the first heading with these words, in the frame. */
const boxOf = (words: string): string =>
  `[...document.querySelectorAll('h1,h2,h3,h4')].find((one) => one.textContent.includes('${words}'))` +
  '.getBoundingClientRect()';

/** Distance of the heading from the top of the frame's window. */
function headingTop(frame: Frame, words = HEADING): Promise<number> {
  return frame.evaluate<number>(`${boxOf(words)}.top`);
}

async function scrollToHeading(frame: Frame): Promise<number> {
  await frame.evaluate(`scrollBy(0, ${boxOf(HEADING)}.top - 120)`);
  return headingTop(frame);
}

test('a save is shown without a reload, and the line that is read stays where it is', async () => {
  const { page, folder, go } = await opened();
  await go('/issues/2026-01-06.md/page');
  const frame = await previewOf(page);
  await page.evaluate('window.isTheSame = true');
  await frame.evaluate('window.isTheSame = true');
  const top = await scrollToHeading(frame);
  expect(top).toBeCloseTo(120, 0);
  const more = Array.from({ length: 12 }, (_, i) => `新写的第 ${i} 段，比原来长出许多。\n\n`).join('');
  folder.write(FILE, DIGEST.replace('## ', `${more}## `));
  await frame.getByText('新写的第 11 段').waitFor();
  expect(await headingTop(frame)).toBeCloseTo(top, 0);
  expect(await page.evaluate('window.isTheSame')).toBe(true);
  expect(await frame.evaluate('window.isTheSame')).toBe(true);
  // The very title that is read changes: what stands below it holds the place.
  folder.write(FILE, DIGEST.replaceAll(HEADING, 'TeleChat9'));
  await frame.locator('h3', { hasText: 'TeleChat9' }).first().waitFor();
  const after = await headingTop(frame, 'TeleChat9');
  expect(Math.abs(after - top)).toBeLessThan(3);
}, 60_000);

test('the reading place holds over a reload, and from the page to the letter', async () => {
  const { page, go } = await opened();
  await go('/issues/2026-01-06.md/page');
  const top = await scrollToHeading(await previewOf(page));
  await page.reload();
  expect(await headingTop(await previewOf(page))).toBeCloseTo(top, 0);
  await page.getByRole('link', { name: '邮件' }).click();
  await page.waitForURL('**/mail');
  const letter = await previewOf(page);
  expect(Math.abs((await headingTop(letter)) - top)).toBeLessThan(60);
}, 60_000);

test('what cannot be read shows its errors beside the last state that could, and says so', async () => {
  const { page, folder, go } = await opened({ locale: 'en' });
  await go('/issues/2026-01-06.md/page');
  const frame = await previewOf(page);
  folder.write(FILE, DIGEST.replace(/^/, '---\ntitle: "no end\n---\n\n'));
  const trouble = page.getByRole('alert');
  await trouble.getByText('The file cannot be read as it is now. Below stands what it was before.').waitFor();
  expect(await trouble.getByText(/issues\/2026-01-06\.md:\d+/).count()).toBeGreaterThan(0);
  expect(await trouble.getByText('front-matter-invalid').count()).toBeGreaterThan(0);
  expect(await frame.locator('h3').count()).toBeGreaterThan(5);
  folder.write(FILE, DIGEST);
  await trouble.getByText('The file cannot be read').waitFor({ state: 'detached' });
  // And one that never could has nothing but its errors.
  await page.goto(`${new URL(page.url()).origin}/issues/broken.md/mail`);
  await trouble.getByText('there is nothing earlier to show').waitFor();
  folder.write('issues/broken.md', '---\ndate: 2026-02-02\n---\n\n# Mended\n\nText.\n');
  await (await previewOf(page)).getByRole('heading', { name: 'Mended' }).waitFor();
}, 60_000);

test('each view is a key away, the focus is kept, and the frame takes keys too', async () => {
  const { page, go } = await opened();
  await go('/issues/2026-01-06.md/page');
  await page.keyboard.press('2');
  await page.waitForURL('**/mail');
  await previewOf(page);
  await page.keyboard.press('w');
  await page.waitForURL('**/mail?width=390');
  expect(await page.evaluate('document.getElementById("frame").clientWidth')).toBe(390);
  expect(await page.evaluate('document.activeElement.id')).toBe('choice-width-390');
  await previewOf(page);
  await page.keyboard.press('f');
  await page.keyboard.press('d');
  await page.waitForURL('**/mail?width=390&scheme=dark');
  await previewOf(page);
  await page.getByLabel('使用这些按键').uncheck();
  await page.keyboard.press('3');
  await page.getByLabel('使用这些按键').check();
  await page.keyboard.press('l');
  await page.getByRole('heading', { name: '各期' }).waitFor();
}, 60_000);

test.each(['light', 'dark'] as const)(
  'on a %s screen either look of page and letter can be seen',
  async (colorScheme) => {
    const { page, go } = await opened({ colorScheme });
    for (const view of ['page', 'mail', 'feed']) {
      for (const scheme of ['light', 'dark']) {
        await go(`/issues/2026-01-06.md/${view}?scheme=${scheme}`);
        const frame = await previewOf(page);
        // What a reader's eye gets: the ink of the first words against white.
        const ink = await frame.evaluate<string>("getComputedStyle(document.querySelector('h1')).color");
        const [red = 0] = ink.match(/\d+/g)?.map(Number) ?? [];
        expect([view, scheme, red > 128]).toEqual([view, scheme, scheme === 'dark']);
      }
    }
  },
  60_000,
);

/** All rules once; where only the width and the colours change, those that can judge them. */
const LOOKS = [
  { width: 1280, colorScheme: 'light', rules: [] },
  { width: 390, colorScheme: 'dark', rules: ['color-contrast', 'target-size'] },
] as const;

test('every page of the desk is accessible and keeps its width', async () => {
  const { page, go } = await opened();
  const findings: string[] = [];
  const paths = ['/issues/2026-01-06.md/page', '/issues/2026-01-06.md/mail?scheme=dark', '/issues/2026-01-06.md/feed'];
  for (const path of paths) {
    await go(path);
    findings.push(...(await findingsOn(page, path)));
  }
  for (const path of ['/', '/issues/2026-01-06.md/inbox', '/issues/2026-01-06.md/size', '/issues/broken.md/page']) {
    await page.goto(`${new URL(page.url()).origin}${path}`);
    await page.locator('#connection:not(:empty)').waitFor();
    findings.push(...(await findingsOn(page, path)));
  }
  expect(findings).toEqual([]);
}, 120_000);

async function findingsOn(page: Page, name: string): Promise<readonly string[]> {
  const findings: string[] = [];
  await page.evaluate(axe.source);
  for (const { width, colorScheme, rules } of LOOKS) {
    await page.setViewportSize({ width, height: 860 });
    await page.emulateMedia({ colorScheme });
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    if (overflow > 0) findings.push(`${name} at ${width}: ${overflow} px too wide`);
    // What stands in the frame is judged where it is made.
    const options = JSON.stringify(rules.length > 0 ? { runOnly: rules } : {});
    const result = await page.evaluate<AxeResult>(`axe.run({ exclude: ['iframe'] }, ${options})`);
    for (const { id, nodes } of result.violations) {
      findings.push(`${name} at ${width}, ${colorScheme}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    }
  }
  return findings;
}

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}
