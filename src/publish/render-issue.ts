// Files -> everything that readers get of each alone: page body, entries, letter, Markdown. Pure, so that it runs here
// or in a worker, today or from the cache, with the same result. What needs its neighbours is assembled later
// (build.ts).
import type { ArticleSource } from '../core/check/article-source.ts';
import type { Problem } from '../core/issue/problem.ts';
import { parseIssue, type IssueFile } from '../core/issue/parse-issue.ts';
import type { Issue } from '../core/issue/issue.ts';
import type { Newsletter } from '../core/newsletter.ts';
import { articleEntries, issueEntry, type FeedEntry } from '../core/render/feed/entry.ts';
import { letter } from '../core/render/letter/letter.ts';
import { issueCard } from '../core/render/page/issue-card.ts';
import { pageBody } from '../core/render/page/page-body.ts';
import type { Templates } from '../core/render/liquid.ts';
import type { RenderedIssue } from '../core/render/rendered-issue.ts';
import { withinTime } from './time-limit.ts';

export interface RenderContext {
  readonly newsletter: Newsletter;
  readonly webTemplates: Templates;
  readonly emailTemplates: Templates;
  /** The letter's template after MJML, made once for all issues. */
  readonly compiledLetter: string;
}

export interface RenderJob {
  readonly file: IssueFile;
  /** The name under which the cache keeps the result. */
  readonly key: string;
}

/** All but `path` and `problems` are absent exactly when one of the problems is fixed. */
export interface RenderedFile {
  readonly path: string;
  readonly status?: Issue['status'];
  readonly rendered?: RenderedIssue;
  readonly sources?: readonly ArticleSource[];
  readonly problems: readonly Problem[];
}

/** A hundred times what the largest real issue takes on a slow machine. */
const LIMIT_MS = 20_000;

/** Parses and renders the files, each within bounds of time. */
export function renderIssues(files: readonly IssueFile[], context: RenderContext): readonly RenderedFile[] {
  // A watch costs as much as a small issue, so one is set for all of them; only when it strikes, each gets its own.
  const together = withinTime(LIMIT_MS, () => files.map((file) => renderedFile(file, context)));
  return together ?? files.map((file) => withinTime(LIMIT_MS, () => renderedFile(file, context)) ?? tooSlow(file));
}

function tooSlow({ path }: IssueFile): RenderedFile {
  const message = `${path} takes longer than ${LIMIT_MS / 1000} seconds to read. Look for endless nesting in it.`;
  return { path, problems: [{ code: 'issue-too-slow', path, message }] };
}

function renderedFile(file: IssueFile, context: RenderContext): RenderedFile {
  const { newsletter, webTemplates, emailTemplates, compiledLetter } = context;
  const { issue, sources, problems } = parseIssue(file, newsletter);
  if (!issue) return { path: file.path, problems };
  const entry = issueEntry(issue, newsletter);
  const articles = articleEntries(issue, newsletter);
  const rendered: RenderedIssue = {
    card: issueCard(issue, entryBytes([entry, ...articles])),
    pageBody: pageBody(issue, newsletter, webTemplates),
    entry,
    articleEntries: articles,
    letter: letter(issue, newsletter, compiledLetter, emailTemplates),
    markdown: issue.markdown,
  };
  const found = [...problems, ...shortening(issue, rendered), ...readingTime(issue, rendered, newsletter)];
  return { path: file.path, status: issue.status, rendered, ...(sources && { sources }), problems: found };
}

/** Of an issue that is far too long, all of them would fill a screen. */
const NAMED_TITLES = 5;

/** Mailbox providers cut long letters, so ours gives way first; the editor should know where. */
function shortening({ path }: Issue, { letter: { shortened } }: RenderedIssue): readonly Problem[] {
  if (shortened.length === 0) return [];
  const named = shortened.slice(0, NAMED_TITLES).map((title) => `"${title}"`);
  const more = shortened.length - named.length;
  const titles = named.join(', ') + (more > 0 ? ` and ${more} more` : '');
  const message = `The email would be too long: of ${titles} it shows the beginning and a link to the web page.`;
  return [{ code: 'letter-shortened', path, message }];
}

/** Fewer characters than this are hardly an issue. */
const LEAST_CHARACTERS = 80;

function readingTime(
  { path, markdown, parts }: Issue,
  { card }: RenderedIssue,
  { checks }: Newsletter,
): readonly Problem[] {
  const minutes = card.readingMinutes;
  if (minutes > checks.reading_minutes) {
    const message = `The issue takes about ${minutes} minutes to read: think of making two of it.`;
    return [{ code: 'reading-time', path, message }];
  }
  // One that has no text at all is told of already.
  if (parts.length === 0 || markdown.trim().length >= LEAST_CHARACTERS) return [];
  return [{ code: 'reading-time', path, message: 'The issue is read in a few seconds: is it all there?' }];
}

function entryBytes(entries: readonly FeedEntry[]): ReadonlyMap<string, number> {
  return new Map(entries.map(({ id, html }) => [id, Buffer.byteLength(html)]));
}
