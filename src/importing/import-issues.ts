// Posts of another system -> files under issues/. A file that is there is never touched; what is written is whole,
// reads back as an issue, and says that it was mailed elsewhere. A second run writes nothing.
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ForeignPost } from '../core/importing/foreign-post.ts';
import { importedText, plannedIssues, postImages, type PlannedIssue } from '../core/importing/imported-issue.ts';
import { parseIssue } from '../core/issue/parse-issue.ts';
import { isFixed } from '../core/issue/problem.ts';
import type { Newsletter } from '../core/newsletter.ts';
import { bringImages, shelvedImages, type BroughtImages } from './image-shelf.ts';
import { ownersChoice, readPosts } from './read-posts.ts';

export interface IssueImport {
  readonly root: string;
  readonly newsletter: Newsletter;
  /** A file or an address. */
  readonly source: string;
  /** Where the posts of an export stood, `https://old.example`. */
  readonly site?: string;
  /** RFC 3339: older posts stay where they are. */
  readonly since?: string;
  /** What all of them become; drafts and restricted posts are drafts unless it is said. */
  readonly status?: 'draft' | 'published';
  readonly withImages: boolean;
  readonly isDry: boolean;
  /** The issues that are there, by their slugs in lower case. */
  readonly present: ReadonlyMap<string, PresentIssue>;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface PresentIssue {
  /** Relative to the newsletter's folder. */
  readonly path: string;
  /** Where it stood before, if an import has made it; empty when that is not known. */
  readonly source?: string;
}

export interface ImportedIssue {
  readonly path: string;
  readonly title: string;
  readonly slug: string;
  readonly status: 'draft' | 'published';
  /** written: new. unchanged: there already, byte for byte. kept: there already, and different. */
  readonly result: 'written' | 'unchanged' | 'kept';
}

export interface IssueImportReport {
  readonly kind: string;
  readonly issues: readonly ImportedIssue[];
  /** What was left out, one sentence each. */
  readonly skipped: readonly string[];
  readonly notes: readonly string[];
  readonly images: { readonly wanted: number; readonly fetched: number; readonly failed: BroughtImages['failed'] };
  /** Tags that are no topics -> how often. */
  readonly strayTags: Readonly<Record<string, number>>;
  /** Old path -> new path, for `redirects` of masthead.yaml. */
  readonly redirects: Readonly<Record<string, string>>;
}

export async function importIssues(input: IssueImport): Promise<IssueImportReport> {
  const { root, source, newsletter, present } = input;
  const read = await readPosts(source, input.site);
  const wanted = read.posts.filter(({ date }) => !isOlder(date, input.since));
  const { planned, undated } = plannedIssues(wanted, (slug, post) => isAnothers(present.get(slug), post));
  const images = await imagesOf(planned, input);
  const skipped = [
    ...read.skipped,
    ...undated.map(({ title, id }) => `"${title || id}" has no date that can be read.`),
  ];
  const strayTags = new Map<string, number>();
  const imageOf = (url: string): string => images.pathOf(url) ?? url;
  const issues = planned.flatMap((plan): readonly ImportedIssue[] => {
    const status = input.status ?? (plan.post.status === 'published' ? 'published' : 'draft');
    const { text, strayTags: stray } = importedText(plan, { newsletter, status, imageOf });
    const error = parseIssue({ path: plan.path, text }, newsletter).problems.find(isFixed);
    if (error !== undefined) {
      skipped.push(`"${plan.post.title || plan.slug}" cannot become an issue: ${error.message}`);
      return [];
    }
    for (const tag of stray) strayTags.set(tag, (strayTags.get(tag) ?? 0) + 1);
    // Whoever has moved the file since wants it where it is.
    const path = present.get(plan.slug.toLowerCase())?.path ?? plan.path;
    const result = written(join(root, path), text, input.isDry);
    return [{ path, title: plan.post.title, slug: plan.slug, status, result }];
  });
  return {
    kind: read.kind,
    issues,
    skipped,
    notes: read.notes,
    images: { wanted: images.wantedCount, fetched: images.fetchedCount, failed: images.failed },
    strayTags: Object.fromEntries([...strayTags].toSorted(([, one], [, other]) => other - one)),
    redirects: redirectsOf(planned, newsletter),
  };
}

function isOlder(date: string | undefined, since: string | undefined): boolean {
  return since !== undefined && date !== undefined && Date.parse(date) < Date.parse(since);
}

/** An issue that an import has made before of this very post has its name for itself. */
function isAnothers(there: PresentIssue | undefined, { url }: ForeignPost): boolean {
  return there !== undefined && there.source !== (url ?? '');
}

async function imagesOf(
  planned: readonly PlannedIssue[],
  { root, source, site, withImages, isDry, onProgress }: IssueImport,
): Promise<BroughtImages & { readonly wantedCount: number }> {
  const urls = [...new Set(planned.flatMap(({ post }) => postImages(post)))];
  const none = { pathOf: () => undefined, fetchedCount: 0, failed: [], wantedCount: urls.length };
  if (!withImages) return none;
  if (isDry) return { ...none, pathOf: shelvedImages(root) };
  const isAllowed = ownersChoice(source, site);
  const brought = await bringImages(urls, { root, isAllowed, ...(onProgress && { onProgress }) });
  return { ...brought, wantedCount: urls.length };
}

/** A link to a finished file is made at once and fails where a file is: nothing is ever written over. */
function written(file: string, text: string, isDry: boolean): ImportedIssue['result'] {
  if (existsSync(file)) return readFileSync(file, 'utf8') === text ? 'unchanged' : 'kept';
  if (isDry) return 'written';
  mkdirSync(dirname(file), { recursive: true });
  const part = `${file}.part`;
  writeFileSync(part, text);
  try {
    linkSync(part, file);
    return 'written';
  } finally {
    rmSync(part, { force: true });
  }
}

function redirectsOf(planned: readonly PlannedIssue[], { redirects }: Newsletter): Readonly<Record<string, string>> {
  const moved = planned.flatMap(({ oldPath, slug }) =>
    oldPath === undefined || Object.hasOwn(redirects, oldPath) ? [] : [[oldPath, `/${encodeURIComponent(slug)}/`]],
  );
  // Pairs of strings make a record of strings.
  return Object.fromEntries(moved) as Record<string, string>;
}
