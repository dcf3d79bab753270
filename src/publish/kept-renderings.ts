// Renders a few issues and keeps the results in the cache: the same in a worker and in the main thread.
import { writeCached } from './cache-folder.ts';
import { renderIssues, type RenderContext, type RenderedFile, type RenderJob } from './render-issue.ts';

/** The results, in the order of the jobs. */
export function keptRenderings(
  jobs: readonly RenderJob[],
  context: RenderContext,
  cacheFolder: string,
): readonly RenderedFile[] {
  const results = renderIssues(
    jobs.map((job) => job.file),
    context,
  );
  for (const [i, result] of results.entries()) writeCached(cacheFolder, jobs[i]?.key ?? '', result);
  return results;
}
