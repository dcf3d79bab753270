// The text of one file -> an Issue, or the problems that keep it from being one. This is the only way in: whatever the
// rest of the program knows of an issue has passed here. What the metadata does not say is derived from the body and
// the file name, and an issue is never refused for its shape.
import { advertisedSubject } from '../check/advertising.ts';
import type { ArticleSource } from '../check/article-source.ts';
import type { Newsletter } from '../newsletter.ts';
import { checkIssue } from './check-issue.ts';
import { cleanSource } from './clean-source.ts';
import { articlesIn } from './article-topics.ts';
import { digest } from './digest.ts';
import { frontMatter, type FrontMatter } from './front-matter.ts';
import { dateInNames, datedCorrections, datedWithdrawal, issueDate } from './issue-date.ts';
import type { Issue, Part } from './issue.ts';
import { markdownTree } from './markdown-tree.ts';
import { metadata, placeOf, type Metadata } from './metadata.ts';
import { outline, type Outline } from './outline.ts';
import { isFixed, type Problem } from './problem.ts';
import { fileName, isReservedSlug, slugOf } from './slug.ts';
import { PREHEADER_COLUMNS, shortened, summaryOf } from './summary.ts';
import { topicOf } from './topic.ts';
import type { TreeNode } from './tree.ts';
import { isoDay, withoutDates, type WrittenDate } from './written-date.ts';

export interface IssueFile {
  /** Relative to the newsletter's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** `issue` is absent exactly when `problems` holds one that is fixed. */
export interface ParsedIssue {
  readonly issue?: Issue;
  /** Where the articles of the issue come from. */
  readonly sources?: readonly ArticleSource[];
  readonly problems: readonly Problem[];
}

/** Reads, derives and checks one issue. Never throws on what a file may hold. */
export function parseIssue(file: IssueFile, newsletter: Newsletter): ParsedIssue {
  const read = readFile(file, newsletter);
  const { given, heading, name } = read;
  const written = given.date ?? dateInNames(name, given.title ?? heading);
  const slug = read.slug ?? (written && isoDay(written)) ?? 'issue';
  const problems = [...read.problems, ...slugProblems(slug, file.path, read)];
  if (written) {
    const issue = issueOf(read, { path: file.path, slug, written, newsletter });
    const { body, anchors, front } = read;
    const hasTitle = (given.title ?? heading) !== undefined;
    const { article_age_days: articleAgeDays } = newsletter.checks;
    const checked = checkIssue(issue, { body, anchors, front, given, hasTitle, articleAgeDays });
    problems.push(...checked.problems);
    return problems.some(isFixed) ? { problems } : { issue, sources: checked.sources, problems };
  }
  // A date that is there and cannot be used, or metadata that cannot be read, has been named already.
  return { problems: problems.some(isFixed) ? problems : [...problems, dateMissing(file.path)] };
}

interface ReadFile extends Omit<Outline, 'title'> {
  readonly front: FrontMatter;
  readonly given: Metadata;
  readonly name: string;
  readonly slug: string | undefined;
  readonly language: string;
  readonly markdown: string;
  /** As parsed, title and the author's levels included. */
  readonly body: readonly TreeNode[];
  /** The H1 that is the title. */
  readonly heading: string | undefined;
  readonly problems: readonly Problem[];
}

/** What the file says by itself, before anything is derived. */
function readFile({ path, text }: IssueFile, newsletter: Newsletter): ReadFile {
  const clean = cleanSource(text, path);
  const front = frontMatter(clean.text, path);
  const { metadata: given, problems } = metadata(front, newsletter, path);
  const markdown = clean.text.slice(front.bodyStart);
  const name = fileName(path);
  const slug = given.slug ?? slugOf(name);
  const language = given.language ?? newsletter.language;
  const tree = markdownTree(markdown, { language, idPrefix: `${slug ?? 'issue'}-`, firstLine: front.bodyLine, path });
  const { title: heading, ...shape } = outline(tree.nodes, given.title);
  const found = [...clean.problems, ...problems, ...tree.problems];
  return { ...shape, front, given, name, slug, language, markdown, body: tree.nodes, heading, problems: found };
}

interface Derived {
  readonly path: string;
  readonly slug: string;
  readonly written: WrittenDate;
  readonly newsletter: Newsletter;
}

function issueOf(read: ReadFile, { path, slug, written, newsletter }: Derived): Issue {
  const { given, heading, language, markdown } = read;
  const { time_zone: timeZone } = newsletter.schedule;
  const id = `tag:${newsletter.authority}:issue/${encodeURIComponent(slug)}`;
  const title = given.title ?? heading ?? titleOf(read.name, written, language);
  const parts = digest(read.nodes, { newsletter, issueId: id, givenAnchors: read.givenAnchors });
  const date = issueDate(written, slug, timeZone);
  const corrections = datedCorrections(given.corrections ?? [], date, timeZone);
  const subject = given.subject ?? title;
  const summary = given.summary ?? summaryOf(parts, title);
  return {
    path,
    slug,
    id,
    title,
    language,
    date,
    updated: corrections.at(-1)?.at ?? date.at,
    status: given.status ?? 'published',
    ...(given.status === 'withdrawn' && { withdrawal: datedWithdrawal(given.withdrawn ?? {}, timeZone) }),
    summary,
    subject: given.commercial === true ? advertisedSubject(subject, language) : subject,
    ...(given.commercial === true && { commercial: true }),
    preheader: given.preheader ?? shortened(summary, PREHEADER_COLUMNS),
    topics: issueTopics(given, parts, newsletter),
    corrections,
    ...(given.mailed === 'elsewhere' && { isMailedElsewhere: true }),
    parts,
    markdown,
  };
}

function slugProblems(slug: string, path: string, { given, front }: ReadFile): readonly Problem[] {
  if (!isReservedSlug(slug)) return [];
  const place = placeOf(front, 'slug');
  const cure = given.slug === undefined ? 'rename the file or write a slug into its metadata' : 'write another one';
  const message = `The slug "${slug}" is a name that the site itself needs: ${cure}.`;
  return [{ code: 'slug-reserved', path, ...place, message }];
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
