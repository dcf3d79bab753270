// The issues of this repository, which newcomers read as examples: each has to parse, keep its shape and show what it
// is there to show. How they look on page and in mail is for eyes, not for this test.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Article, Issue, Part } from '../src/core/issue/issue.ts';
import { parseIssue } from '../src/core/issue/parse-issue.ts';
import { isError, levelOf } from '../src/core/issue/problem.ts';
import { elementNamed, mapElements, textOf, type TreeNode } from '../src/core/issue/tree.ts';
import { newsletterSchema } from '../src/core/newsletter.ts';
import { REPOSITORY_ROOT, repositoryFiles } from './support/repository.ts';

const newsletter = newsletterSchema.parse(parse(readFileSync(join(REPOSITORY_ROOT, 'masthead.yaml'), 'utf8')));
const files = repositoryFiles().filter(({ path }) => path.startsWith('issues/'));
const parsed = files.map((file) => ({ ...parseIssue(file, newsletter), path: file.path }));

test('there are four samples or more, in three languages', () => {
  expect(files.length).toBeGreaterThanOrEqual(4);
  const languages = new Set(parsed.map(({ issue }) => issue?.language.split('-')[0]));
  expect(languages).toEqual(new Set(['zh', 'en', 'ja']));
});

test.each(parsed)('$path has no error', ({ problems }) => {
  expect(problems.filter(isError)).toEqual([]);
});

/** Shapes that a sample shows on purpose are read as they were meant, and warned of. */
test.each(parsed.filter(({ path }) => path !== 'issues/2026-01-06.md'))('$path has no warning', ({ problems }) => {
  expect(problems.filter((problem) => levelOf(problem) !== 'info')).toEqual([]);
});

test.each(parsed)('every label of $path means a topic of the newsletter', ({ issue }) => {
  const labels = partsOf(issue).flatMap((part) => {
    if (part.kind === 'highlights')
      return part.items.filter(({ topic }) => topic === undefined).map(({ label }) => label);
    return part.kind === 'group' && part.topic === undefined ? [part.heading.text] : [];
  });
  expect(labels).toEqual([]);
});

test.each(parsed)('no mark of Markdown is left over in $path', ({ issue }) => {
  const prose = textOf(withoutCode(partsOf(issue).flatMap(nodesOf)));
  expect(prose.match(/\*\*|\]\(|^#+ |^\s*- |\[\^/gm) ?? []).toEqual([]);
});

describe('the digest of 2026-01-06', () => {
  const issue = sample('issues/2026-01-06.md');
  const articles = partsOf(issue).filter(isArticle);

  test('has sections, articles and as many highlights', () => {
    const highlights = partsOf(issue).flatMap((part) => (part.kind === 'highlights' ? part.items : []));
    expect(articles.length).toBeGreaterThanOrEqual(12);
    expect(highlights.length).toBe(articles.length);
    expect(issue.parts.filter(({ kind }) => kind === 'section').length).toBeGreaterThanOrEqual(3);
  });

  test.each(articles.map((article) => [article.heading.text, article] as const))(
    '%s has an abstract and details in nested lists',
    (_, { blocks }) => {
      const roles = blocks.map(({ role }) => role);
      expect(roles.filter((role) => role === 'abstract')).toHaveLength(1);
      expect(roles.filter((role) => role === 'details')).toHaveLength(1);
      expect(roles).not.toContain('prose');
      const details = blocks.find(({ role }) => role === 'details')?.nodes ?? [];
      const names = namesIn(details);
      expect(names.filter((name) => name === 'ul').length).toBeGreaterThanOrEqual(3);
      expect(names).not.toContain('pre');
    },
  );

  test('names the day of every source that it links', () => {
    const sources = articles.flatMap(({ source }) => (source ? [source] : []));
    expect(sources.length).toBeGreaterThanOrEqual(8);
    expect(sources.filter(({ day }) => !/^\d{4}-\d{2}-\d{2}$/.test(day ?? ''))).toEqual([]);
  });

  test('closes with further reading by topic', () => {
    const groups = partsOf(issue).flatMap((part) => (part.kind === 'group' ? [part.topic] : []));
    expect(groups).toEqual(['research', 'models', 'tools']);
  });
});

test('the issue of 2026-01-07 owns up to a correction, which moves its date of change', () => {
  const issue = sample('issues/2026-01-07.md');
  expect(issue.corrections.map(({ day }) => day)).toEqual(['2026-01-08']);
  expect(issue.updated).toBe(issue.corrections[0]?.at);
});

test('the English weekly shows code, a table, pictures that are there, footnotes, tasks and details', () => {
  const names = namesIn(partsOf(sample('issues/weekly-2026-02.md')).flatMap(nodesOf));
  for (const name of ['pre', 'table', 'img', 'section', 'input', 'details', 'sup']) expect(names).toContain(name);
});

test.each(files)('every picture of $path is in the repository', ({ text }) => {
  const pictures = [...text.matchAll(/!\[[^\]]*\]\(\.\.\/([^)]+)\)/g)].map(([, path = '']) => path);
  const missing = pictures.filter((path) => {
    try {
      return readFileSync(join(REPOSITORY_ROOT, 'static', path)).length === 0;
    } catch {
      return true;
    }
  });
  expect(missing).toEqual([]);
});

function sample(path: string): Issue {
  const issue = parsed.find((file) => file.path === path)?.issue;
  if (!issue) throw new Error(`${path} does not parse`);
  return issue;
}

/** All parts, those inside of sections too, in order. */
function partsOf(issue: Issue | undefined): readonly Part[] {
  const flat = (part: Part): readonly Part[] =>
    part.kind === 'section' ? [part, ...part.parts.flatMap(flat)] : [part];
  return issue?.parts.flatMap(flat) ?? [];
}

function isArticle(part: Part): part is Article {
  return part.kind === 'article';
}

function nodesOf(part: Part): readonly TreeNode[] {
  if (part.kind === 'article') return [...part.heading.nodes, ...part.blocks.flatMap(({ nodes }) => nodes)];
  return part.kind === 'section' ? part.heading.nodes : part.nodes;
}

function namesIn(nodes: readonly TreeNode[]): readonly string[] {
  return nodes.flatMap((node) => (node.kind === 'text' ? [] : [node.name, ...namesIn(node.children)]));
}

function withoutCode(nodes: readonly TreeNode[]): readonly TreeNode[] {
  return mapElements(nodes, (node) => (elementNamed(node, 'code', 'pre') ? [] : node));
}
