// Real issues by others, as inputs only: they lie beside the repository and never in it. Where they are missing a test
// that reads them is skipped with the reason, so everything important also has fixtures of our own.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CorpusFile {
  /** Relative to the corpus folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

const folder = process.env['MASTHEAD_CORPUS'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus');

/** Why tests over the corpus are skipped, for their titles; undefined when it is there. */
export const corpusMissing: string | undefined = existsSync(folder) ? undefined : `skipped: there is no ${folder}`;

/** Every issue of the corpus, in the order of paths; empty where it is missing. */
export const corpusFiles: readonly CorpusFile[] = corpusMissing === undefined ? read() : [];

function read(): readonly CorpusFile[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const issues = names.map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.md'));
  return issues.toSorted().map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
}
