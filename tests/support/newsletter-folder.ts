// A newsletter in a temporary folder, with real files, and the real program run in it as a child process.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { filesBelow } from '../../src/publish/sources.ts';

const PROGRAM = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface NewsletterFolder {
  readonly root: string;
  readonly write: (path: string, text: string) => void;
  readonly read: (path: string) => string;
  /** Every file of `out/` with its content. */
  readonly out: () => Readonly<Record<string, string>>;
  /** Runs `masthead -C <root> <args>` to its end. */
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>;
  /** The same, running. */
  readonly start: (args: readonly string[], env?: Readonly<Record<string, string>>) => ChildProcess;
}

export const SETTINGS = `title: 示例周报
description: 一份用于测试的周报
language: zh-CN
author: 示例编辑部
authority: news.example,2026
base_url: https://news.example
postal_address: 示例路 1 号
sender: { name: 示例周报, address: letters@news.example }
topics:
  - { slug: research, label: 前沿研究, labels: [论文] }
schedule: { cron: '0 8 * * *', time_zone: Asia/Shanghai }
`;

/** A folder that is removed when the test ends, with settings and these files in it. */
export function newsletterFolder(files: Readonly<Record<string, string>> = {}): NewsletterFolder {
  const root = mkdtempSync(join(tmpdir(), 'masthead-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries({ 'masthead.yaml': SETTINGS, ...files })) write(path, text);
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  const start: NewsletterFolder['start'] = (args, env = {}) =>
    spawn(process.execPath, [PROGRAM, '-C', root, ...args], {
      // Two tests at once must not want one port.
      env: { ...cleanEnvironment(), ...(args[0] === 'start' && { PORT: '0' }), ...env },
    });
  return {
    root,
    write,
    read,
    out: () => Object.fromEntries(filesBelow(join(root, 'out')).map((path) => [path, read(`out/${path}`)])),
    run: (args, env) => ended(start(args, env)),
    start,
  };
}

/** The test runner sets variables that masthead reads, BASE_URL for one; none of them may leak into a run. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, ...(TMPDIR !== undefined && { TMPDIR }), NO_COLOR: '1' };
}

/** Waits for the end of a program and gathers what it has written. */
export async function ended(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { status, stdout, stderr };
}

/** A small digest that is easy to tell from others. */
export function anIssue(title: string, date: string, more = ''): string {
  return `---
title: ${title}
date: ${date}
---

## 前沿研究

### ${title}的文章

[阅读原文](https://source.example/${date}) \`${date}\`

> ${title}的摘要。它有足够多的字，收件箱可以在主题旁边整行显示。

- **要点**：一个细节。
${more}`;
}
