// Renders many issues with all processors, few of them right here: a worker must load all our code before it helps.
import { once } from 'node:events';
import { extname } from 'node:path';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { IssueFile } from '../core/issue/parse-issue.ts';
import { writeCached } from './cache-folder.ts';
import type { RenderContext, RenderedFile } from './render-issue.ts';

export interface RenderJob {
  readonly file: IssueFile;
  /** The name under which the cache keeps the result. */
  readonly key: string;
}

export interface RenderOptions {
  readonly context: RenderContext;
  readonly cacheFolder: string;
  /** Called with every finished job, in no fixed order. */
  readonly onResult: (job: RenderJob, result: RenderedFile) => void;
}

/** Below this many characters the work is done before two workers have loaded (measured: about 0.3 s). */
const WORKER_THRESHOLD_CHARS = 600_000;
/** Enough for a message to cost nothing beside the work, few enough for the last ones to end together. */
const JOBS_PER_MESSAGE = 6;
/** More threads than this share memory and cache more than they gain. */
const MAX_WORKERS = 8;

/** Renders every job; the results do not depend on how many threads took part. */
export async function renderIssues(jobs: readonly RenderJob[], options: RenderOptions): Promise<void> {
  const chars = jobs.reduce((sum, { file }) => sum + file.text.length, 0);
  if (chars < WORKER_THRESHOLD_CHARS) await renderHere(jobs, options);
  else await renderInWorkers(jobs, options);
}

async function renderHere(jobs: readonly RenderJob[], options: RenderOptions): Promise<void> {
  if (jobs.length === 0) return;
  const { renderIssue } = await import('./render-issue.ts');
  for (const job of jobs) {
    const result = renderIssue(job.file, options.context);
    writeCached(options.cacheFolder, job.key, result);
    options.onResult(job, result);
  }
}

async function renderInWorkers(jobs: readonly RenderJob[], options: RenderOptions): Promise<void> {
  const chunks: (readonly RenderJob[])[] = [];
  for (let i = 0; i < jobs.length; i += JOBS_PER_MESSAGE) chunks.push(jobs.slice(i, i + JOBS_PER_MESSAGE));
  const count = Math.min(availableParallelism(), MAX_WORKERS, chunks.length);
  const workers = Array.from({ length: count }, () => runWorker(chunks, options));
  await Promise.all(workers);
}

/** One worker takes chunks from the common list until it is empty. */
async function runWorker(chunks: (readonly RenderJob[])[], options: RenderOptions): Promise<void> {
  const { context, cacheFolder } = options;
  // The compiler rewrites specifiers of imports, not this one: `.ts` in the checkout, `.js` in the package.
  const file = new URL(`./render-worker${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(file, { workerData: { context, cacheFolder } });
  try {
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) {
      worker.postMessage(chunk);
      // `once` rejects when the worker fails, so a defect of ours ends the build with its own stack.
      const [results] = (await once(worker, 'message')) as [readonly RenderedFile[]];
      results.forEach((result, i) => {
        const job = chunk[i];
        if (job) options.onResult(job, result);
      });
    }
  } finally {
    await worker.terminate();
  }
}
