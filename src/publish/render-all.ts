// Renders many issues with all processors, few of them right here: a worker must load all our code before it helps.
// This thread takes part in the work, so that as many threads run as there are processors.
import { on } from 'node:events';
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { setImmediate as letOthersIn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { RenderContext, RenderedFile, RenderJob } from './render-issue.ts';

export interface RenderOptions {
  /** Takes most of a second when the letter's template must be compiled; the workers load meanwhile. */
  readonly context: () => Promise<RenderContext>;
  readonly cacheFolder: string;
  /** Called with every finished job, in no fixed order. */
  readonly onResult: (job: RenderJob, result: RenderedFile) => void;
}

export type WorkerMessage =
  | { readonly kind: 'context'; readonly context: RenderContext; readonly cacheFolder: string }
  | { readonly kind: 'jobs'; readonly jobs: readonly RenderJob[] };

/** Below this many characters the work is done before a worker has loaded (measured: about 0.3 s). */
const WORKER_THRESHOLD_CHARS = 600_000;
/** Enough for a message to cost nothing beside the work, few enough for the last ones to end together. */
const JOBS_PER_BATCH = 5;
/** More threads than this share memory and cache more than they gain. */
const MAX_WORKERS = 7;

/** Renders every job; the results do not depend on how many threads took part. */
export async function renderAll(jobs: readonly RenderJob[], options: RenderOptions): Promise<void> {
  const chars = jobs.reduce((sum, { file }) => sum + file.text.length, 0);
  const workerCount = chars < WORKER_THRESHOLD_CHARS ? 0 : Math.min(availableParallelism() - 1, MAX_WORKERS);
  const workers = Array.from({ length: workerCount }, () => new Worker(WORKER_FILE));
  try {
    const context = await options.context();
    const batches: (readonly RenderJob[])[] = [];
    for (let i = 0; i < jobs.length; i += JOBS_PER_BATCH) batches.push(jobs.slice(i, i + JOBS_PER_BATCH));
    const others = workers.map((worker) => workThrough(worker, batches, { ...options, context }));
    await Promise.all([renderHere(batches, context, options), ...others]);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

// The compiler rewrites specifiers of imports, not this one: `.ts` in the checkout, `.js` in the package.
const WORKER_FILE = new URL(`./render-worker${extname(import.meta.url)}`, import.meta.url);

async function renderHere(
  batches: (readonly RenderJob[])[],
  context: RenderContext,
  { cacheFolder, onResult }: RenderOptions,
): Promise<void> {
  const { keptRenderings } = await import('./kept-renderings.ts');
  for (let batch = batches.shift(); batch; batch = batches.shift()) {
    const results = keptRenderings(batch, context, cacheFolder);
    handOut(batch, results, onResult);
    // The workers wait for their next batch.
    await letOthersIn();
  }
}

/** One worker takes batches from the common list until it is empty; a second one always waits in its queue. */
async function workThrough(
  worker: Worker,
  batches: (readonly RenderJob[])[],
  { context, cacheFolder, onResult }: Omit<RenderOptions, 'context'> & { readonly context: RenderContext },
): Promise<void> {
  const sent: (readonly RenderJob[])[] = [];
  const send = (): void => {
    const jobs = batches.shift();
    if (!jobs) return;
    sent.push(jobs);
    worker.postMessage({ kind: 'jobs', jobs } satisfies WorkerMessage);
  };
  worker.postMessage({ kind: 'context', context, cacheFolder } satisfies WorkerMessage);
  send();
  send();
  if (sent.length === 0) return;
  // The loop throws when the worker fails, so a defect of ours ends the build with its own stack.
  for await (const [results] of on(worker, 'message') as AsyncIterable<[readonly RenderedFile[]]>) {
    const batch = sent.shift() ?? [];
    send();
    handOut(batch, results, onResult);
    if (sent.length === 0) return;
  }
}

function handOut(
  batch: readonly RenderJob[],
  results: readonly RenderedFile[],
  onResult: RenderOptions['onResult'],
): void {
  for (const [i, result] of results.entries()) {
    const job = batch[i];
    if (job) onResult(job, result);
  }
}
