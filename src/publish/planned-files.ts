// Every file that `out/` is to hold: what the surfaces ask for and the owner's static files, each with the fingerprint
// of all that it depends on. Nothing is rendered before somebody asks for the content.
import { readFileSync } from 'node:fs';
import type { Newsletter } from '../core/newsletter.ts';
import { feedOutputs } from '../core/render/feed/feed-outputs.ts';
import type { Output } from '../core/render/output.ts';
import { pageOutputs } from '../core/render/page/page-outputs.ts';
import type { RenderedIssue } from '../core/render/rendered-issue.ts';
import { AppError } from '../errors.ts';
import { dependencyHash } from './dependency-hash.ts';
import { issueOutputs } from './issue-outputs.ts';
import type { OpenLibrary, PublishedIssue } from './open-library.ts';
import type { StaticFile } from './sources.ts';
import type { PlannedFile } from './write-tree.ts';

/**
 * The files for these issues, newest first with the withdrawn ones among them, and the images, in the order of their
 * paths. Throws OUTPUT_CONFLICT.
 */
export function plannedFiles(
  issues: readonly PublishedIssue[],
  newsletter: Newsletter,
  library: OpenLibrary,
  images: readonly PlannedFile[],
): readonly PlannedFile[] {
  const cards = issues.map((issue) => issue.card);
  const outputs = [
    ...pageOutputs(cards, newsletter, library.sources.webTemplates),
    ...feedOutputs(cards, newsletter),
    ...issueOutputs(cards, newsletter),
  ];
  const bySlug = new Map(issues.map((issue) => [issue.card.slug, issue]));
  const files = [
    ...outputs.map((output) => plannedOutput(output, bySlug, library)),
    ...images,
    ...library.sources.staticFiles.map(plannedCopy),
  ];
  // Files of one issue stand together, so that its rendering is loaded once for all of them.
  const inOrder = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  refuseConflicts(inOrder);
  if (newsletter.readers.form) refuseReaderPages(inOrder);
  return inOrder;
}

function plannedOutput(output: Output, bySlug: ReadonlyMap<string, PublishedIssue>, library: OpenLibrary): PlannedFile {
  const needed = output.slugs.map((slug) => {
    const issue = bySlug.get(slug);
    if (!issue) throw new Error(`${output.path} depends on the issue "${slug}", which is not there`);
    return issue;
  });
  return {
    path: output.path,
    fingerprint: dependencyHash(
      library.base,
      output.path,
      output.facts,
      needed.map((issue) => issue.key),
    ),
    content: async () => {
      const loaded = new Map<string, RenderedIssue>();
      for (const issue of needed) loaded.set(issue.card.slug, await library.load(issue));
      return output.render((slug) => {
        const rendered = loaded.get(slug);
        if (!rendered) throw new Error(`${output.path} asks for the issue "${slug}", on which it does not depend`);
        return rendered;
      });
    },
  };
}

function plannedCopy({ path, source }: StaticFile): PlannedFile {
  // Small files by nature (images, keys, a CNAME); a name and a time would miss a change within one tick.
  const bytes = readFileSync(source);
  return { path, fingerprint: dependencyHash(path, bytes.toString('base64')), content: () => Promise.resolve(bytes) };
}

/** Where the server answers readers (server/pages/): a file there would hide the way in, or the way out. */
const READER_PAGES: ReadonlySet<string> = new Set(['subscribe', 'confirm', 'address', 'preferences', 'unsubscribe']);

function refuseReaderPages(files: readonly PlannedFile[]): void {
  const hiding = files.find(({ path }) => READER_PAGES.has(path.split('/')[0] ?? ''));
  if (hiding === undefined) return;
  const what = `${hiding.path} would stand where readers subscribe, choose and leave.`;
  const cure = 'Rename the issue or the file in static/, or set readers.form to false if you serve out/ without start.';
  throw new AppError('OUTPUT_CONFLICT', `${what} ${cure}`);
}

/** Two files of one name, or a file where another needs a folder, would depend on who comes last. */
function refuseConflicts(inOrder: readonly PlannedFile[]): void {
  const paths = new Set<string>();
  for (const { path } of inOrder) {
    const folders = path.split('/').slice(0, -1);
    const blocking = folders.map((_, i) => folders.slice(0, i + 1).join('/')).find((folder) => paths.has(folder));
    if (paths.has(path) || blocking !== undefined) {
      const what = `Two things want to be ${blocking ?? path} in out/.`;
      throw new AppError(
        'OUTPUT_CONFLICT',
        `${what} Rename the issue, the topic or the file in static/ that has this name.`,
      );
    }
    paths.add(path);
  }
}
