// A small site for the tests of pages: issues as values, the templates of the repository, and the outputs as text.
import { readFileSync, readdirSync } from 'node:fs';
import type { ArticleBlock, Issue, Part } from '../../src/core/issue/issue.ts';
import { parseTree } from '../../src/core/issue/tree.ts';
import type { Newsletter } from '../../src/core/newsletter.ts';
import type { Templates } from '../../src/core/render/liquid.ts';
import type { Output } from '../../src/core/render/output.ts';
import { issueCard } from '../../src/core/render/page/issue-card.ts';
import { pageBody } from '../../src/core/render/page/page-body.ts';
import { pageOutputs } from '../../src/core/render/page/page-outputs.ts';
import type { RenderedIssue } from '../../src/core/render/rendered-issue.ts';

const FOLDER = new URL('../../web-templates/', import.meta.url);

/** The templates of the repository by file name. */
export const webTemplates: Templates = Object.fromEntries(
  readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => [name, readFileSync(new URL(name, FOLDER), 'utf8')]),
);

/** An issue of 2026-01-06 without parts, unless the test says otherwise. */
export function pageIssue(changes: Partial<Issue> = {}): Issue {
  const slug = changes.slug ?? '2026-01-06';
  const at = '2026-01-06T00:00:00+08:00';
  return {
    path: `issues/${slug}.md`,
    slug,
    id: `tag:news.example,2026:issue/${slug}`,
    title: '示例日报',
    language: 'zh-CN',
    date: { day: '2026-01-06', at, hasTime: false },
    updated: at,
    status: 'published',
    summary: '一句话说完这一期。',
    subject: '示例日报',
    preheader: '一句话说完这一期。',
    topics: [],
    corrections: [],
    parts: [],
    markdown: '# 示例日报\n',
    ...changes,
  };
}

export function prose(html: string): Part {
  return { kind: 'prose', nodes: parseTree(html) };
}

export function section(title: string, anchor: string, ...parts: readonly Part[]): Part {
  return { kind: 'section', heading: { level: 2, text: title, nodes: parseTree(title), anchor }, parts };
}

/** An article whose blocks are given as role and HTML. */
export function article(title: string, anchor: string, ...blocks: readonly [ArticleBlock['role'], string][]): Part {
  return {
    kind: 'article',
    id: `tag:news.example,2026:issue/2026-01-06/${anchor}`,
    heading: { level: 3, text: title, nodes: parseTree(title), anchor },
    source: { url: `https://www.source.example/${anchor}`, label: '阅读原文', day: '2026-01-04' },
    topics: ['research'],
    blocks: blocks.map(([role, html]) => ({ role, nodes: parseTree(html) })),
  };
}

export interface Site {
  readonly outputs: readonly Output[];
  /** Path -> text. */
  readonly files: ReadonlyMap<string, string>;
}

/** The pages of these issues, which come newest first. */
export function pageSite(issues: readonly Issue[], newsletter: Newsletter, templates: Templates = webTemplates): Site {
  const rendered = new Map(issues.map((issue) => [issue.slug, renderedIssue(issue, newsletter, templates)]));
  const cards = [...rendered.values()].map(({ card }) => card);
  const outputs = pageOutputs(cards, newsletter, templates);
  const issueOf = (slug: string): RenderedIssue => {
    const issue = rendered.get(slug);
    if (!issue) throw new Error(`the output asks for ${slug}, which it did not name`);
    return issue;
  };
  return { outputs, files: new Map(outputs.map((output) => [output.path, textOf(output, issueOf)])) };
}

function textOf(output: Output, issueOf: (slug: string) => RenderedIssue): string {
  const made = output.render((slug) => {
    if (!output.slugs.includes(slug)) throw new Error(`${output.path} reads ${slug} without naming it`);
    return issueOf(slug);
  });
  return typeof made === 'string' ? made : new TextDecoder().decode(made);
}

function renderedIssue(issue: Issue, newsletter: Newsletter, templates: Templates): RenderedIssue {
  const card = issueCard(issue, new Map());
  const { id, slug, title, language, updated, summary, topics } = issue;
  const entry = { id, slug, url: '', title, language, published: issue.date.at, updated, summary, topics, html: '' };
  const letter = { subject: title, preheader: '', language, html: '', text: '', shortened: [] };
  return {
    card,
    pageBody: pageBody(issue, newsletter, templates),
    entry,
    articleEntries: [],
    letter,
    markdown: issue.markdown,
  };
}
