// The repository as a set of text files, for the tests that hold house rules and documents against the code. Reads what
// an author writes and leaves out what is installed, built or kept at run time.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

export const REPOSITORY_ROOT = join(import.meta.dirname, '..', '..');

export interface RepositoryFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

const SKIPPED_FOLDER = /^(?:\.git|node_modules|dist|data|out(?:\..*)?)$/;
const TEXT_FILE = /\.(?:ts|md|json|ya?ml|liquid|mjml|css|html|svg|txt|csv|sh|toml|example)$|(?:^|\/)(?:LICENSE|run)$/;
/** Written by npm, addresses of packages and all. */
const GENERATED_FILES = new Set(['package-lock.json']);

/** All text files of the repository, sorted by path. Local settings (`.env`) are not part of it. */
export function repositoryFiles(): readonly RepositoryFile[] {
  return pathsBelow(REPOSITORY_ROOT)
    .filter((path) => TEXT_FILE.test(path) && !GENERATED_FILES.has(path))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(REPOSITORY_ROOT, path), 'utf8') }));
}

function pathsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return SKIPPED_FOLDER.test(entry.name) ? [] : pathsBelow(join(folder, entry.name));
    return entry.isFile() ? [relative(REPOSITORY_ROOT, join(folder, entry.name)).split(sep).join('/')] : [];
  });
}
