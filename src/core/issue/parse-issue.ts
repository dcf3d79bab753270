// The text of one file -> an Issue, or the problems that keep it from being one. This is the only way in: whatever the
// rest of the program knows of an issue has passed here. What the metadata does not say is derived from the body and
// the file name, and an issue is never refused for its shape.
import type { Newsletter } from '../newsletter.ts';
import { checkIssue } from './check-issue.ts';
import { cleanSource } from './clean-source.ts';
import { articlesIn } from './article-topics.ts';
import { digest } from './digest.ts';
import { frontMatter } from './front-matter.ts';
import { dateInNames, datedCorrections, issueDate } from './issue-date.ts';
import type { Issue, Part } from './issue.ts';
import { markdownTree } from './markdown-tree.ts';
import { metadata, type Metadata } from './metadata.ts';
import { outline } from './outline.ts';
import { isError, type Problem } from './problem.ts';
import { fileName, isReservedSlug, slugOf } from './slug.ts';
import { PREHEADER_COLUMNS, shortened, summaryOf } from './summary.ts';
import { topicOf } from './topic.ts';
import { isoDay, withoutDates, type WrittenDate } from './written-date.ts';

export interface IssueFile {
  /** Relative to the newsletter's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** `issue` is absent exactly when `problems` holds an error. */
export interface ParsedIssue {
  readonly issue?: Issue;
  readonly problems: readonly Problem[];
}

/** Reads, derives and checks one issue. Never throws on what a file may hold. */
export function parseIssue(file: IssueFile, newsletter: Newsletter): ParsedIssue {
  const clean = cleanSource(file.text, file.path);
  const front = frontMatter(clean.text, file.path);
  const { metadata: given, problems } = metadata(front, newsletter, file.path);
  const markdown = clean.text.slice(front.bodyStart);
  const name = fileName(file.path);
  const language = given.language ?? newsletter.language;
  const ownSlug = given.slug ?? slugOf(name);
  const options = { language, idPrefix: `${ownSlug ?? 'issue'}-`, firstLine: front.bodyLine, path: file.path };
  const body = markdownTree(markdown, options);
  const { title: heading, ...shape } = outline(body.nodes, given.title);
  const written = given.date ?? dateInNames(name, given.title ?? heading);
  const slug = ownSlug ?? (written && isoDay(written)) ?? 'issue';
  const found = [...clean.problems, ...problems, ...body.problems];
  found.push(...slugProblems(slug, file.path, given, front.place(['slug']).line));
  if (!written) {
    // A date that is there and cannot be used, or metadata that cannot be read, has been named already.
    if (!found.some(isError)) found.push(dateMissing(file.path));
    return { problems: found };
  }
  const title = given.title ?? heading ?? titleOf(name, written, language);
  const id = `tag:${newsletter.authority}:issue/${encodeURIComponent(slug)}`;
  const parts = digest(shape.nodes, { newsletter, issueId: id, givenAnchors: shape.givenAnchors });
  const date = issueDate(written, slug, newsletter.schedule.time_zone);
  const corrections = datedCorrections(given.corrections ?? [], date, newsletter.schedule.time_zone);
  const summary = given.summary ?? summaryOf(parts, title);
  const issue: Issue = {
    path: file.path,
    slug,
    id,
    title,
    language,
    date,
    updated: corrections.at(-1)?.at ?? date.at,
    status: given.status ?? 'published',
    summary,
    subject: given.subject ?? title,
    preheader: given.preheader ?? shortened(summary, PREHEADER_COLUMNS),
    topics: issueTopics(given, parts, newsletter),
    corrections,
    parts,
    markdown,
  };
  found.push(
    ...checkIssue(issue, {
      body: body.nodes,
      anchors: shape.anchors,
      front,
      hasTitle: (given.title ?? heading) !== undefined,
    }),
  );
  return found.some(isError) ? { problems: found } : { issue, problems: found };
}

function slugProblems(slug: string, path: string, given: Metadata, line: number): readonly Problem[] {
  if (!isReservedSlug(slug)) return [];
  const cure =
    given.slug === undefined ? 'rename the file or write another slug into its metadata' : 'write another one';
  const message = `The slug "${slug}" is a name that the site itself needs: ${cure}.`;
  return [{ code: 'slug-reserved', path, ...(given.slug !== undefined && { line }), message }];
}

function dateMissing(path: string): Problem {
  const message = `${path} has no date in its metadata, its file name or its title: run "masthead adopt ${path}".`;
  return { code: 'date-missing', path, message };
}

/** `rust-weekly-12` -> `Rust weekly 12`; of a name without words the date in the reader's language. */
function titleOf(name: string, { year, month, day }: WrittenDate, language: string): string {
  const words = withoutDates(name)
    .replaceAll(/[-_\s]+/g, ' ')
    .trim();
  if (/\p{L}{2}/u.test(words)) return words.charAt(0).toUpperCase() + words.slice(1);
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(
    Date.UTC(year, month - 1, day),
  );
}

function issueTopics(given: Metadata, parts: readonly Part[], newsletter: Newsletter): readonly string[] {
  const found = new Set([...(given.topics ?? []), ...articlesIn(parts).flatMap((article) => article.topics)]);
  for (const part of parts) {
    if (part.kind !== 'section') continue;
    const own = topicOf(part.heading.text, newsletter);
    if (own !== undefined) found.add(own);
    for (const inner of part.parts) if (inner.kind === 'group' && inner.topic !== undefined) found.add(inner.topic);
  }
  return newsletter.topics.map((topic) => topic.slug).filter((slug) => found.has(slug));
}
