// All issues of a newsletter rendered, with as little work as their content allows: what the last build listed is not
// even read, what the cache holds is read, the rest is rendered. Cards are always in memory, the large rest within
// bounds.
import { join } from 'node:path';
import type { Issue } from '../core/issue/issue.ts';
import type { ArticleSource } from '../core/check/article-source.ts';
import type { Problem } from '../core/issue/problem.ts';
import type { IssueCard, RenderedIssue } from '../core/render/rendered-issue.ts';
import { boundCache, readCached } from './cache-folder.ts';
import { dependencyHash } from './dependency-hash.ts';
import type { RenderContext, RenderedFile, RenderJob } from './render-issue.ts';
import { renderAll } from './render-all.ts';
import type { Sources } from './sources.ts';

/** One file of `issues/` as far as other files need to know it: small, and kept from build to build. */
export interface ListedIssue {
  readonly path: string;
  /** Names its rendering: follows from everything that the rendering follows from. */
  readonly key: string;
  readonly problems: readonly Problem[];
  /** All absent when an error keeps it from being an issue. */
  readonly status?: Issue['status'];
  readonly card?: IssueCard;
  readonly sources?: readonly ArticleSource[];
}

export interface RenderingsInput {
  readonly sources: Sources;
  /** Folder of the cache. */
  readonly cache: string;
  /** Fingerprint of all that every rendering depends on: engine, newsletter, templates. */
  readonly base: string;
  /** What the last build listed, by path. */
  readonly before: Readonly<Record<string, ListedIssue>>;
  /** Made only when something must be rendered: it loads MJML. */
  readonly context: () => Promise<RenderContext>;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Renderings {
  /** In the order of `sources.issues`. */
  readonly listed: readonly ListedIssue[];
  /** The rendering of a listed issue without errors: from memory, else from the cache, else made again. */
  readonly load: (listed: ListedIssue) => Promise<RenderedIssue>;
  /** Removes what the cache holds beyond its bound. */
  readonly tidy: () => void;
}

/** Characters of renderings kept in memory: four hundred issues of 17 KB fit. */
const MEMORY_CHARS = 80_000_000;
/** Files the cache may hold beyond twice those in use: another branch of the repository finds its own again. */
const SPARE_CACHE_FILES = 500;

export async function renderings(input: RenderingsInput): Promise<Renderings> {
  const folder = join(input.cache, 'issues');
  const memory = new BoundedMemory();
  const jobs = input.sources.issues.map((file): RenderJob => ({
    file,
    key: dependencyHash(input.base, file.path, file.text),
  }));
  const listed = new Map<string, ListedIssue>();
  const missing: RenderJob[] = [];
  for (const job of jobs) {
    const before = input.before[job.file.path];
    const known = before?.key === job.key ? before : listedFromCache(folder, job, memory);
    if (known) listed.set(job.key, known);
    else missing.push(job);
  }
  const make = async (wanted: readonly RenderJob[]): Promise<void> => {
    if (wanted.length === 0) return;
    let done = 0;
    await renderAll(wanted, {
      context: input.context,
      cacheFolder: folder,
      onResult: (job, result) => {
        listed.set(job.key, listedOf(job, result));
        if (result.rendered) memory.keep(job.key, result.rendered);
        input.onProgress?.(++done, wanted.length);
      },
    });
  };
  await make(missing);
  const jobByKey = new Map(jobs.map((job) => [job.key, job]));
  const load = async ({ key, path }: ListedIssue): Promise<RenderedIssue> => {
    const kept = memory.get(key) ?? cachedFile(folder, key)?.rendered;
    if (kept) return memory.keep(key, kept);
    const job = jobByKey.get(key);
    if (job) await make([job]);
    const made = memory.get(key);
    if (!made) throw new Error(`${path} was listed without errors but cannot be rendered`);
    return made;
  };
  return {
    listed: jobs.flatMap(({ key }) => listed.get(key) ?? []),
    load,
    tidy: () => boundCache(folder, new Set(listed.keys()), 2 * listed.size + SPARE_CACHE_FILES),
  };
}

function listedFromCache(folder: string, job: RenderJob, memory: BoundedMemory): ListedIssue | undefined {
  const file = cachedFile(folder, job.key);
  if (file?.rendered) memory.keep(job.key, file.rendered);
  return file && listedOf(job, file);
}

function listedOf({ file, key }: RenderJob, { problems, status, rendered, sources }: RenderedFile): ListedIssue {
  const card = rendered && { card: rendered.card };
  return { path: file.path, key, problems, ...(status && { status }), ...card, ...(sources && { sources }) };
}

function cachedFile(folder: string, key: string): RenderedFile | undefined {
  // Its hash is right and its name holds the fingerprint of this very program, so it is what we wrote.
  return readCached(folder, key) as RenderedFile | undefined;
}

/** Keeps the renderings used last, up to a number of characters; the one just kept always stays. */
class BoundedMemory {
  readonly #kept = new Map<string, RenderedIssue>();
  #chars = 0;

  get(key: string): RenderedIssue | undefined {
    return this.#kept.get(key);
  }

  keep(key: string, rendering: RenderedIssue): RenderedIssue {
    if (!this.#kept.has(key)) this.#chars += charsOf(rendering);
    this.#kept.delete(key);
    this.#kept.set(key, rendering);
    for (const [oldKey, old] of this.#kept) {
      if (this.#chars <= MEMORY_CHARS || oldKey === key) break;
      this.#kept.delete(oldKey);
      this.#chars -= charsOf(old);
    }
    return rendering;
  }
}

function charsOf({ pageBody, entry, articleEntries, letter, markdown }: RenderedIssue): number {
  const articles = articleEntries.reduce((sum, article) => sum + article.html.length, 0);
  return pageBody.length + entry.html.length + articles + letter.html.length + letter.text.length + markdown.length;
}
