// The pages in a real browser: accessible in light and dark, narrow and wide; nothing asked of anyone else; all of it
// there without scripts.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseIssue } from '../../src/core/issue/parse-issue.ts';
import type { Issue } from '../../src/core/issue/issue.ts';
import { launchBrowser } from '../support/browser.ts';
import { aNewsletter } from '../support/newsletter.ts';
import { pageSite } from '../support/page-site.ts';

const DIGEST = `# 示例日报 2026-01-06

## 速览

- **[论文]** **甲论文**: 一句话说完它。
- **[开发工具]** **乙工具**: 又一句话，带一个很长的词 ${'supercalifragilistic'.repeat(4)}。

## 1. 模型

### **甲论文的标题**

[阅读原文](https://source.example/a?x=1&y=${'z'.repeat(120)})  \`[2026-01-04]\`

> **概要**：这里是摘要，用来说明这一篇讲了什么。

**内容详解**

- **第一点**
    - **细节**：一段说明，说明得相当详细，好让它在窄屏上折成几行。

[相关论文](https://paper.example/1)

### 乙工具

- [x] 做完的
- [ ] 没做的

\`\`\`ts
const answer: number = 42; // ${'a long comment '.repeat(12)}
\`\`\`

| 名称 | 数值 | 说明 |
|---|---:|---|
| 甲 | 1 | ${'一段很长的说明'.repeat(10)} |

<details><summary>更多</summary>

*强调*与脚注[^1]。

</details>

[^1]: 脚注的文字。

## 2. 别的

### [论文]

- [链接一](https://a.example/)
- [链接二](https://b.example/)
`;

const WEEKLY = `---
title: A weekly of small things
date: 2026-01-09
language: en
corrections:
  - { date: 2026-01-10, note: "A number was wrong." }
---
An introduction with *emphasis*, a [link](https://a.example/) and an image: ![A dot](https://images.example/dot.png)

## First

### One item

Some words in English, enough of them that a line of the page is filled and its measure can be counted by whoever looks.

> A quotation.

1. one
2. two
`;

const newsletter = aNewsletter({ texts: { about: '我们是谁。\n\n- 一\n- 二' } });

function parsed(path: string, text: string): Issue {
  const { issue, problems } = parseIssue({ path, text }, newsletter);
  if (!issue) throw new Error(JSON.stringify(problems));
  return issue;
}

const issues = [parsed('issues/2026-01-09.md', WEEKLY), parsed('issues/2026-01-06.md', DIGEST)];
const { files } = pageSite(issues, newsletter);

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

let server: Server;
let browser: Browser;
let origin: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname.slice(1));
    const name = path.replace(/(^|\/)$/, '$1index.html');
    const text = files.get(name);
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? '' });
    response.end(text ?? '');
  }).listen(0, '127.0.0.1');
  browser = await launchBrowser();
  // A server that listens on a port has an address of this form.
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await browser.close();
  server.close();
});

const PATHS = ['', '2026-01-06/', '2026-01-09/', 'topics/research/', 'about.html', '404.html'];

/** What a page did that it should not have: requests to others, failures, refusals by its policy. */
interface Visit {
  readonly page: Page;
  readonly foreign: string[];
  readonly complaints: string[];
}

async function visit(path: string, options: Parameters<Browser['newContext']>[0]): Promise<Visit> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const foreign: string[] = [];
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await context.route(
    (url) => url.origin !== origin,
    (route) => {
      foreign.push(route.request().url());
      return route.fulfill({ status: 200, contentType: 'image/png', body: '' });
    },
  );
  await page.goto(`${origin}/${path}`);
  return { page, foreign, complaints };
}

/** All rules once; where only the width or the colours change, those that can judge them. */
const VIEWS = [
  { width: 1280, colorScheme: 'light', rules: [] },
  { width: 1280, colorScheme: 'dark', rules: ['color-contrast'] },
  { width: 320, colorScheme: 'dark', rules: ['color-contrast', 'scrollable-region-focusable', 'target-size'] },
  { width: 320, colorScheme: 'light', rules: ['color-contrast'] },
] as const;

test.each(PATHS)('/%s is accessible, keeps its width and asks nothing of others', async (path) => {
  const { page, foreign, complaints } = await visit(path, {});
  await page.evaluate(axe.source);
  for (const { width, colorScheme, rules } of VIEWS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect({ width, colorScheme, overflow, violations: await axeViolations(page, rules) }).toEqual({
      width,
      colorScheme,
      overflow: 0,
      violations: [],
    });
  }
  await page.context().close();
  expect(complaints).toEqual([]);
  expect(foreign.filter((url) => url !== 'https://images.example/dot.png')).toEqual([]);
});

/** What axe finds against these rules, or against all of its rules. */
async function axeViolations(page: Page, rules: readonly string[]): Promise<readonly string[]> {
  const options = rules.length > 0 ? { runOnly: rules } : {};
  const result = await page.evaluate<{ violations: readonly Violation[] }>(`axe.run(${JSON.stringify(options)})`);
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

test('without scripts every word of the issue is there to read', async () => {
  const { page } = await visit('2026-01-06/', { javaScriptEnabled: false });
  const words = await page.locator('main').innerText();
  await page.context().close();
  for (const word of ['甲论文的标题', '2026-01-04', '概要', '细节', '相关论文', '没做的', '一段很长的说明']) {
    expect(words).toContain(word);
  }
});

test('the measure is 34 to 38 Chinese characters at 17 pixels, lines 1.8 high', async () => {
  const { page } = await visit('2026-01-06/', { viewport: { width: 1280, height: 900 } });
  const { width, size, line } = await page.evaluate<{ width: number; size: number; line: number }>(
    `(() => {
      const paragraph = document.querySelector('.abstract p');
      const { fontSize, lineHeight } = getComputedStyle(paragraph);
      const { width } = paragraph.getBoundingClientRect();
      return { width, size: parseFloat(fontSize), line: parseFloat(lineHeight) };
    })()`,
  );
  await page.context().close();
  expect(size).toBeCloseTo(17, 1);
  expect(line / size).toBeCloseTo(1.8, 2);
  expect(width / size).toBeGreaterThanOrEqual(34);
  expect(width / size).toBeLessThanOrEqual(38);
});

test('a link above the articles leads to its article', async () => {
  const { page } = await visit('2026-01-06/', { viewport: { width: 390, height: 800 } });
  // The highlights say every title already, so theirs are the links, and the contents name the sections alone.
  await page.getByRole('link', { name: '甲论文' }).first().click();
  const box = await page.getByRole('heading', { name: '甲论文的标题' }).boundingBox();
  await page.context().close();
  expect(box?.y).toBeGreaterThanOrEqual(0);
  expect(box?.y).toBeLessThan(100);
});
