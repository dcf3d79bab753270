// From a save of the sample digest to its new words in the browser: the desk's page beside Eleventy's own server with
// live reload on the same files, in alternating rounds, with one Chromium that has both open. The clock runs from the
// write of the file until a frame is drawn with the words in it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../tests/support/browser.ts';
import { benchIssues, bodyOf, type BenchIssue } from './bench-issues.ts';
import { eleventyFolder, installEleventy, newsletterFolder } from './build-bench.ts';
import { median } from './measure.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const PROGRAM = join(HERE, '../dist/main.js');
const ELEVENTY = join(HERE, 'eleventy/node_modules/@11ty/eleventy/cmd.cjs');
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 9);
/** Beside the digest: a newsletter of a month. */
const OTHER_ISSUES = 30;
/** Between two saves, so that what follows one of them does not slow the next. */
const PAUSE_MS = 1000;
const TARGET_MS = 300;
const SAMPLE = 'sample.md';

interface Side {
  readonly name: string;
  /** The file that is saved, and the page on which its words appear. */
  readonly file: string;
  readonly page: Page;
  /** JavaScript that gives the document with the words. */
  readonly document: string;
}

/** Lines of the report. */
export async function deskBench(): Promise<readonly string[]> {
  installEleventy();
  const digest = `---\ndate: 2026-02-06\n---\n\n${bodyOf(readFileSync(join(HERE, '../issues/2026-01-06.md'), 'utf8'))}`;
  const issues = [...benchIssues(OTHER_ISSUES).issues, { name: SAMPLE, text: digest }];
  const folder = mkdtempSync(join(tmpdir(), 'masthead-desk-bench-'));
  await using opened = new AsyncDisposableStack();
  opened.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const browser = await launchBrowser();
  opened.defer(() => browser.close());
  const sides = [
    await ours(browser, newsletterFolder(join(folder, 'newsletter'), issues), opened),
    await theirs(browser, eleventyFolder(join(folder, 'eleventy'), issues), opened),
  ];
  const times = new Map<string, number[]>(sides.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const side of sides) times.get(side.name)?.push(await saveToScreenMs(side, digest, round));
  }
  return report(sides, times, issues);
}

function report(
  sides: readonly Side[],
  times: ReadonlyMap<string, readonly number[]>,
  issues: readonly BenchIssue[],
): readonly string[] {
  const [desk = NaN, eleventy = NaN] = sides.map(({ name }) => median(times.get(name) ?? []));
  const longest = Math.max(...(times.get(sides[0]?.name ?? '') ?? []));
  const ratio = `${(desk / eleventy).toFixed(2)} x Eleventy`;
  return [
    `From a save to the screen, the sample digest among ${issues.length} issues, median of ${ROUNDS}`,
    '',
    '| | time | longest | ratio | target |',
    '|---|---:|---:|---:|---:|',
    `| Eleventy, live reload | ${eleventy.toFixed(0)} ms | | | |`,
    `| masthead desk, web page | ${desk.toFixed(0)} ms | ${longest.toFixed(0)} ms | ${ratio} | 1.00, and below ${TARGET_MS} ms |`,
  ];
}

async function ours(browser: Browser, root: string, opened: AsyncDisposableStack): Promise<Side> {
  const child = started([PROGRAM, '-C', root, 'desk'], root, opened);
  const link = await firstLine(child, /(http:\S+token=\S+)/);
  // The question that is asked at every frame is a string, which the desk's policy would not let run.
  const page = await browser.newPage({ bypassCSP: true });
  await page.goto(link);
  await page.waitForURL((url) => url.search === '');
  await page.goto(`${new URL(link).origin}/issues/${SAMPLE}/page`);
  const document = "document.getElementById('frame')?.contentDocument";
  return { name: 'desk', file: join(root, 'issues', SAMPLE), page, document };
}

async function theirs(browser: Browser, root: string, opened: AsyncDisposableStack): Promise<Side> {
  const port = await freePort();
  const child = started([ELEVENTY, '--serve', `--port=${port}`], root, opened);
  await firstLine(child, /Server at (http:\S+)/);
  const page = await browser.newPage();
  await page.goto(`http://localhost:${port}/posts/sample/`);
  return { name: 'eleventy', file: join(root, 'site/posts', SAMPLE), page, document: 'document' };
}

async function saveToScreenMs(side: Side, digest: string, round: number): Promise<number> {
  await wait(PAUSE_MS);
  const words = `Mark of round ${round} on ${side.name}.`;
  const savedAt = performance.now();
  writeFileSync(side.file, `${digest}\n\n${words}\n`);
  const isThere = `${side.document}?.body?.textContent.includes(${JSON.stringify(words)})`;
  // Asked at every frame, in whichever document stands there by then: a reload takes the question along.
  await side.page.waitForFunction(isThere, undefined, { polling: 'raf', timeout: 30_000 });
  return performance.now() - savedAt;
}

function started(args: readonly string[], cwd: string, opened: AsyncDisposableStack): ChildProcess {
  const { PATH, TMPDIR } = process.env;
  const env = { PATH, ...(TMPDIR !== undefined && { TMPDIR }) };
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  opened.defer(async () => {
    child.kill('SIGINT');
    if (child.exitCode === null) await once(child, 'exit');
  });
  return child;
}

/** What the pattern finds in what the program says; the rest is read away, or the program would wait for its reader. */
function firstLine(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (status) => reject(new Error(`The server ended with ${status}`)));
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface(stream).on('line', (line) => {
        const found = pattern.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
    }
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
