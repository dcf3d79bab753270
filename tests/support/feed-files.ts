// All feeds of a newsletter as the build makes them, from issues: path below out/ -> text. The issues are rendered by
// the functions that the build uses; only what no feed reads (page, letter) is left empty.
import type { Article, Issue, Part } from '../../src/core/issue/issue.ts';
import type { Newsletter } from '../../src/core/newsletter.ts';
import { articleEntries, issueEntry } from '../../src/core/render/feed/entry.ts';
import { feedOutputs } from '../../src/core/render/feed/feed-outputs.ts';
import type { Output } from '../../src/core/render/output.ts';
import type { IssueCard, RenderedIssue } from '../../src/core/render/rendered-issue.ts';

/** `issues` newest first. */
export function feedFiles(issues: readonly Issue[], newsletter: Newsletter): ReadonlyMap<string, string> {
  const rendered = new Map(issues.map((issue) => [issue.slug, renderedIssue(issue, newsletter)]));
  const render = (slug: string): RenderedIssue => {
    const found = rendered.get(slug);
    if (found === undefined) throw new Error(`no issue "${slug}"`);
    return found;
  };
  const files = feedOutputsOf(issues, newsletter).map((output) => [output.path, textOf(output, render)] as const);
  return new Map(files);
}

export function feedOutputsOf(issues: readonly Issue[], newsletter: Newsletter): readonly Output[] {
  return feedOutputs(
    issues.map((issue) => renderedIssue(issue, newsletter).card),
    newsletter,
  );
}

/** One of the files, which must be there. */
export function feedFile(files: ReadonlyMap<string, string>, path: string): string {
  const text = files.get(path);
  if (text === undefined) throw new Error(`no file "${path}" among ${[...files.keys()].join(', ')}`);
  return text;
}

function textOf(output: Output, render: (slug: string) => RenderedIssue): string {
  // A feed that asked for an issue outside of its slugs would go stale in the build's cache.
  const text = output.render((slug) => {
    if (!output.slugs.includes(slug)) throw new Error(`${output.path} reads "${slug}", which it does not declare`);
    return render(slug);
  });
  return typeof text === 'string' ? text : Buffer.from(text).toString('utf8');
}

export function renderedIssue(issue: Issue, newsletter: Newsletter): RenderedIssue {
  const entry = issueEntry(issue, newsletter);
  const entries = articleEntries(issue, newsletter);
  const articles = articlesOf(issue.parts).map((article, i) => ({
    id: article.id,
    title: article.heading.text,
    anchor: article.heading.anchor,
    topics: article.topics,
    entryBytes: Buffer.byteLength(entries[i]?.html ?? ''),
  }));
  const card: IssueCard = {
    slug: issue.slug,
    id: issue.id,
    title: issue.title,
    language: issue.language,
    date: issue.date,
    updated: issue.updated,
    summary: issue.summary,
    topics: issue.topics,
    corrections: issue.corrections,
    ...(issue.withdrawal && { withdrawal: issue.withdrawal }),
    readingMinutes: 1,
    entryBytes: Buffer.byteLength(entry.html),
    articles,
  };
  const letter = { subject: '', preheader: '', language: '', html: '', text: '', shortened: [] };
  return { card, entry, articleEntries: entries, pageBody: '', letter, markdown: '' };
}

function articlesOf(parts: readonly Part[]): readonly Article[] {
  return parts.flatMap((part) => {
    if (part.kind === 'section') return articlesOf(part.parts);
    return part.kind === 'article' ? [part] : [];
  });
}
