// A worker thread that renders issues: gets jobs, keeps each result in the cache, and hands all of them back.
import { parentPort, workerData } from 'node:worker_threads';
import { writeCached } from './cache-folder.ts';
import { renderIssue, type RenderContext } from './render-issue.ts';
import type { RenderJob } from './render-issues.ts';

// Only render-issues.ts starts this file, with exactly this.
const { context, cacheFolder } = workerData as { readonly context: RenderContext; readonly cacheFolder: string };

parentPort?.on('message', (jobs: readonly RenderJob[]) => {
  const results = jobs.map(({ file, key }) => {
    const result = renderIssue(file, context);
    writeCached(cacheFolder, key, result);
    return result;
  });
  parentPort?.postMessage(results);
});
