// Letters made the whole way: issue text, parser, the repository's own templates and MJML. Compiled once per newsletter.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseIssue } from '../../src/core/issue/parse-issue.ts';
import type { Issue } from '../../src/core/issue/issue.ts';
import type { Newsletter } from '../../src/core/newsletter.ts';
import { letter, type Letter } from '../../src/core/render/letter/letter.ts';
import { numberedLetter } from '../../src/core/render/letter/numbered-letter.ts';
import type { Templates } from '../../src/core/render/liquid.ts';
import { compileLetter } from '../../src/publish/compile-letter.ts';
import { aNewsletter } from './newsletter.ts';

const folder = join(import.meta.dirname, '..', '..', 'email-templates');

/** The files of `email-templates/`. */
export const emailTemplates: Templates = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
);

export function issueOf(text: string, newsletter: Newsletter = aNewsletter(), path = 'issues/2026-02-03.md'): Issue {
  const { issue, problems } = parseIssue({ path, text }, newsletter);
  if (!issue) throw new Error(problems.map((problem) => problem.message).join('\n'));
  return issue;
}

/** The letter of an issue's Markdown. */
export async function letterOf(
  text: string,
  { newsletter = aNewsletter(), templates = emailTemplates }: { newsletter?: Newsletter; templates?: Templates } = {},
): Promise<Letter> {
  const open = letter(issueOf(text, newsletter), newsletter, await shellOf(newsletter, templates), templates);
  return numberedLetter(open, 12);
}

const shells = new Map<string, Promise<string>>();

export function shellOf(newsletter: Newsletter, templates: Templates = emailTemplates): Promise<string> {
  const template = templates['issue.mjml'] ?? '';
  const key = JSON.stringify([newsletter, template]);
  const known = shells.get(key) ?? compileLetter(template, newsletter);
  shells.set(key, known);
  return known;
}

/** A digest of so many articles, each with details of about so many bytes. */
export function aDigest({ articles, detailBytes }: { articles: number; detailBytes: number }): string {
  const sentence = '这一句话是为了占地方而写的，读者不必当真，只需数清字节。';
  const details = Math.max(1, Math.round(detailBytes / Buffer.byteLength(sentence)));
  const body = Array.from({ length: articles }, (_, i) => {
    const list = Array.from({ length: details }, (_item, j) => `- **要点${j + 1}**：${sentence}`).join('\n');
    const source = `[阅读原文](https://source.example/${i + 1}) \`[2026-02-0${(i % 9) + 1}]\``;
    return `### **第${i + 1}篇的标题**\n\n${source}\n\n> **概要**：第${i + 1}篇的概要。\n\n**内容详解**\n\n${list}\n`;
  });
  return `# 示例周报\n\n## 新闻\n\n${body.join('\n')}`;
}

/** Every text of the tree below a part, whatever shape it has. */
export function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('kind' in value && value.kind === 'text' && 'text' in value) return [String(value.text)];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'attributes' ? [] : textsIn(inner)));
}

/** Runs of Latin letters and digits, and single Chinese characters: what wrapping cannot change. */
export function wordsOf(text: string): readonly string[] {
  return [...new Set(text.match(/[a-z]+|\d+|\p{Script=Han}/giu) ?? [])];
}
