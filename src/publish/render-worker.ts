// A worker thread that renders issues: gets the context once, then jobs; keeps each result in the cache, and hands all
// of them back in the order of the jobs.
import { enableCompileCache } from 'node:module';
import { parentPort } from 'node:worker_threads';
import type { RenderContext } from './render-issue.ts';
import type { WorkerMessage } from './render-all.ts';

// As in main.ts; a thread does not take it over.
enableCompileCache();
const { keptRenderings } = await import('./kept-renderings.ts');

let known: { readonly context: RenderContext; readonly cacheFolder: string } | undefined;

parentPort?.on('message', (message: WorkerMessage) => {
  if (message.kind === 'context') known = message;
  else if (known) parentPort?.postMessage(keptRenderings(message.jobs, known.context, known.cacheFolder));
});
